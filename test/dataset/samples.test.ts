import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { textAtRange } from "./vscodeModel.ts";

const folder = path.join(import.meta.dirname, "../../media/samples");
const read = (file: string) => readDataset({ kind: "file", path: path.join(folder, file) }, {});

describe("the samples", () => {
  it("senses.jsonl: nine categories of about the same size, read without a problem", async () => {
    const dataset = await read("senses.jsonl");
    expect(dataset).toMatchObject({ records: 311, textField: "text", labelField: "label", problemCount: 0 });
    expect(dataset.labels.toSorted()).toEqual([
      "animals",
      "building",
      "computing",
      "cooking",
      "finance",
      "music",
      "outdoors",
      "sport",
      "weather",
    ]);
    const sizes = dataset.labels.map((_, label) => dataset.labelOf.filter((other) => other === label).length);
    expect(Math.max(...sizes) - Math.min(...sizes)).toBeLessThanOrEqual(3);
    expect(new Set(dataset.texts).size).toBe(306);
    for (const text of dataset.texts) expect(text.split(" ").length).toBeLessThanOrEqual(20);
  });

  it("README.md: the planted labels stand on the lines it names", async () => {
    const dataset = await read("senses.jsonl");
    const rows = readFileSync(path.join(folder, "README.md"), "utf8").matchAll(
      /\| (\d+) +\| (\w+) +\| \w+ +\| (.*?) +\|/g,
    );
    const planted = Array.from(rows, ([, line, label, text]) => ({ record: Number(line) - 1, label, text }));
    expect(planted.length).toBe(9);
    for (const { record, label, text } of planted) {
      expect(dataset.texts[record]).toBe(text);
      expect(dataset.labels[dataset.labelOf[record] ?? -1]).toBe(label);
      expect(dataset.ranges[4 * record]).toBe(record);
    }
  });

  it("harbour.txt: nine scenes of eight sentences", async () => {
    const dataset = await read("harbour.txt");
    const source = readFileSync(path.join(folder, "harbour.txt"), "utf8");
    expect(dataset).toMatchObject({ records: 72, format: "text", problemCount: 0 });
    expect(dataset.texts.map((_, i) => textAtRange(source, dataset.ranges, i))).toEqual(dataset.texts);
    expect(dataset.ranges[4 * 71]).toBe(79);
  });
});
