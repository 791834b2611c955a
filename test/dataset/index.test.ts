import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { Format, Report, Rows } from "../../src/dataset/format.ts";
import { formatOf, formats } from "../../src/dataset/index.ts";
import { SourceText } from "../../src/dataset/sourceText.ts";

const folder = path.join(import.meta.dirname, "../../src/dataset");

function parse(format: Format, text: string, report: Report): Rows {
  const work = format.parse(new SourceText(text), report, {});
  for (let step = work.next(); ; step = work.next()) if (step.done === true) return step.value.rows;
}

function isFormat(value: unknown): boolean {
  return typeof value === "object" && value !== null && "extensions" in value && "parse" in value;
}

describe("the table of formats", () => {
  it("holds the descriptor of every file that has one", async () => {
    const files = readdirSync(folder).filter((file) => file !== "index.ts");
    const modules = await Promise.all(
      files.map((file) => import(path.join(folder, file)) as Promise<Readonly<Record<string, unknown>>>),
    );
    const descriptors = modules.flatMap((module) => Object.values(module).filter(isFormat));
    expect(new Set(descriptors)).toEqual(new Set(formats));
  });

  it("has distinct ids, and each extension once", () => {
    const ids = formats.map(({ id }) => id);
    const extensions = formats.flatMap((format) => format.extensions);
    expect(new Set(ids).size).toBe(ids.length);
    expect(new Set(extensions).size).toBe(extensions.length);
    expect(extensions.toSorted()).toEqual([
      ".csv",
      ".geojson",
      ".ipynb",
      ".json",
      ".jsonl",
      ".md",
      ".ndjson",
      ".psv",
      ".tab",
      ".tsv",
      ".txt",
    ]);
    for (const extension of extensions) expect(extension).toMatch(/^\.[a-z]+$/);
  });

  it.each(formats)("$id reads nothing out of nothing, and reports nothing", (format) => {
    for (const text of ["", "\n", " \r\n\t\n"]) {
      const report: Report = (span, kind, reason) => {
        throw new Error(`${kind} ${span.start} ${reason}`);
      };
      expect(parse(format, text, report).count).toBe(0);
    }
  });

  it.each(formats)("$id gives every row a place, and a span to each of its values", (format) => {
    const text = '["a","b"]\n\n{"a":"b"}\n"a",b\n';
    const rows = parse(format, text, () => undefined);
    for (let row = 0; row < rows.count; row++) {
      const { start, end } = rows.rowSpan(row);
      expect(start).toBeGreaterThanOrEqual(0);
      expect(end).toBeGreaterThan(start);
      const fields: (string | undefined)[] = [undefined];
      rows.visitFields(row, (name) => fields.push(name));
      for (const field of fields.filter((name) => rows.textAt(row, name) !== undefined)) {
        const span = rows.spanOf(row, field);
        expect(text.slice(span.start, span.end)).toBe(rows.textAt(row, field));
      }
      expect(rows.textAt(row, "no such field")).toBeUndefined();
    }
  });
});

describe("formatOf", () => {
  const lines = '{"text":"a"}\n\n{"text":"b"}\n';
  it.each([
    ["a.txt", lines, "text"],
    ["a.md", lines, "markdown"],
    ["A.JSONL", "x", "jsonl"],
    ["a.ndjson", "x", "jsonl"],
    ["a.json", "[]", "json"],
    ["a.json", lines, "jsonl"],
    ["a.json", '{"text":"a"}', "json"],
    ["a.json", '[\n{"text":"a"},\n{"text":"b"}]', "json"],
    ["a.csv", "x", "csv"],
    ["a.b.tsv", "x", "csv"],
    ["Untitled-1", "plain", "text"],
    ["Untitled-1", lines, "jsonl"],
    ["notes.log", '1\n{"text":"b"}', "text"],
    ["archive.jsonl.bak", "plain", "text"],
    [".txt", "plain", "text"],
  ])("%s with %j is %s", (file, text, id) => {
    expect(formatOf(file, new SourceText(text)).id).toBe(id);
  });
});
