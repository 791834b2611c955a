// Serves the workbench until Ctrl+C. Without a folder it opens a copy of the samples, which may be edited.
import { cpSync, existsSync } from "node:fs";
import path from "node:path";
import { startCodeServer } from "./codeServer.ts";
import { vsix } from "./vsix.ts";

const root = path.join(import.meta.dirname, "..", "..");
const scratch = path.join(root, "out", "workbench");
const folder = process.argv[2] ?? path.join(scratch, "samples");
if (!process.argv[2] && !existsSync(folder)) cpSync(path.join(root, "media", "samples"), folder, { recursive: true });

const server = await startCodeServer({ scratch, vsix, folder });
console.log(`\nThe workbench runs at ${server.url}`);
console.log("Right-click a file in the explorer and choose Visualize Embeddings. Ctrl+C ends it.");
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => void server.stop().then(() => process.exit(0)));
