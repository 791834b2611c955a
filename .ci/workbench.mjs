// npm run workbench [-- FOLDER]: VS Code in a browser, with the packaged extension and the samples (or FOLDER) open.
import path from "node:path";
import { environment, installPackages, installSystemPackages, pinnedNode, root, run } from "./setup.mjs";

const given = process.argv[2] && path.resolve(process.env.INIT_CWD ?? root, process.argv[2]);
const editor = path.join(root, "test", "editor");

installPackages();
installSystemPackages();
installPackages(editor);
run(pinnedNode, [path.join(root, ".ci", "package.mjs")]);

// Ctrl+C reaches the child too, which ends the server; this process only waits for it.
process.on("SIGINT", () => undefined);
run(pinnedNode, [path.join(editor, "serve.mjs"), ...(given ? [given] : [])], { env: environment });
