import { describe, expect, it } from "vitest";
import { changedReading } from "../../src/editor/readingChange.ts";
import * as sections from "../../src/editor/readingSections.ts";
import type { DatasetInfo } from "../../src/protocol/engine.ts";
import type { Dialect, Reading, ReadingChoice } from "../../src/protocol/reading.ts";

const semicolon: Dialect = { delimiter: ";", quote: '"', escape: "doubled", header: true };
const field = (name: string, distinct: number) =>
  ({ name, kind: "string", present: 9, distinct, meanLength: 20 }) as const;

function read(reading: Partial<Reading>, chosen: ReadingChoice = {}): sections.ReadNow {
  const dataset: DatasetInfo = {
    run: "r",
    path: "/a.json",
    format: "json",
    reading: {
      encoding: "UTF-8",
      dialect: undefined,
      array: undefined,
      arrays: [],
      turns: undefined,
      notices: [],
      ...reading,
    },
    records: 9,
    ranges: new Uint32Array(36),
    tokens: undefined,
    fields: [field("text", 9), field("mood", 3)],
    textField: "text",
    labelField: "mood",
    labels: [],
    labelOf: new Uint16Array(9),
    labelValues: undefined,
    problems: [],
    problemCount: 0,
    effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
  };
  return { dataset, chosen };
}

function choices(of: readonly sections.ReadingSection[]) {
  return of.flatMap((section) => section.choices);
}

/** The reading after the entry of this label is taken. */
function taking(of: readonly sections.ReadingSection[], now: sections.ReadNow, label: string): ReadingChoice {
  const choice = choices(of).find((each) => each.label === label);
  if (choice === undefined)
    throw new Error(
      `no ${label} in ${choices(of)
        .map((each) => each.label)
        .join(", ")}`,
    );
  return changedReading(now.chosen, choice.value);
}

const all = [
  ["text field", sections.textFieldSections, { text: "text" }],
  ["label field", sections.labelFieldSections, { label: "mood" }],
  ["encoding", sections.encodingSections, { encoding: "utf8" }],
  ["dialect", sections.dialectSections, { dialect: { header: false } }],
  ["array", sections.arraySections, { array: "data[]" }],
  ["turns", sections.turnSections, { turns: "each" }],
] as const;

describe.each(all)("the pick of the %s", (_, of, chosen: ReadingChoice) => {
  it("lets it be found again, also where the file could not be read", () => {
    for (const now of [read({}, chosen), { dataset: undefined, chosen }])
      expect(taking(of(now), now, "Automatic")).toStrictEqual({});
  });

  it("names every entry once", () => {
    const now = read({ dialect: semicolon, turns: "each", arrays: [{ path: "x[]", records: 1, textFields: ["t"] }] });
    const labels = choices(of(now)).map(({ label }) => label);
    expect(new Set(labels).size).toBe(labels.length);
  });
});

describe("the dialect", () => {
  const now = read({ dialect: semicolon }, { text: "t", label: "mood", dialect: { quote: '"' } });
  const current = choices(sections.dialectSections(now)).filter(({ description }) => description === "current");

  it("is marked as a whole and in each part", () => {
    expect(current.map(({ label }) => label)).toEqual([
      "Semicolon, quoted",
      "Semicolon as delimiter",
      "Double quotes",
      "Doubled quote",
      "Header: names the columns",
    ]);
  });

  it("keeps the parts that were chosen, and finds the fields again", () => {
    expect(taking(sections.dialectSections(now), now, "Tab as delimiter")).toStrictEqual({
      dialect: { quote: '"', delimiter: "\t" },
    });
  });

  it("has another delimiter as it is typed", () => {
    expect(sections.typedDelimiter(now, "::")?.value.dialect).toEqual({ quote: '"', delimiter: "::" });
    for (const text of ["", "ab", "1", '"', "a;", ";;;;;"]) expect(sections.typedDelimiter(now, text)).toBeUndefined();
  });
});

describe("a field that is typed", () => {
  const now = read({});

  it("is read by its name, also where the name is a part of a listed one", () => {
    expect(sections.typedTextField(now, "meta.title")).toMatchObject({ value: { text: "meta.title" }, last: false });
    expect(sections.typedTextField(now, "ex")).toMatchObject({ value: { text: "ex" }, last: true });
    expect(sections.typedLabelField(now, "oo")).toMatchObject({ value: { label: "oo" }, last: true });
    expect(sections.typedLabelField({ dataset: undefined, chosen: {} }, "mood")?.value).toEqual({ label: "mood" });
  });

  it("is not offered twice, and has a name", () => {
    expect(sections.typedTextField(now, "text")).toBeUndefined();
    expect(sections.typedTextField(now, "")).toBeUndefined();
  });
});

describe("arrays", () => {
  const arrays = [
    { path: "data[].paragraphs[]", records: 12, textFields: ["context"] },
    { path: "data[].paragraphs[].qas[]", records: 40, textFields: ["question", "id"] },
  ];
  const now = read({ array: "data[].paragraphs[].qas[]", arrays }, { text: "question", label: null });

  it("are chosen by their path, and keep that no label is wanted", () => {
    const of = sections.arraySections(now);
    expect(taking(of, now, "data[].paragraphs[]")).toStrictEqual({ array: "data[].paragraphs[]", label: null });
    expect(choices(of).find(({ first }) => first === true)).toMatchObject({
      label: "data[].paragraphs[].qas[]",
      description: "40 records · current",
      detail: "Text in question and id",
    });
  });

  it("lend their text fields to the pick of the text field, by the full path", () => {
    expect(taking(sections.textFieldSections(now), now, "data[].paragraphs[].context")).toStrictEqual({
      text: "data[].paragraphs[].context",
      label: null,
    });
  });
});

describe("encodings", () => {
  it("mark the one that was found, and the one that was chosen", () => {
    const marked = (now: sections.ReadNow) =>
      choices(sections.encodingSections(now))
        .filter(({ first }) => first === true)
        .map(({ value }) => value.encoding);
    expect(marked(read({ encoding: "UTF-8" }))).toEqual(["utf8"]);
    expect(marked(read({ encoding: "UTF-8" }, { encoding: "shiftjis" }))).toEqual(["shiftjis"]);
  });
});

describe("the fields", () => {
  const now = read({});
  const dataset = now.dataset && {
    ...now.dataset,
    fields: [field("text", 9), field("mood", 3), field("", 2), field("id", 9), field("half", 4)],
  };

  it("are called in words where their name is empty, and taken by it", () => {
    expect(taking(sections.labelFieldSections({ ...now, dataset }), now, "(no name)")).toStrictEqual({ label: "" });
    expect(taking(sections.textFieldSections({ ...now, dataset }), now, "(no name)")).toStrictEqual({ text: "" });
  });

  it("have few values only where these come again", () => {
    const listed = sections.labelFieldSections({ ...now, dataset }).map(({ label, choices: all }) => {
      return [label, ...all.map((each) => each.label)];
    });
    expect(listed.slice(1)).toEqual([
      ["Few values", "mood", "(no name)", "half"],
      ["Other fields", "id"],
    ]);
  });
});
