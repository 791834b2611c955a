import { describe, expect, it } from "vitest";
import { changedReading, savedReading } from "../../src/editor/readingChange.ts";
import { remediesOfField, remediesOfReading } from "../../src/editor/remedies.ts";
import type { ReadingChoice } from "../../src/protocol/reading.ts";

const full: ReadingChoice = {
  text: "data[].paragraphs[].context",
  label: null,
  encoding: "windows1252",
  dialect: { delimiter: ";", quote: "'", escape: "backslash", header: false },
  array: "data[]",
  turns: "lastUser",
};

describe("a change of the reading", () => {
  it("sets parts, removes those it leaves undefined, and keeps the others", () => {
    const changed = changedReading({ text: "a", label: "b", turns: "each" }, { text: "c", label: undefined });
    expect(changed).toStrictEqual({ text: "c", turns: "each" });
  });

  it("tells no label from a label that is to be found", () => {
    expect(changedReading({ label: "b" }, { label: null })).toStrictEqual({ label: null });
  });
});

describe("a reading that was kept as JSON", () => {
  it("is the same again", () => {
    expect(savedReading(JSON.parse(JSON.stringify(full)))).toStrictEqual(full);
  });

  it.each([undefined, null, "text", 3, []])("is nothing where it is %j", (saved) => {
    expect(savedReading(saved)).toStrictEqual({});
  });

  it("loses parts of another form, and no others", () => {
    const saved = {
      text: 3,
      label: ["x"],
      encoding: "utf8",
      dialect: { delimiter: 1, quote: "`", escape: "doubled", header: "yes" },
      array: { path: "a" },
      turns: "middle",
      another: true,
    };
    expect(savedReading(saved)).toStrictEqual({ encoding: "utf8", dialect: { escape: "doubled" } });
  });
});

describe("remedies of a reading that failed", () => {
  it("are the picks of what was chosen", () => {
    expect(remediesOfReading(full)).toEqual([
      "chooseArray",
      "chooseTurns",
      "chooseDialect",
      "chooseEncoding",
      "chooseTextField",
    ]);
    expect(remediesOfReading({ label: "mood" })).toEqual(["chooseLabelField"]);
    expect(remediesOfReading({})).toEqual([]);
  });

  it("begin with the pick of the field that is missing", () => {
    expect(remediesOfField("mood", { text: "t", label: "mood" })).toEqual(["chooseLabelField"]);
    expect(remediesOfField("t", { text: "t", label: "mood" })).toEqual(["chooseTextField"]);
  });
});
