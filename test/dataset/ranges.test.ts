import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/dataset/dataset.ts";
import { readDataset } from "../../src/dataset/readDataset.ts";
import type { Problem } from "../../src/protocol/reading.ts";
import { temporaryFolder } from "./temporaryFolder.ts";
import { textAtRange } from "./vscodeModel.ts";

const folder = temporaryFolder();

/** None of these holds a line break of VS Code, though some hold what others take for one. */
const samples = [
  "The bank raised interest rates.",
  "  indented, with a\ttab",
  "👩‍👩‍👧 families and 𝒳 and 🏳️‍🌈",
  "مرحبا بالعالم and שלום",
  "e\u0301a\u0308 combining, n\u0303o",
  "我喜欢吃苹果。",
  'a "quoted" word, a \\backslash\\ and a /slash/',
  "separators \u2028 and \u2029 and \u0085 and \v and \f inside",
  '<script>alert(\'x\')</script> & {braces} [brackets]: "}", "]"',
  "x",
  "\u{1F600}",
  "lone \uFFFD replacement",
];
const withLineBreaks = [
  ...samples,
  "two\nlines",
  "windows\r\nline",
  "old\rmac",
  'end with ""',
  '"',
  "\n after a break",
];

const lineEnds = { lf: "\n", crlf: "\r\n", cr: "\r" };

const encodings: Readonly<Record<string, (text: string) => Buffer>> = {
  "UTF-8": (text) => Buffer.from(text),
  "UTF-8 with BOM": (text) => Buffer.from(`\uFEFF${text}`),
  "UTF-16 LE": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
  "UTF-16 BE": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
};

const escapers: Readonly<Record<string, (text: string) => string>> = {
  plain: (text) => JSON.stringify(text),
  ascii: (text) => JSON.stringify(text).replaceAll(/[^ -~]/g, unicodeEscape),
  everything: (text) => `"${text.replaceAll(/[^]/g, unicodeEscape)}"`,
  slashes: (text) => JSON.stringify(text).replaceAll("/", "\\/"),
};

function unicodeEscape(unit: string): string {
  return Array.from({ length: unit.length }, (_, i) => `\\u${unit.charCodeAt(i).toString(16).padStart(4, "0")}`).join(
    "",
  );
}

/** Objects around a JSON string, with the name of its field and what must not be taken for it. */
const shapes: Readonly<Record<string, { field: string; wrap: (json: string) => string }>> = {
  flat: { field: "text", wrap: (json) => `{"id":1,"text":${json},"label":"a"}` },
  spaced: { field: "text", wrap: (json) => `  { "label" : "text" ,\t"text" :  ${json} } ` },
  nested: { field: "data.text", wrap: (json) => `{"x":{"text":null},"data":{"a":[1,{"b":[]}],"text":${json}}}` },
  array: {
    field: "messages.1.content",
    wrap: (json) => `{"messages":[{"content":"a"},{"role":"u","content":${json}}]}`,
  },
  "dotted key": { field: "data.text", wrap: (json) => `{"data":{"text":["no"]},"data.text":${json}}` },
  "dotted key within": { field: "a.b.c", wrap: (json) => `{"a":{"b":1,"b.c":${json}}}` },
  "key twice": { field: "text", wrap: (json) => `{"text":"first","text":{"text":1},"text":${json},"z":"text"}` },
  "parent twice": { field: "a.b", wrap: (json) => `{"a":{"b":"first"},"a":{"b":${json}}}` },
  "escaped key": { field: "text", wrap: (json) => `{"te\\u0078t":${json}}` },
  "decoys before": { field: "text", wrap: (json) => `{"a":"\\"text\\":\\"no\\"","b":"}{][","text":${json}}` },
  "strange keys": { field: "text", wrap: (json) => `{"__proto__":{"text":1},"":0,"length":2,"text":${json}}` },
};

/** A name that stands twice is said, and nothing else. */
function isUnexpected(shape: string): (problem: Problem) => boolean {
  return ({ kind }) => kind !== "nameRepeated" || !shape.endsWith("twice");
}

async function readBytes(name: string, bytes: Buffer, field?: string): Promise<Dataset> {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return readDataset({ kind: "file", path: file }, field === undefined ? {} : { text: field });
}

/** Blank lines before, between and after; with and without a line end at the end. */
function withBlanks(lines: readonly string[], lineEnd: string, last: boolean): string {
  const spread = lines.flatMap((line, i) => (i % 3 === 0 ? ["", line, " \t "] : [line]));
  return spread.join(lineEnd) + (last ? lineEnd : "");
}

