import path from "node:path";
import { Uri } from "vscode";
import { fileUnits, type FileUnit } from "../protocol/engine.ts";
import { editorText } from "../strings/editor.ts";

/** Pictures of more than a document have addresses of their own, which say of what: they outlive a reload. */
const SCHEME = "strata-picture";

/** What a picture is of. */
export type PictureInput =
  | { readonly kind: "document"; readonly uri: Uri }
  /** The records of several files. */
  | { readonly kind: "files"; readonly uris: readonly Uri[] }
  /** The records on some lines, `[first, last]` from 0 on, ascending. */
  | { readonly kind: "lines"; readonly uri: Uri; readonly lines: readonly (readonly [number, number])[] }
  /** The files of a folder that a pattern names; each a record, or read as `unit` says, or by its format without one. */
  | { readonly kind: "folder"; readonly folder: Uri; readonly glob: string; readonly unit: FileUnit | undefined }
  /** The symbols of a program, as its language's extension tells them. */
  | { readonly kind: "symbols"; readonly uri: Uri };

/** What the address of a picture carries. */
interface Carried {
  readonly kind?: unknown;
  readonly uris?: unknown;
  readonly lines?: unknown;
  readonly glob?: unknown;
  readonly unit?: unknown;
}

/** The address of a picture: of a document, the document's own. */
export function addressOf(input: PictureInput): Uri {
  if (input.kind === "document") return input.uri;
  const carried = { kind: input.kind, uris: urisOf(input).map(String), ...more(input) };
  return Uri.from({
    scheme: SCHEME,
    path: `/${titleOf(input).replaceAll("/", "\u2215")}`,
    query: JSON.stringify(carried),
  });
}

/** What an address is of; a document where it is none of ours, or carries nothing that can be read. */
export function inputOf(uri: Uri): PictureInput {
  const document: PictureInput = { kind: "document", uri };
  if (uri.scheme !== SCHEME) return document;
  const { kind, uris, lines, glob, unit } = carriedBy(uri);
  const files = Array.isArray(uris)
    ? uris.filter((each) => typeof each === "string").map((each) => Uri.parse(each))
    : [];
  const [first] = files;
  if (first === undefined) return document;
  if (kind === "files") return { kind, uris: files };
  if (kind === "symbols") return { kind, uri: first };
  if (kind === "lines") return { kind, uri: first, lines: linesOf(lines) };
  const known = fileUnits.find((each) => each === unit);
  return { kind: "folder", folder: first, glob: typeof glob === "string" ? glob : "*", unit: known };
}

function carriedBy({ query }: Uri): Carried {
  try {
    return Object(JSON.parse(query)) as Carried;
  } catch {
    // An address that nobody made: it carries nothing.
    return {};
  }
}

/** The files a picture is of as far as its address says, or the folder they are in. */
export function urisOf(input: PictureInput): readonly Uri[] {
  if (input.kind === "files") return input.uris;
  return [input.kind === "folder" ? input.folder : input.uri];
}

/** The same input when files have moved; undefined where none of its files has. */
export function movedInput(input: PictureInput, renamed: (uri: Uri) => Uri | undefined): PictureInput | undefined {
  const moved = urisOf(input).map(renamed);
  if (moved.every((uri) => uri === undefined)) return undefined;
  const uris = urisOf(input).map((uri, i) => moved[i] ?? uri);
  const [first] = uris;
  if (first === undefined) return undefined;
  if (input.kind === "files") return { ...input, uris };
  return input.kind === "folder" ? { ...input, folder: first } : { ...input, uri: first };
}

/** How a picture is called on its tab. */
export function titleOf(input: PictureInput): string {
  const name = (uri: Uri): string => path.posix.basename(uri.path);
  switch (input.kind) {
    case "document":
      return name(input.uri);
    case "files":
      return editorText.titleOfFiles(input.uris.map(name));
    case "lines":
      return editorText.titleOfLines(name(input.uri), input.lines);
    case "folder":
      return editorText.titleOfFolder(name(input.folder), input.glob);
    case "symbols":
      return editorText.titleOfSymbols(name(input.uri));
  }
}

function more(input: PictureInput): Carried {
  if (input.kind === "lines") return { lines: input.lines };
  return input.kind === "folder" ? { glob: input.glob, unit: input.unit } : {};
}

function linesOf(lines: unknown): readonly (readonly [number, number])[] {
  const pairs: readonly unknown[] = Array.isArray(lines) ? lines : [];
  return pairs.flatMap((pair): [number, number][] => {
    const [first, last] = (Array.isArray(pair) ? pair : []) as readonly unknown[];
    return Number.isInteger(first) && Number.isInteger(last) ? [[Number(first), Number(last)]] : [];
  });
}
