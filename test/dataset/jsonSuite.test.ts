import { describe, expect, it } from "vitest";
import { StrataError } from "../../src/protocol/errors.ts";
import { oneAfterAnother, pythonNumbers, suite, type SuiteCase } from "./jsonSuite.ts";
import { readText } from "./readText.ts";

/** What is said of a text: the reasons of its problems, or of the failure. */
async function saidOf(path: string, text: string): Promise<readonly string[]> {
  try {
    const { problems } = await readText(path, text);
    return problems.map(({ reason }) => reason);
  } catch (error) {
    if (!(error instanceof StrataError)) throw error;
    const { failure } = error;
    const { problem } = failure.code === "noRecords" || failure.code === "noTextField" ? failure.detail : {};
    return problem === undefined ? [] : [problem];
  }
}

/** Values that are fine as JSON but no records, or empty ones, are said to be so: that is no complaint of the grammar. */
const OF_RECORDS = /stands where an object or a text is expected|is empty|there is no text|stands twice in this record/;

async function isRight(path: string, text: string, expected: SuiteCase["expected"]): Promise<boolean> {
  const said = await saidOf(path, text);
  const complaints = said.filter((reason) => !OF_RECORDS.test(reason));
  if (expected === "either") return true;
  return expected === "accepted" ? complaints.length === 0 : complaints.length > 0;
}

const count = suite.length;

describe(`the ${count} cases of JSON's grammar`, () => {
  it("hold those that differ", () => {
    expect(new Set(suite.map(({ text }) => text)).size).toBeGreaterThan(280);
    expect(JSON.parse("[1]")).toEqual([1]);
    for (const { text, expected } of suite) {
      if (expected === "accepted") expect(() => JSON.parse(text) as unknown, text).not.toThrow();
      if (expected === "refused") expect(() => JSON.parse(text) as unknown, text).toThrow();
    }
  });

  it("as a file: all accepted or said", async () => {
    const wrong: string[] = [];
    for (const { text, expected } of suite) {
      if (!(await isRight("a.json", text, expected))) wrong.push(`${expected} ${text.slice(0, 40)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("as a line of JSON lines between others, which are read: all accepted or said", async () => {
    const wrong: string[] = [];
    for (const { text, expected } of suite) {
      const line = text.replaceAll("\n", " ");
      const kind = line === text ? expected : "either";
      const file = `{"text":"one"}\n${line}\n{"text":"two"}\n`;
      const { texts } = await readText("a.jsonl", file);
      const isThere = texts[0] === "one" && texts.at(-1) === "two";
      if (!isThere || !(await isRight("a.jsonl", file, kind))) wrong.push(`${kind} ${text.slice(0, 40)}`);
    }
    expect(wrong).toEqual([]);
  });

  it("but for values one after another", async () => {
    const { records, problems } = await readText("a.jsonl", `{"text":"a"}${oneAfterAnother}{"text":"b"}`);
    expect(records).toBe(2);
    expect(problems.map(({ kind }) => kind)).toEqual(["notAnObject", "notAnObject"]);
  });

  it.each(pythonNumbers)("but for what Python writes: %s is a list of values", async (text) => {
    const { fields, problems } = await readText("a.jsonl", `{"text":"a","x":${text}}\n{"text":"b","x":[1]}`);
    expect(problems).toEqual([]);
    expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual(["text string", "x.0 number"]);
  });
});
