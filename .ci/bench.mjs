// npm run bench [-- ROW … --runs N --lines N --write]: our numbers beside those of others, in one run on this machine.
import path from "node:path";
import { buildBundles, installPackages, pinnedNode, root, run } from "./setup.mjs";

installPackages();
buildBundles();
run(pinnedNode, [
  "--disable-warning=ExperimentalWarning",
  path.join(root, "test", "bench", "bench.ts"),
  ...process.argv.slice(2),
]);
