import { Uri, window, workspace, type TextEditor } from "vscode";
import { fileUnits, type FileUnit } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";
import type { Editor } from "./editor.ts";
import { filesOf, MOST_FILES } from "./inputSource.ts";
import type { PictureInput } from "./pictureInput.ts";
import { ask, BACK, askText } from "./quickStep.ts";

/** Draws the records on the selected lines of the editor in front. */
export async function visualizeSelection({ visualizer }: Editor): Promise<void> {
  const editor = window.activeTextEditor;
  const lines = editor === undefined ? [] : selectedLines(editor);
  if (editor === undefined || lines.length === 0) {
    await window.showInformationMessage(editorText.noSelection);
    return;
  }
  await visualizer.visualizeInput({ kind: "lines", uri: editor.document.uri, lines });
}

/** The lines of what is selected, `[first, last]`, ascending and apart. */
export function selectedLines({ selections }: Pick<TextEditor, "selections">): readonly (readonly [number, number])[] {
  const stretches = selections
    .filter(({ isEmpty }) => !isEmpty)
    // A selection that ends before the first character of a line does not mean that line.
    .map(({ start, end }): [number, number] => [start.line, end.character === 0 ? end.line - 1 : end.line])
    .toSorted(([a], [b]) => a - b);
  const apart: [number, number][] = [];
  for (const [first, last] of stretches) {
    const before = apart.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else apart.push([first, last]);
  }
  return apart;
}

/** Draws the symbols of the program in the editor in front, or of a file. */
export async function visualizeSymbols({ visualizer }: Editor, resource: unknown): Promise<void> {
  const uri = resource instanceof Uri ? resource : window.activeTextEditor?.document.uri;
  if (uri === undefined) await window.showInformationMessage(editorText.noFile);
  else await visualizer.visualizeInput({ kind: "symbols", uri });
}

/** Asks which files of a folder to draw, and what of each is a record. */
export async function visualizeFolder({ visualizer }: Editor, resource: unknown): Promise<void> {
  const folders = workspace.workspaceFolders ?? [];
  if (!(resource instanceof Uri) && folders.length === 0) {
    await window.showInformationMessage(editorText.noFolder);
    return;
  }
  const folder =
    resource instanceof Uri
      ? resource
      : (folders.length === 1 ? folders[0] : await window.showWorkspaceFolderPick())?.uri;
  if (folder === undefined) return;
  for (;;) {
    const unit = await ask<FileUnit | "records">({
      title: editorText.folderTitle,
      placeholder: editorText.folderUnit,
      sections: [{ label: "", choices: [...fileUnits, "records" as const].map(choiceOf) }],
    });
    if (unit === undefined || unit === BACK) return;
    const glob = await askText({
      title: editorText.folderTitle,
      prompt: editorText.folderGlob(MOST_FILES),
      placeholder: GLOB,
      value: GLOB,
      wrong: (text) => (text === "" ? editorText.globEmpty : undefined),
    });
    if (glob === BACK) continue;
    if (glob === undefined) return;
    const input: PictureInput = { kind: "folder", folder, glob, unit: unit === "records" ? undefined : unit };
    const { more } = await filesOf(input);
    if (more) void window.showInformationMessage(editorText.folderCut(MOST_FILES));
    await visualizer.visualizeInput(input);
    return;
  }
}

const GLOB = "**/*.{txt,md}";

function choiceOf(unit: FileUnit | "records") {
  return { ...editorText.folderUnits[unit], value: unit };
}
