import { commands, type TextDocumentShowOptions, type Uri } from "vscode";

/**
 * Shows a document as text, whatever editor its kind of file has. Unlike `showTextDocument` it also opens files of more
 * than 50 MB, which extensions do not get to see.
 */
export async function openText(uri: Uri, options: TextDocumentShowOptions): Promise<void> {
  await commands.executeCommand("vscode.openWith", uri, "default", options);
}
