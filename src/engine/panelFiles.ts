import { readFile } from "node:fs/promises";
import path from "node:path";
import type { ExportInput } from "../export/index.ts";

/** The panel's script and style sheet, from the folder of the built files. Rejects with the file system's error. */
export async function panelFiles(folder: string): Promise<ExportInput["panel"]> {
  const [script, style] = await Promise.all(
    ["webview.js", "webview.css"].map((name) => readFile(path.join(folder, name), "utf8")),
  );
  return { script: script ?? "", style: style ?? "" };
}
