import path from "node:path";
import { workspace, type TextDocument, type Uri } from "vscode";
import type { Source } from "../protocol/engine.ts";

/** Encodings the engine reads by itself; text in any other is handed over as the editor decoded it. */
const ENGINE_ENCODINGS = new Set(["utf8", "utf8bom", "utf16le", "utf16be"]);

/** How the format of a document without an extension is named to the engine. */
const EXTENSION_OF_LANGUAGE: Readonly<Record<string, string>> = {
  csv: ".csv",
  json: ".json",
  jsonc: ".json",
  jsonl: ".jsonl",
  markdown: ".md",
  tsv: ".tsv",
};

/** What the engine is to read: the file itself where it is on disk and unchanged, else the text the editor holds. */
export async function documentSource(uri: Uri): Promise<Source> {
  const document = openDocument(uri);
  const onDisk = uri.scheme === "file";
  if (document && !(onDisk && !document.isDirty && ENGINE_ENCODINGS.has(document.encoding)))
    return { kind: "text", path: pathOf(document), text: document.getText() };
  if (onDisk) return { kind: "file", path: uri.fsPath };
  if (uri.scheme === "untitled") {
    const restored = await workspace.openTextDocument(uri);
    return { kind: "text", path: pathOf(restored), text: restored.getText() };
  }
  return { kind: "text", path: uri.path, text: await workspace.decode(await workspace.fs.readFile(uri), { uri }) };
}

/** The document as the editor holds it; undefined where no editor has it open. */
export function openDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());
}

function pathOf({ uri, languageId, fileName }: TextDocument): string {
  const name = uri.scheme === "file" ? uri.fsPath : fileName;
  return path.extname(name) === "" ? name + (EXTENSION_OF_LANGUAGE[languageId] ?? "") : name;
}
