// What every command of this repository needs before it can start, on a machine that has only some Node and npm.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const root = path.join(path.dirname(fileURLToPath(import.meta.url)), "..");

const isWindows = process.platform === "win32";

/** The Node the tests and the command line are pinned to: VS Code's own major, from the registry. */
export const pinnedNode = path.join(root, "node_modules", "node", "bin", isWindows ? "node.exe" : "node");

/** The environment of child processes: pinned Node first, no download of CUDA libraries. */
export const environment = {
  ...process.env,
  PATH: [path.dirname(pinnedNode), path.join(root, "node_modules", ".bin"), process.env.PATH].join(path.delimiter),
  ONNXRUNTIME_NODE_INSTALL: "skip",
  // The outer npm's, which code-server's installation takes for the Node it runs on.
  npm_config_user_agent: undefined,
};

/** Runs a program with its output shown; ends this process where it fails, unless `allowFailure`. */
export function run(command, args, { allowFailure = false, cwd = root, ...options } = {}) {
  const { status, error } = spawnSync(command, args, {
    cwd,
    stdio: "inherit",
    env: environment,
    shell: isWindows && command === "npm",
    ...options,
  });
  if (error) console.error(`${command}: ${error.message}`);
  if (status !== 0 && !allowFailure) process.exit(status ?? 1);
  return status === 0;
}

/** Installs the packages of the lock file in `folder`, unless they already are. */
export function installPackages(folder = root) {
  const lock = createHash("sha256")
    .update(readFileSync(path.join(folder, "package-lock.json")))
    .digest("hex");
  const stamp = path.join(folder, "node_modules", ".installed");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log(`Installing packages in ${path.relative(root, folder) || "."} …`);
  run("npm", ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: folder });
  writeFileSync(stamp, lock);
}

export function buildBundles() {
  run(pinnedNode, ["esbuild.mjs"]);
}

/** Where the browser of the panel and workbench tests is, or undefined. */
export function findChromium() {
  const names = [process.env.CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  return names.find((name) => name && existsSync(name));
}

/** Debian packages: a browser, with its software GPU the loader of Vulkan, and what code-server's native parts build against. */
const debianPackages = [
  "chromium",
  "libvulkan1",
  "build-essential",
  "python3",
  "pkg-config",
  "libkrb5-dev",
  "libsecret-1-dev",
  "libx11-dev",
  "libxkbfile-dev",
];

/** Installs the Debian packages that are missing when run as root on Debian, else says what to install. */
export function installSystemPackages() {
  const missing = debianPackages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return true;
  const command = `apt-get install -y --no-install-recommends ${missing.join(" ")}`;
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) {
    if (findChromium() && process.platform !== "linux") return true;
    console.error(`The tests need a Chromium browser and build tools. On Debian or Ubuntu: sudo ${command}`);
    console.error("Elsewhere install Chromium and set CHROMIUM to its path.");
    return findChromium() !== undefined;
  }
  console.log(`Installing ${missing.join(", ")} …`);
  const quiet = { stdio: ["ignore", "ignore", "inherit"], env: { ...environment, DEBIAN_FRONTEND: "noninteractive" } };
  run("apt-get", ["update", "-q"], quiet);
  run("apt-get", command.split(" ").slice(1), quiet);
  return true;
}

function isInstalled(name) {
  const { stdout } = spawnSync("dpkg-query", ["-W", "-f=${Status}", name], { encoding: "utf8" });
  return stdout?.includes("install ok installed") ?? false;
}

/** Whether a program of this name is on the PATH. */
export function onPath(name) {
  const folders = (process.env.PATH ?? "").split(path.delimiter);
  return folders.some((folder) => existsSync(path.join(folder, isWindows ? `${name}.cmd` : name)));
}
