// npm run bench [-- ROW … --runs N --lines N --large N --write]: our numbers beside those of others, in one run on this machine.
import path from "node:path";
import { buildBundles, installPackages, installSystemPackages, pinnedNode, root, run } from "./setup.mjs";

installPackages();
installSystemPackages();
installPackages(path.join(root, "test", "editor"));
buildBundles();
run(pinnedNode, [path.join(root, ".ci", "package.mjs")]);
run(pinnedNode, [
  "--disable-warning=ExperimentalWarning",
  path.join(root, "test", "bench", "bench.ts"),
  ...process.argv.slice(2),
]);
