import type { Dataset } from "../../src/dataset/dataset.ts";
import { readDataset } from "../../src/dataset/readDataset.ts";
import type { ReadingChoice, Problem } from "../../src/protocol/reading.ts";

/** Reads text as if a file of that name held it. */
export function readText(path: string, text: string, fields: ReadingChoice = {}): Promise<Dataset> {
  return readDataset({ kind: "text", path, text }, fields);
}

/** What a problem points at in the text, with its kind and reason. */
export function describeProblem(text: string, { line, start, end, kind, reason }: Problem): string {
  const at = text.split(/\r\n|\n|\r/)[line]?.slice(start, end) ?? "";
  return `${kind} ${line}:${start} ‹${at}› ${reason}`;
}
