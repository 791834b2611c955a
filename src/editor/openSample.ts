import path from "node:path";
import { Uri, workspace } from "vscode";
import type { Editor } from "./editor.ts";

const SAMPLE = "senses.jsonl";

/** Draws the bundled sample: a copy that may be edited, kept from the first time on. */
export async function openSample({ extensionUri, settings, visualizer }: Editor): Promise<void> {
  const folder = Uri.file(path.join(settings.globalStorage, "samples"));
  await workspace.fs.createDirectory(folder);
  const copy = Uri.joinPath(folder, SAMPLE);
  const kept = await workspace.fs.readDirectory(folder);
  if (!kept.some(([name]) => name === SAMPLE)) {
    const bundled = await workspace.fs.readFile(Uri.joinPath(extensionUri, "media", "samples", SAMPLE));
    await workspace.fs.writeFile(copy, bundled);
  }
  await visualizer.visualize(copy, undefined);
}
