// npm run package: builds, and makes out/embedding-strata-TARGET.vsix for this platform, without the network.
import { appendFileSync, copyFileSync, mkdirSync, statSync } from "node:fs";
import path from "node:path";
import { buildBundles, installPackages, pinnedNode, root, run } from "./setup.mjs";

/** Upper limit of the package in MB (10^6 bytes), a tenth above its size when this was set, by platform. */
const LIMITS_MB = { "linux-x64": 68 };
const OTHER_LIMIT_MB = 120;

const target = `${process.platform}-${process.arch}`;
const vsix = path.join(root, "out", `embedding-strata-${target}.vsix`);

installPackages();
buildBundles();
mkdirSync(path.dirname(vsix), { recursive: true });
run(pinnedNode, [
  path.join(root, "node_modules", "@vscode", "vsce", "vsce"),
  "package",
  ...["--target", target, "--out", vsix, "--ignoreFile", ignoreFile()],
  ...["--allow-missing-repository", "--no-rewrite-relative-links"],
]);
const megabytes = statSync(vsix).size / 1e6;
const limit = LIMITS_MB[target] ?? OTHER_LIMIT_MB;
console.log(`${path.relative(root, vsix)}: ${megabytes.toFixed(1)} MB (at most ${limit} MB)`);
if (megabytes > limit) {
  console.error("The package is too large. npx vsce ls says what is in it.");
  process.exit(1);
}

/** The committed allow-list, and ONNX Runtime's native files for this platform only. */
function ignoreFile() {
  const file = path.join(root, "out", "vscodeignore");
  copyFileSync(path.join(root, ".vscodeignore"), file);
  const native = `node_modules/onnxruntime-node/bin/napi-v6/${process.platform}/${process.arch}`;
  // CUDA's libraries lie there too where onnxruntime-node was allowed to download them.
  appendFileSync(file, `!${native}/**\n${native}/*cuda*\n${native}/*tensorrt*\n`);
  return file;
}
