import path from "node:path";
import { workspace, type TextDocument, type Uri } from "vscode";
import { encodingId } from "../protocol/encodings.ts";
import type { FileSource } from "../protocol/engine.ts";

/** What every file is taken for where nothing is set, or only how to save it. */
const UTF8 = new Set(["utf8", "utf8bom"]);
/** Encodings the engine reads by itself; text in any other is handed over as the editor decoded it. */
const ENGINE_ENCODINGS = new Set([...UTF8, "utf16le", "utf16be"]);

/** How the format of a document without an extension is named to the engine. */
const EXTENSION_OF_LANGUAGE: Readonly<Record<string, string>> = {
  csv: ".csv",
  json: ".json",
  jsonc: ".json",
  jsonl: ".jsonl",
  markdown: ".md",
  tsv: ".tsv",
};

/**
 * What the engine is to read: the file itself where it is on disk and unchanged, else the text the editor holds. What
 * the editor or the settings decided about the encoding wins, but for the one the user chose for this file.
 */
export async function documentSource(uri: Uri, chosenEncoding: string | undefined): Promise<FileSource> {
  const document = openDocument(uri);
  const onDisk = uri.scheme === "file";
  if (document) {
    const { encoding, isDirty } = document;
    const readsBytes = onDisk && !isDirty && (chosenEncoding !== undefined || ENGINE_ENCODINGS.has(encoding));
    return readsBytes ? fileSource(uri, encoding) : { kind: "text", path: pathOf(document), text: document.getText() };
  }
  if (onDisk) {
    const files = workspace.getConfiguration("files", uri);
    return fileSource(uri, files.get("autoGuessEncoding") === true ? undefined : files.get<string>("encoding"));
  }
  if (uri.scheme === "untitled") {
    const restored = await workspace.openTextDocument(uri);
    return { kind: "text", path: pathOf(restored), text: restored.getText() };
  }
  const bytes = await workspace.fs.readFile(uri);
  const text =
    chosenEncoding === undefined
      ? workspace.decode(bytes, { uri })
      : workspace.decode(bytes, { encoding: chosenEncoding });
  return { kind: "text", path: uri.path, text: await text };
}

/** @param encoding in which the editor shows it, or would; `undefined` where only opening it would tell */
function fileSource({ fsPath }: Uri, encoding: string | undefined): FileSource {
  const known = encoding === undefined ? undefined : encodingId(encoding);
  if (known === undefined) return { kind: "file", path: fsPath };
  return { kind: "file", path: fsPath, shown: { encoding: known, settled: !UTF8.has(known) } };
}

/** Whether the text is the editor's whatever encoding is chosen: it is not as on disk, or not on this machine's disk. */
export function isEditorsText(uri: Uri): boolean {
  const document = openDocument(uri);
  return document ? uri.scheme !== "file" || document.isDirty : uri.scheme === "untitled";
}

/** The document as the editor holds it; undefined where no editor has it open. */
export function openDocument(uri: Uri): TextDocument | undefined {
  return workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri.toString());
}

function pathOf({ uri, languageId, fileName }: TextDocument): string {
  const name = uri.scheme === "file" ? uri.fsPath : fileName;
  // A cell's document has the notebook's name, and is text of its own language.
  if (uri.scheme === "vscode-notebook-cell") return name + (EXTENSION_OF_LANGUAGE[languageId] ?? ".txt");
  return path.extname(name) === "" ? name + (EXTENSION_OF_LANGUAGE[languageId] ?? "") : name;
}
