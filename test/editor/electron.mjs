// node test/editor/electron.mjs: the smoke suite in the desktop editor, oldest supported and newest version.
// Where no desktop VS Code can be had (no network, no display) it says so and ends well.
import { downloadAndUnzipVSCode, runTests } from "@vscode/test-electron";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");
const { engines } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8"));

if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) {
  console.log("Desktop smoke suite not run: there is no display (xvfb-run gives one).");
  process.exit(0);
}
for (const version of [engines.vscode.replace("^", ""), "stable"]) {
  const executable = await editorOf(version);
  if (executable) await smoke(version, executable);
}

async function editorOf(version) {
  try {
    return await downloadAndUnzipVSCode({ version, cachePath: path.join(root, "out", "vscode"), timeout: 30_000 });
  } catch (error) {
    console.log(`Desktop smoke suite not run on ${version}: VS Code cannot be downloaded (${error.message}).`);
    return undefined;
  }
}

async function smoke(version, vscodeExecutablePath) {
  const scratch = mkdtempSync(path.join(tmpdir(), "strata-desktop-"));
  const folder = path.join(scratch, "folder");
  mkdirSync(path.join(folder, ".vscode"), { recursive: true });
  cpSync(path.join(root, "media", "samples"), folder, { recursive: true });
  writeFileSync(path.join(folder, ".vscode", "settings.json"), JSON.stringify({ "strata.cacheFolder": "cache" }));
  try {
    await runTests({
      vscodeExecutablePath,
      extensionDevelopmentPath: root,
      extensionTestsPath: path.join(import.meta.dirname, "electronSuite.cjs"),
      launchArgs: [folder, "--disable-extensions", "--disable-workspace-trust", "--user-data-dir", scratch],
    });
    console.log(`Desktop smoke suite passed on ${version}.`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
