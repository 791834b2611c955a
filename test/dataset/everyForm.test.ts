import { writeFileSync } from "node:fs";
import path from "node:path";
import iconv from "iconv-lite";
import { expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { encodingLabel } from "../../src/protocol/encodings.ts";
import { random } from "../bench/texts.ts";
import { languageTexts } from "./languageTexts.ts";
import { temporaryFolder } from "./temporaryFolder.ts";
import { textAtRange } from "./vscodeModel.ts";

interface Row {
  readonly text: string;
  readonly label: string;
}
interface Form {
  readonly extension: string;
  readonly labelled: boolean;
  readonly write: (rows: readonly Row[], lineEnd: string) => string;
}

const quoted = (cell: string): string => `"${cell.replaceAll('"', '""')}"`;
const table =
  (delimiter: string, before: readonly string[] = []): Form["write"] =>
  (rows, lineEnd) =>
    [
      ...before,
      ["id", "text", "label"].join(delimiter),
      ...rows.map(({ text, label }, id) => [id, quoted(text), label].join(delimiter)),
    ].join(lineEnd);
const indented = (value: unknown, lineEnd: string): string => JSON.stringify(value, null, 2).replaceAll("\n", lineEnd);

/** The same rows in every layout. */
const forms: Readonly<Record<string, Form>> = {
  text: { extension: "txt", labelled: false, write: (rows, end) => rows.map(({ text }) => text).join(end) },
  markdown: {
    extension: "md",
    labelled: false,
    write: (rows, end) => ["---", "", ...rows.flatMap(({ text }) => [text, ""])].join(end),
  },
  lines: { extension: "jsonl", labelled: true, write: (rows, end) => rows.map((row) => JSON.stringify(row)).join(end) },
  "objects one after another": {
    extension: "jsonl",
    labelled: true,
    write: (rows, end) => rows.map((row) => indented(row, end)).join(end),
  },
  array: { extension: "json", labelled: true, write: indented },
  "array in an object": {
    extension: "json",
    labelled: true,
    write: (data, end) => indented({ version: 1, data }, end),
  },
  splits: {
    extension: "json",
    labelled: true,
    write: (rows, end) => indented({ train: rows.slice(0, 4), test: rows.slice(4) }, end),
  },
  columns: {
    extension: "json",
    labelled: true,
    write: (rows, end) => indented({ text: rows.map(({ text }) => text), label: rows.map(({ label }) => label) }, end),
  },
  commas: { extension: "csv", labelled: true, write: table(",") },
  semicolons: { extension: "csv", labelled: true, write: table(";") },
  tabs: { extension: "tsv", labelled: true, write: table("\t") },
  pipes: { extension: "csv", labelled: true, write: table("|") },
  "sep line": { extension: "csv", labelled: true, write: table(";", ["sep=;"]) },
  title: { extension: "csv", labelled: true, write: table(",", ["Export", ""]) },
};
const lineEnds = { lf: "\n", crlf: "\r\n", cr: "\r" };
const marked = ["utf8", "utf16le", "utf16be", "utf32le", "utf32be"];
const encodings = [
  ...marked.map((encoding) => ({ encoding, mark: false })),
  ...marked.map((encoding) => ({ encoding, mark: true })),
];
const folder = temporaryFolder();

/** Rows of sentences of one language, in a seeded order, none alike. */
function rowsOf(texts: readonly string[], next: () => number): readonly Row[] {
  return Array.from({ length: 8 }, (_, i) => ({
    text: `${i}) ${texts[Math.floor(next() * texts.length)] ?? ""} ${texts[i % texts.length] ?? ""}`,
    label: ["calm", "angry"][Math.floor(next() * 2)] ?? "",
  }));
}

async function expectRows(bytes: Uint8Array, text: string, form: Form, rows: readonly Row[]): Promise<string> {
  const file = path.join(folder, `rows.${form.extension}`);
  writeFileSync(file, bytes);
  const dataset = await readDataset({ kind: "file", path: file }, form.labelled ? { label: "label" } : {});
  expect(dataset.texts).toEqual(rows.map((row) => row.text));
  expect(dataset.problems).toEqual([]);
  const places = rows.map((_, i) => textAtRange(text, dataset.ranges, i).replaceAll(/\\"|""/g, '"'));
  expect(places).toEqual(rows.map((row) => row.text));
  if (form.labelled) {
    expect(Array.from(dataset.labelOf, (label) => dataset.labels[label])).toEqual(rows.map(({ label }) => label));
  }
  return dataset.reading.encoding;
}

it.each(
  Object.entries(forms).flatMap(([name, form]) =>
    Object.entries(lineEnds).map(([end, lineEnd]) => ({ name, form, end, lineEnd })),
  ),
)("reads $name with $end back from Unicode in every language", async ({ form, lineEnd }) => {
  const next = random(form.extension.length * 31 + lineEnd.length);
  for (const { texts } of languageTexts) {
    const rows = rowsOf(texts, next);
    const text = form.write(rows, lineEnd);
    for (const { encoding, mark } of encodings) {
      const found = await expectRows(iconv.encode(text, encoding, { addBOM: mark }), text, form, rows);
      expect(found).toBe(encodingLabel(encoding === "utf8" && mark ? "utf8bom" : encoding));
    }
  }
});

it.each(Object.entries(forms).map(([name, form]) => ({ name, form })))(
  "reads $name back from the older encodings of every language",
  async ({ form }) => {
    const next = random(form.extension.length);
    for (const { encodings: older, texts } of languageTexts) {
      for (const encoding of older) {
        for (const lineEnd of Object.values(lineEnds)) {
          const rows = rowsOf(texts, next);
          const text = form.write(rows, lineEnd);
          await expectRows(iconv.encode(text, encoding), text, form, rows);
        }
      }
    }
  },
);
