import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/dataset/dataset.ts";
import type { RecordLabels } from "../../src/dataset/recordLabels.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import { readText } from "./readText.ts";

const records = [
  { text: "one", label: "a", note: 'say "x"', place: { city: "Bonn" }, stars: 1, topic: 0 },
  { note: "without a text", stars: 9 },
  { text: "two", label: "b", place: { city: "Köln" }, stars: 3, topic: 1 },
  { text: "three", label: "a", note: "", topic: 2 },
  { text: "four", label: "b", note: "tab\t", stars: 5, topic: 0 },
];
const lines = [...records.map((record) => JSON.stringify(record)), '{"text": "five", "stars": NaN}'].join("\n");

function all(dataset: Dataset, field: string): readonly (string | undefined)[] {
  return dataset.texts.map((_, record) => dataset.values.of(record, field));
}

function labelsOf(dataset: Dataset, field: string): RecordLabels {
  const reading = dataset.values.labelsOf(field);
  for (;;) {
    const { done, value } = reading.next();
    if (done === true) return value;
  }
}

describe("the values of records", () => {
  it("are those of their own row, also where rows without a text stand between them", async () => {
    const dataset = await readText("a.jsonl", lines);
    expect(dataset.texts).toEqual(["one", "two", "three", "four", "five"]);
    expect(all(dataset, "note")).toEqual(['say "x"', undefined, "", "tab\t", undefined]);
    expect(all(dataset, "place.city")).toEqual(["Bonn", "Köln", undefined, undefined, undefined]);
    expect(all(dataset, "nowhere")).toEqual(dataset.texts.map(() => undefined));
  });

  it("are read from tables too, in any order", async () => {
    const dataset = await readText("a.csv", 'text;city;stars\n"a; b";"Bad ""Ems""";2\n\nc;;4,5\n');
    expect(dataset.values.of(1, "stars")).toBe("4,5");
    expect(dataset.values.of(0, "city")).toBe('Bad "Ems"');
    expect(dataset.values.of(1, "city")).toBe("");
  });
});

describe("the values of a field as labels", () => {
  it("are a scale where they are numbers, also few of them", async () => {
    const { labelValues, labels } = labelsOf(await readText("a.jsonl", lines), "stars");
    expect(labels).toEqual([]);
    expect([...(labelValues ?? [])]).toEqual([1, 3, NaN, 5, NaN]);
  });

  it("are classes where the field's name says so, and where there are two", async () => {
    const scored = Array.from({ length: 12 }, (_, i) =>
      JSON.stringify({ text: `t${i}`, topic: i % 3, good: i % 2, level: i % 3 }),
    );
    const dataset = await readText("a.jsonl", scored.join("\n"));
    expect(labelsOf(dataset, "topic").labels).toEqual(["0", "1", "2"]);
    expect(labelsOf(dataset, "good").labels).toEqual(["0", "1"]);
    expect(labelsOf(dataset, "level").labelValues).toBeDefined();
  });

  it("are categories by frequency where they are words; blank ones are none", async () => {
    const dataset = await readText("a.jsonl", lines);
    const { labels, labelOf } = labelsOf(dataset, "note");
    expect(labels).toEqual(['say "x"', "tab\t"]);
    expect([...labelOf]).toEqual([0, NO_LABEL, NO_LABEL, 1, NO_LABEL]);
  });
});