const layouts = Object.keys(encodings).flatMap((encoding) =>
  Object.entries(lineEnds).flatMap(([name, lineEnd]) =>
    [true, false].map((last) => ({
      encoding,
      name,
      lineEnd,
      last,
      title: `${encoding}, ${name}, last ${String(last)}`,
    })),
  ),
);

describe.each(layouts)("ranges in $title", ({ encoding, name, lineEnd, last }) => {
  const encode = (text: string) => encodings[encoding]?.(text) ?? Buffer.alloc(0);
  const file = `${encoding}-${name}-${String(last)}`.replaceAll(" ", "");

  it.each(["txt", "md", "log"])("%s: the text at the range is the line", async (extension) => {
    const text = withBlanks(
      samples.map((line) => `${line}  \t`),
      lineEnd,
      last,
    );
    const dataset = await readBytes(`${file}.${extension}`, encode(text));
    expect(dataset.reading.encoding).toBe(encoding);
    expect(dataset.texts).toEqual(samples);
    expect(samples.map((_, i) => textAtRange(text, dataset.ranges, i))).toEqual(samples);
  });

  it.each(Object.keys(escapers))(
    "jsonl, %s escapes: the unescaped text at the range is the field's value",
    async (escaper) => {
      const escape = escapers[escaper] ?? JSON.stringify;
      for (const [shape, { field, wrap }] of Object.entries(shapes)) {
        const text = withBlanks(
          withLineBreaks.map((value) => wrap(escape(value))),
          lineEnd,
          last,
        );
        const dataset = await readBytes(`${file}.jsonl`, encode(text), field);
        expect(dataset.texts, shape).toEqual(withLineBreaks);
        const atRanges = withLineBreaks.map((_, i) => textAtRange(text, dataset.ranges, i));
        expect(
          atRanges.map((json) => JSON.parse(`"${json}"`) as unknown),
          shape,
        ).toEqual(withLineBreaks);
        expect(dataset.problems.filter(isUnexpected(shape)), shape).toEqual([]);
      }
    },
  );

  it("jsonl of strings", async () => {
    const text = withBlanks(
      withLineBreaks.map((value) => ` ${JSON.stringify(value)}`),
      lineEnd,
      last,
    );
    const dataset = await readBytes(`${file}.ndjson`, encode(text));
    expect(dataset.texts).toEqual(withLineBreaks);
    expect(dataset.fields).toEqual([]);
    expect(withLineBreaks.map((_, i) => textAtRange(text, dataset.ranges, i))).toEqual(
      withLineBreaks.map((value) => JSON.stringify(value).slice(1, -1)),
    );
  });

  it.each([
    { title: "an array on many lines", before: "[", after: "]" },
    { title: "an object that holds the array", before: '{"version":[1,2],"rows":[', after: '],"end":{}}' },
  ])("json, $title", async ({ before, after }) => {
    for (const [shape, { field, wrap }] of Object.entries(shapes)) {
      const items = withLineBreaks.map((value) => wrap(JSON.stringify(value)).replace("{", `{${lineEnd}`));
      const text = withBlanks([before, items.join(`,${lineEnd}  `), after], lineEnd, last);
      const dataset = await readBytes(`${file}.json`, encode(text), field);
      expect(dataset.texts, shape).toEqual(withLineBreaks);
      const atRanges = withLineBreaks.map((_, i) => textAtRange(text, dataset.ranges, i));
      expect(
        atRanges.map((json) => JSON.parse(`"${json}"`) as unknown),
        shape,
      ).toEqual(withLineBreaks);
      expect(dataset.problems.filter(isUnexpected(shape)), shape).toEqual([]);
    }
  });

  it.each([
    { delimiter: ",", extension: "csv" },
    { delimiter: ";", extension: "csv" },
    { delimiter: "\t", extension: "tsv" },
  ])("$extension between $delimiter: the text at the range, quotes undoubled, is the cell", async (kind) => {
    const { delimiter, extension } = kind;
    const cells = withLineBreaks.map((value) => quoted(value, delimiter));
    const rows = cells.map((cell, i) => [String(i), cell, `label ${i % 2}`].join(delimiter));
    const text = [["id", "text", "label"].join(delimiter), ...rows, ""].join(lineEnd) + (last ? lineEnd : "");
    const dataset = await readBytes(`${file}.${extension}`, encode(text));
    expect(dataset.texts).toEqual(withLineBreaks);
    const atRanges = withLineBreaks.map((_, i) => textAtRange(text, dataset.ranges, i));
    expect(atRanges.map((cell) => cell.replaceAll('""', '"'))).toEqual(withLineBreaks);
    expect(dataset.problems).toEqual([]);
  });
});

function quoted(cell: string, delimiter: string): string {
  return [delimiter, '"', "\n", "\r"].some((special) => cell.includes(special))
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}
