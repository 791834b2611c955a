import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import { readText } from "./readText.ts";

const cases = path.join(import.meta.dirname, "..", "fixtures", "cases");
const csvOf = (labels: readonly string[], name = "label") =>
  readText("a.csv", [`text,${name}`, ...labels.map((label, i) => `text number ${i},"${label}"`)].join("\n"), {
    label: name,
  });
const repeat = (count: number, label: (i: number) => string) => Array.from({ length: count }, (_, i) => label(i));

describe("labels that are numbers", () => {
  it("are a scale in the file of scores", async () => {
    const file = path.join(cases, "labels-score.jsonl");
    const scores = readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => (JSON.parse(line) as { label: number }).label);
    const dataset = await readDataset({ kind: "file", path: file }, {});
    expect(dataset).toMatchObject({ labelField: "label", labels: [], problems: [] });
    expect(dataset.labelValues).toEqual(Float64Array.from(scores));
    expect(new Set(dataset.labelOf)).toEqual(new Set([NO_LABEL]));
    expect(dataset.reading.notices).toEqual([]);
  });

  it.each<[string, string[], number[]]>([
    ["fractions", repeat(30, (i) => `${i / 8}`), repeat(30, String).map((i) => Number(i) / 8)],
    ["exponents", repeat(30, (i) => `${i}e-3`), repeat(30, String).map((i) => Number(`${i}e-3`))],
    ["thousands", repeat(30, (i) => `1,0${10 + i}.5`), repeat(30, String).map((i) => 1010.5 + Number(i))],
    ["decimal commas", repeat(30, (i) => `${i},5`), repeat(30, String).map((i) => Number(i) + 0.5)],
    ["percent", repeat(30, (i) => `${i} %`), repeat(30, String).map(Number)],
    [
      "more digits than four bytes hold",
      repeat(30, (i) => `${20240101 + i}`),
      repeat(30, (i) => `${20240101 + i}`).map(Number),
    ],
    [
      "long fractions",
      repeat(30, (i) => `0.123456789${i + 10}`),
      repeat(30, (i) => `0.123456789${i + 10}`).map(Number),
    ],
    ["years", repeat(30, (i) => `${1990 + i}`), repeat(30, String).map((i) => 1990 + Number(i))],
  ])("are a scale: %s", async (_, labels, values) => {
    expect((await csvOf(labels)).labelValues).toEqual(Float64Array.from(values));
  });

  it.each<[string, string[]]>([
    ["few whole numbers", repeat(40, (i) => `${i % 20}`)],
    ["few fractions", repeat(40, (i) => `${(i % 10) / 2}`)],
    ["classes from 0 on, used again and again", repeat(400, (i) => `${i % 77}`)],
    ["more digits than a number has", repeat(30, (i) => `90071992547409${10 + i}3`)],
    ["codes with zeros in front", repeat(30, (i) => `00${10 + i}`)],
    ["dates", repeat(30, (i) => `2024-05-${10 + i}`)],
    ["percent among other numbers", repeat(40, (i) => (i % 2 === 0 ? `${i} %` : `${i / 40}`))],
    ["one word among numbers", repeat(30, (i) => (i === 7 ? "many" : `${i / 8}`))],
  ])("are categories: %s", async (_, labels) => {
    const dataset = await csvOf(labels);
    expect(dataset.labelValues).toBeUndefined();
    expect(Array.from(dataset.labelOf, (label) => dataset.labels[label])).toEqual(labels);
  });

  it("are a scale where the field names no classes", async () => {
    const ages = repeat(400, (i) => `${i % 77}`);
    expect((await csvOf(ages, "age")).labelValues).toEqual(Float64Array.from(ages.map(Number)));
  });

  it("have no place for what is missing or endless", async () => {
    const labels = repeat(30, (i) => ["NaN", "", "-Infinity"][i - 10] ?? `${i / 8}`);
    const { labelValues, reading } = await csvOf(labels);
    expect(labelValues?.slice(9, 14)).toEqual(Float64Array.of(9 / 8, NaN, NaN, NaN, 13 / 8));
    expect(reading.notices).toEqual([{ kind: "labelMissing", words: ["NaN", "", "-Infinity"], records: 3 }]);
  });
});

describe("words for no label", () => {
  it("count in tables, and are said", async () => {
    const words = ["NaN", "nan", "None", "null", "NA", "N/A", "<NA>", "#N/A", " ", "NA"];
    const { labels, labelOf, reading } = await csvOf(["a", ...words, "b"]);
    expect(labels).toEqual(["a", "b"]);
    expect([...labelOf]).toEqual([0, ...words.map(() => NO_LABEL), 1]);
    expect(reading.notices).toEqual([
      { kind: "labelMissing", words: ["NA", "NaN", "nan", "None", "null", "N/A", "<NA>", "#N/A", ""], records: 10 },
    ]);
  });

  it("are labels as strings of JSON", async () => {
    const names = ["None", "NaN", "null", "NA", ""];
    const rows = names.map((label, i) => JSON.stringify({ text: `text number ${i}`, label }));
    const { labels, reading } = await readText("a.jsonl", rows.join("\n"));
    expect(labels).toEqual(["None", "NaN", "null", "NA"]);
    expect(reading.notices).toEqual([{ kind: "labelMissing", words: [""], records: 1 }]);
  });

  it("are null, or no such field, in JSON", async () => {
    const rows = ['{"text":"first one","label":"a"}', '{"text":"second","label":null}', '{"text":"third one"}'];
    const { labelOf, reading } = await readText("a.jsonl", rows.join("\n"));
    expect([...labelOf]).toEqual([0, NO_LABEL, NO_LABEL]);
    expect(reading.notices).toEqual([{ kind: "labelMissing", words: [""], records: 2 }]);
  });

  it("are not said where no label is read", async () => {
    const { reading } = await readText("a.csv", "text,label\nfirst one,NA\nsecond one,b", { label: null });
    expect(reading.notices).toEqual([]);
  });
});

it("finds the encoding of the Western file, and its labels", async () => {
  const dataset = await readDataset({ kind: "file", path: path.join(cases, "enc-latin1.csv") }, {});
  expect(dataset.reading).toMatchObject({
    encoding: "Windows 1252",
    notices: [{ kind: "encodingGuessed", encoding: "Windows 1252" }],
  });
  expect(dataset.texts[0]).toBe("Café Müller The harbour lights went out one by one.");
  expect(dataset).toMatchObject({ records: 6, labels: ["angry", "calm", "happy"], problems: [] });
});

it("draws empty texts as they stand, and says so of each", async () => {
  const file = path.join(cases, "emptytext-e.jsonl");
  const lines = readFileSync(file, "utf8").trim().split("\n");
  const empty = lines.flatMap((line, i) => ((JSON.parse(line) as { text: string }).text.trim() === "" ? [i] : []));
  const { records, problems } = await readDataset({ kind: "file", path: file }, {});
  expect(empty.length).toBeGreaterThan(1);
  expect(records).toBe(lines.length);
  expect(problems.map(({ line, kind }) => ({ line, kind }))).toEqual(
    empty.map((line) => ({ line, kind: "emptyText" })),
  );
});
