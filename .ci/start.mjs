// npm start [-- FILE options]: installs what is missing, builds, reads the sample (or FILE) with the bundled model,
// writes a page, and opens VS Code with the extension where there is one.
import { spawn } from "node:child_process";
import path from "node:path";
import { buildBundles, environment, installPackages, onPath, pinnedNode, root, run } from "./setup.mjs";

const sample = path.join(root, "media", "samples", "senses.jsonl");
const given = process.argv.slice(2);
const file = given[0] && !given[0].startsWith("-") ? path.resolve(process.env.INIT_CWD ?? root, given.shift()) : sample;
const out = path.join(root, "out", path.basename(file, path.extname(file)));

installPackages();
buildBundles();

const defaults = [
  ...(given.includes("--out") ? [] : ["--out", out]),
  ...(given.includes("--cache") ? [] : ["--cache", path.join(root, "out", "cache")]),
];
// Ctrl+C reaches the child too, which keeps what it has; this process only waits for it.
process.on("SIGINT", () => undefined);
run(pinnedNode, [path.join(root, "dist", "cli.js"), "visualize", file, ...defaults, ...given]);

if (given.includes("--json")) process.exit(0);
const hasDisplay = process.platform !== "linux" || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
if (onPath("code") && hasDisplay && !process.env.CI) {
  console.log("Opening VS Code with the extension: right-click the file and choose Visualize Embeddings.");
  spawn("code", ["--extensionDevelopmentPath", root, path.dirname(file), file], {
    env: environment,
    detached: true,
    stdio: "ignore",
    shell: process.platform === "win32",
  }).unref();
} else {
  console.log("For the editor side run npm run workbench: VS Code in the browser, with the extension and the sample.");
}
