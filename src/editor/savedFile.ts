import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, env, window, workspace, Uri } from "vscode";
import { exportText } from "../strings/exporting.ts";

/** Asks where to save a file; beside the document unless that is on no disk. */
export function askWhere(document: Uri, name: string, label: string): Thenable<Uri | undefined> {
  const folder = document.scheme === "untitled" ? workspace.workspaceFolders?.[0]?.uri : Uri.joinPath(document, "..");
  const extension = path.posix.extname(name).slice(1);
  return window.showSaveDialog({
    ...(folder && { defaultUri: Uri.joinPath(folder, name) }),
    filters: { [extension.toUpperCase()]: [extension] },
    saveLabel: exportText.save,
    title: exportText.saveTitle(label),
  });
}

/** Has a file written by a path on this machine, wherever it is to be. */
export async function writeTo(target: Uri, write: (file: string) => Promise<void>): Promise<void> {
  if (target.scheme === "file") return write(target.fsPath);
  const unfinished = path.join(tmpdir(), `strata-${process.pid}-${path.posix.basename(target.path)}`);
  try {
    await write(unfinished);
    await workspace.fs.writeFile(target, await readFile(unfinished));
  } finally {
    await rm(unfinished, { force: true });
  }
}

/** Says that a file is there, and opens or shows it where that is wished. */
export async function sayWritten(target: Uri): Promise<void> {
  const { open, reveal } = exportText;
  const offers = target.scheme === "file" ? [open, reveal] : [open];
  const answer = await window.showInformationMessage(exportText.saved(path.posix.basename(target.path)), ...offers);
  if (answer === reveal) await commands.executeCommand("revealFileInOS", target);
  if (answer !== open) return;
  if (/\.html$/i.test(target.path)) await env.openExternal(target);
  else await commands.executeCommand("vscode.open", target);
}
