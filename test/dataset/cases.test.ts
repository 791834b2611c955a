import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import type { ProblemKind, ReadingChoice, ReadingNotice } from "../../src/protocol/reading.ts";
import { moods, sentences } from "./caseTexts.ts";

const folder = path.join(import.meta.dirname, "../fixtures/cases");

/** What a user expects of a file. */
interface Right {
  readonly texts?: readonly string[];
  readonly records?: number;
  readonly field: string;
  readonly labels?: readonly (string | undefined)[];
  readonly notices?: readonly ReadingNotice["kind"][];
  /** Lines as users count them. */
  readonly problems?: readonly (readonly [line: number, kind: ProblemKind])[];
}
const usual: Right = { texts: sentences, field: "text", labels: moods };

const cases: Readonly<Record<string, Right>> = {
  "tsvq-q.tsv": {
    texts: [
      '"Good night, said the old man',
      "The bus was late again",
      "It smelled of rain",
      'and nobody answered"',
      "The bread is fresh",
      "He left",
    ],
    field: "sentence",
    labels: ["calm", "angry", "calm", "angry", "happy", "angry"],
  },
  "tsvq-ok.tsv": {
    texts: ['"Good" night, said the old man', "The bus was late again", '5" pipe'],
    field: "sentence",
    labels: ["calm", "angry", "happy"],
  },
  "csvq-namecell.csv": { ...usual, field: "comment", labels: ["calm", "angry", "happy", "type", "calm", "angry"] },
  "csvq-duphead.csv": { ...usual, notices: ["columnsRenamed"] },
  "csvq-ragged.csv": {
    ...usual,
    texts: sentences.map((sentence, i) => (i % 2 === 1 ? `${sentence}, and so on` : sentence)),
    problems: [
      [3, "cellCount"],
      [5, "cellCount"],
      [7, "cellCount"],
    ],
  },
  "csvq-sep.csv": { ...usual, notices: ["linesBeforeHeader"] },
  "csvq-pipe.csv": usual,
  "cathead-cat.csv": { ...usual, notices: ["headerRepeated"], problems: [[5, "headerRepeated"]] },
  "onecol-tweet.csv": { texts: sentences, field: "tweet" },
  "orient-split.json": usual,
  "orient-list.json": usual,
  "pretty-one_line.json": { texts: sentences.slice(0, 1), field: "text", labels: ["calm"] },
  "pretty-cat.jsonl": usual,
  "splits-s.json": { records: 12, field: "text" },
  "nested-squad.json": {
    texts: ["What went out?", "Who waited?", "What was late?", "How was the soup?"],
    field: "question",
    notices: ["arrayChosen"],
  },
  "nested-chat.jsonl": {
    texts: sentences.map((sentence) => `You are a helpful assistant.\n${sentence}\nI see.`),
    field: "messages",
  },
  "nested-labelstudio.json": { ...usual, field: "data.text" },
  "bigint-b.jsonl": { ...usual, labels: [1, 2, 3, 4, 5, 6].map((digit) => `9007199254740998${digit}`) },
  "nan-n.jsonl": usual,
  "bom-mid.jsonl": usual,
  "enc-latin1.csv": {
    ...usual,
    texts: sentences.map((sentence) => `Café Müller ${sentence}`),
    notices: ["encodingGuessed"],
  },
  "emptytext-e.jsonl": {
    records: 9,
    field: "text",
    problems: [
      [1, "emptyText"],
      [4, "emptyText"],
      [7, "emptyText"],
    ],
  },
  "labels-score.jsonl": { records: 200, field: "text" },
};

const read = (file: string, choice: ReadingChoice = {}) =>
  readDataset({ kind: "file", path: path.join(folder, file) }, choice);

it("is every file of the folder", () => {
  expect(readdirSync(folder).sort()).toEqual(Object.keys(cases).sort());
});

it.each(Object.entries(cases))("%s is read as its users expect", async (file, right) => {
  const dataset = await read(file);
  expect(dataset.textField).toBe(right.field);
  expect(dataset.records).toBe(right.records ?? right.texts?.length);
  if (right.texts) expect(dataset.texts).toEqual(right.texts);
  if (right.labels) {
    const labels = Array.from(dataset.labelOf, (label) => (label === NO_LABEL ? undefined : dataset.labels[label]));
    expect(labels).toEqual(right.labels);
  }
  expect(dataset.reading.notices.map(({ kind }) => kind)).toEqual(right.notices ?? []);
  expect(dataset.problems.map(({ line, kind }) => [line + 1, kind])).toEqual(right.problems ?? []);
});

describe("what is more to say of some", () => {
  it("the likely cause of rows that are too wide", async () => {
    const { problems } = await read("csvq-ragged.csv");
    expect(problems[0]?.reason).toMatch(/“,” without quotes in “text”/);
  });

  it("columns of one name are told apart", async () => {
    const { fields } = await read("csvq-duphead.csv");
    expect(fields.map(({ name }) => name)).toEqual(["id", "text", "text (2)", "label"]);
  });

  it("splits are a field", async () => {
    const { labels } = await read("splits-s.json", { label: "split" });
    expect([...labels].sort()).toEqual(["test", "train", "validation"]);
  });

  it("contexts are records by choice", async () => {
    const { texts } = await read("nested-squad.json", { text: "data[].paragraphs[].context" });
    expect(texts[0]).toMatch(/^The harbour lights/);
  });

  it("the last user turn is a record's text by choice", async () => {
    expect((await read("nested-chat.jsonl", { turns: "lastUser" })).texts).toEqual(sentences);
  });

  it("scores are numbers", async () => {
    const { labelValues, labels } = await read("labels-score.jsonl");
    expect(labelValues?.[0]).toBe(0.176);
    expect(labels).toEqual([]);
  });
});
