import path from "node:path";
import { RelativePattern, workspace, type CancellationToken, type Uri } from "vscode";
import type { FileSource, RecordsChoice, Source } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import { documentSource } from "./documentSource.ts";
import { titleOf, urisOf, type PictureInput } from "./pictureInput.ts";
import { symbolRecords } from "./symbolRecords.ts";

/** Files a picture is made of at most. */
export const MOST_FILES = 2000;

/** The files of a picture's input as they are now, by path; `more` tells whether there are further ones. */
export async function filesOf(
  input: PictureInput,
): Promise<{ readonly files: readonly Uri[]; readonly more: boolean }> {
  if (input.kind !== "folder") {
    const uris = urisOf(input);
    return { files: uris.slice(0, MOST_FILES), more: uris.length > MOST_FILES };
  }
  const found = await workspace.findFiles(new RelativePattern(input.folder, input.glob), undefined, MOST_FILES + 1);
  if (found.length === 0) throw new StrataError("noFiles", { path: titleOf(input) });
  const files = found.toSorted((a, b) => (a.path < b.path ? -1 : 1)).slice(0, MOST_FILES);
  return { files, more: found.length > MOST_FILES };
}

/** How a picture's files are to be read. */
interface SourceOptions {
  readonly encoding: string | undefined;
  /** Where the lines of a selection are by now. */
  readonly lines: Uint32Array;
  /** Ends the waiting for a language's extension. */
  readonly token: CancellationToken;
}

/** What the engine is to read of a picture's files. */
export async function sourceOf(
  input: PictureInput,
  files: readonly Uri[],
  { encoding, lines, token }: SourceOptions,
): Promise<Source> {
  const [first] = files;
  if (first === undefined) throw new StrataError("noFiles", { path: titleOf(input) });
  if (input.kind === "document") return documentSource(first, encoding);
  if (input.kind === "lines") return { ...(await documentSource(first, encoding)), records: { kind: "lines", lines } };
  if (input.kind === "symbols") return symbolRecords(first, token);
  const records: RecordsChoice | undefined =
    input.kind === "folder" && input.unit !== undefined ? { kind: input.unit } : undefined;
  const named: { name: string; source: FileSource }[] = [];
  const name = namer(files);
  for (const file of files) {
    const source = await documentSource(file, encoding);
    named.push({ name: name(file), source: records ? { ...source, records } : source });
  }
  return { kind: "files", path: titleOf(input), files: named };
}

/** Names files by their paths from the folder that holds them all. */
function namer(files: readonly Uri[]): (uri: Uri) => string {
  const folders = files.map((file) => path.posix.dirname(file.path).split("/"));
  let shared = 0;
  const [first = []] = folders;
  while (shared < first.length && folders.every((folder) => folder[shared] === first[shared])) shared++;
  return (uri) => uri.path.split("/").slice(shared).join("/");
}
