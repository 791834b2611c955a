import { readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { commands, env, window, workspace, Uri } from "vscode";
import { exportText } from "../strings/exporting.ts";
import type { DocumentRun } from "./documentRun.ts";

/** What file systems do not take in a name. */
const UNFIT = /[\\/:*?"<>|\u2215]+/g;

/** How a file made of a picture is called, but for what tells of which kind it is. */
export function baseNameOf({ title }: Pick<DocumentRun, "title">): string {
  return path.parse(title.replaceAll(UNFIT, "-")).name;
}

/** Asks where to save a file; beside what is drawn unless that is on no disk. */
export function askWhere(
  { subject }: Pick<DocumentRun, "subject">,
  name: string,
  label: string,
): Thenable<Uri | undefined> {
  const folder = subject.scheme === "untitled" ? workspace.workspaceFolders?.[0]?.uri : Uri.joinPath(subject, "..");
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
