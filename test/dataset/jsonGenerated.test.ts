import { describe, expect, it } from "vitest";
import { random } from "../bench/texts.ts";
import { readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

interface Row {
  readonly id: number;
  readonly text: string;
  readonly label: string;
}

const words =
  'harbour lights "quoted" back\\slash {brace} [bracket], colon: 你好 مرحبا 👩‍👩‍👧 é \u2028 line\nbreak tab\tstop'.split(
    " ",
  );

function rowsOf(next: () => number, count: number): readonly Row[] {
  return Array.from({ length: count }, (_, id) => ({
    id,
    text: Array.from({ length: 4 + Math.floor(next() * 8) }, () => words[Math.floor(next() * words.length)]).join(" "),
    label: ["calm", "angry", "happy"][Math.floor(next() * 3)] ?? "",
  }));
}

type Write = (value: unknown) => string;

/** Each writes the rows so that they are read back, in order. */
const layouts: Readonly<Record<string, (rows: readonly Row[], write: Write) => string>> = {
  records: (rows, write) => write(rows),
  lines: (rows, write) => rows.map(write).join("\n"),
  "joined lines": (rows, write) => rows.map(write).join(",\n"),
  "no break": (rows, write) => rows.map(write).join(""),
  "in an object": (rows, write) => write({ version: "1", data: rows }),
  "deep in objects": (rows, write) => write({ a: { b: { rows } } }),
  splits: (rows, write) => write({ train: rows.slice(0, 5), test: rows.slice(5) }),
  "orient split": (rows, write) =>
    write({ columns: ["id", "text", "label"], index: rows.map(({ id }) => id), data: rows.map(cellsOf) }),
  "orient columns": (rows, write) => write(byField(rows, (values) => Object.fromEntries(values.entries()))),
  "orient index": (rows, write) => write(Object.fromEntries(rows.entries())),
  "orient list": (rows, write) => write(byField(rows, (values) => values)),
  "orient table": (rows, write) => write({ schema: { fields: [{ name: "id" }], pandas_version: "1.4.0" }, data: rows }),
  nested: (rows, write) =>
    write({
      data: [
        { title: "a", items: rows.slice(0, 3) },
        { title: "b", items: rows.slice(3) },
      ],
    }),
};

function cellsOf({ id, text, label }: Row): readonly unknown[] {
  return [id, text, label];
}

function byField(rows: readonly Row[], write: (values: readonly unknown[]) => unknown): unknown {
  return {
    id: write(rows.map(({ id }) => id)),
    text: write(rows.map(({ text }) => text)),
    label: write(rows.map(({ label }) => label)),
  };
}

const writers: Readonly<Record<string, Write>> = {
  compact: (value) => JSON.stringify(value),
  pretty: (value) => JSON.stringify(value, undefined, 2),
  tabs: (value) => JSON.stringify(value, undefined, "\t"),
  ascii: (value) =>
    JSON.stringify(value).replaceAll(/[^ -~]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`),
  "comma before each closing bracket": (value) => JSON.stringify(value, undefined, 1).replaceAll(/(\n *[}\]])/g, ",$1"),
};

const lineEnds: Readonly<Record<string, string>> = { lf: "\n", crlf: "\r\n", cr: "\r" };
const marks: Readonly<Record<string, string>> = { "": "", "with a byte order mark": "\uFEFF" };
const SEEDS = 8;

const combinations = Object.keys(layouts).flatMap((layout) =>
  Object.keys(writers).flatMap((writer) =>
    Object.keys(lineEnds).flatMap((lineEnd) => Object.keys(marks).map((mark) => ({ layout, writer, lineEnd, mark }))),
  ),
);

describe(`the same records in ${combinations.length} forms, ${SEEDS} times`, () => {
  it.each(Object.keys(layouts))("%s", async (layout) => {
    for (const form of combinations.filter((combination) => combination.layout === layout)) {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const rows = rowsOf(random(seed), 8);
        const write = writers[form.writer] ?? JSON.stringify;
        const json = layouts[layout]?.(rows, write) ?? "";
        const text = (marks[form.mark] ?? "") + json.replaceAll("\n", lineEnds[form.lineEnd] ?? "\n");
        const title = `${form.writer} ${form.lineEnd} ${form.mark} ${seed}`;
        const { texts, labels, labelOf, ranges, problems } = await readText("a.json", text, { label: "label" });
        expect(texts, title).toEqual(rows.map((row) => row.text));
        expect(
          Array.from(labelOf, (label) => labels[label]),
          title,
        ).toEqual(rows.map((row) => row.label));
        const found = rows.map((_, i) => JSON.parse(`"${textAtRange(text, ranges, i)}"`) as unknown);
        expect(found, title).toEqual(texts);
        const odd = problems.filter(({ kind }) => kind !== "punctuation");
        expect(odd, title).toEqual([]);
        const isClean = form.writer !== "comma before each closing bracket";
        expect(problems.length > 0, title).toBe(!isClean);
      }
    }
  });
});
