import { describe, expect, it } from "vitest";
import { describeProblem, readText } from "./readText.ts";

describe("broken JSON on line 7", () => {
  it.each([
    ['{"text" "b"}', 'syntax 6:8 ‹"b"› a colon is missing'],
    ['{"text":"b}', 'syntax 6:8 ‹"b}› a closing quote is missing'],
    ['{"text":"b"', 'syntax 6:10 ‹"› a closing brace } is missing'],
    ['{"text":["b"}', "syntax 6:12 ‹}› a closing bracket ] is missing"],
    ["{text:'b'}", "syntax 6:1 ‹text› “text” is not a JSON value"],
    ['{"text":}', "syntax 6:8 ‹}› a value is missing"],
    ['{"text":"b","x":nan}', "syntax 6:16 ‹nan› “nan” is not a JSON value"],
    ['{"text":"b\\x"}', 'syntax 6:8 ‹"b\\x"› a backslash is followed by a character that cannot be escaped'],
    ['{"text":"\\u12"}', 'syntax 6:8 ‹"\\u12"› \\u needs four hexadecimal digits'],
    ['{"text":"b","n":01}', "syntax 6:16 ‹01› the number “01” is malformed"],
    ["plain text", "syntax 6:0 ‹plain› “plain” is not a JSON value"],
    ["[1,2]", "notAnObject 6:0 ‹[1,2]› an array stands where an object or a text is expected"],
    ["  7", "notAnObject 6:2 ‹7› a number stands where an object or a text is expected"],
    ["null", "notAnObject 6:0 ‹null› null stands where an object or a text is expected"],
    ['{"label":"x"}', 'missingField 6:0 ‹{"label":"x"}› there is no text in the field “text”'],
    ['{"text":null}', 'missingField 6:0 ‹{"text":null}› there is no text in the field “text”'],
    ['{"text":{"a":1}}', 'missingField 6:0 ‹{"text":{"a":1}}› there is no text in the field “text”'],
  ])("%s", async (broken, expected) => {
    const lines = Array.from({ length: 12 }, (_, i) => (i === 6 ? broken : `{"text":"line ${i}"}`));
    const text = lines.join("\r\n");
    const dataset = await readText("a.jsonl", text);
    expect(dataset.problems.map((problem) => describeProblem(text, problem))).toEqual([expected]);
    expect(dataset.problemCount).toBe(1);
    expect(dataset.texts).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11].map((i) => `line ${i}`));
    expect(Array.from({ length: 11 }, (_, i) => dataset.ranges[4 * i])).toEqual([0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11]);
  });

  it.each([
    ['{"text":"b" "label":"x"}', 'punctuation 6:12 ‹"label"› a comma is missing'],
    ['{"text":"b",}', "punctuation 6:11 ‹,› a comma stands before the closing }"],
    ['{"text":"b"},,', "punctuation 6:13 ‹,› there is a comma too many"],
    ['{"text":"b"} // note', "punctuation 6:13 ‹// note› JSON has no comments"],
    ['{"x":"a\tb","text":"b"}', "punctuation 6:7 ‹\t› a control character in a string is not escaped"],
    ['{"x":"a\0b","text":"b"}', "punctuation 6:7 ‹\0› a control character in a string is not escaped"],
  ])("%s is clear all the same", async (odd, expected) => {
    const lines = Array.from({ length: 12 }, (_, i) => (i === 6 ? odd : `{"text":"line ${i}"}`));
    const text = lines.join("\r\n");
    const dataset = await readText("a.jsonl", text);
    expect(dataset.problems.map((problem) => describeProblem(text, problem))).toEqual([expected]);
    expect(dataset.texts).toEqual(lines.map((_, i) => (i === 6 ? "b" : `line ${i}`)));
  });

  it.each([
    [
      '{"text":" \\n "}',
      " \n ",
      'emptyText 6:0 ‹{"text":" \\n "}› the field “text” is empty: the point is what the model makes of no words',
    ],
    ['""', "", 'emptyText 6:0 ‹""› the text is empty: the point is what the model makes of no words'],
  ])("%s is a record all the same", async (empty, record, expected) => {
    const lines = Array.from({ length: 12 }, (_, i) => (i === 6 ? empty : `{"text":"line ${i}"}`));
    const text = lines.join("\r\n");
    const dataset = await readText("a.jsonl", text);
    expect(dataset.problems.map((problem) => describeProblem(text, problem))).toEqual([expected]);
    expect(dataset.texts[6]).toBe(record);
    expect(dataset.records).toBe(12);
  });

  it("nested deeper than the stack, valid or not", async () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    const text = [`{"x":${deep},"text":"a"}`, `{"x":${deep}`, deep, '{"text":"b"}'].join("\n");
    const dataset = await readText("a.jsonl", text);
    expect(dataset.texts).toEqual(["a", "b"]);
    expect(dataset.ranges[1]).toBe(5 + deep.length + 9);
    expect(dataset.problems.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      "1 a closing brace } is missing",
      "2 an array stands where an object or a text is expected",
    ]);
  });
});

it("keeps the first 1 000 problems and counts all", async () => {
  const dataset = await readText("a.jsonl", '{"text":"a"}\n' + "{\n".repeat(3000));
  expect(dataset.problems.length).toBe(1000);
  expect(dataset.problemCount).toBe(3000);
  expect(dataset.problems.map(({ line }) => line)).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
});

it("orders the problems of both passes by line", async () => {
  const dataset = await readText("a.jsonl", '{"text":"a"}\n{"x":1}\n{\n{"text":""}\n[]');
  expect(dataset.problems.map(({ line, kind }) => `${line} ${kind}`)).toEqual([
    "1 missingField",
    "2 syntax",
    "3 emptyText",
    "4 notAnObject",
  ]);
});

it("mixes objects and strings", async () => {
  const dataset = await readText("a.jsonl", '{"text":"a","label":1}\n"b"\n{"text":"c","label":2}');
  expect(dataset.texts).toEqual(["a", "b", "c"]);
  expect([...dataset.labelOf]).toEqual([0, 0xffff, 1]);
});

it("reads numbers and booleans as text", async () => {
  const text = '{"n":1.50,"b":true}\n{"n":-2e3,"b":false}';
  const dataset = await readText("a.jsonl", text, { text: "n", label: "b" });
  expect(dataset.texts).toEqual(["1.50", "-2e3"]);
  expect([...dataset.ranges]).toEqual([0, 5, 0, 9, 1, 5, 1, 9]);
  expect(dataset.labels).toEqual(["true", "false"]);
});

it("takes commas between the lines, and says one behind the last", async () => {
  const text = '{"text":"a"},\n{"text":"b"},\n{"text":"c"}';
  expect(await readText("a.jsonl", text)).toMatchObject({ texts: ["a", "b", "c"], problems: [] });
  const { texts, problems } = await readText("a.jsonl", `${text},\n`);
  expect(texts).toEqual(["a", "b", "c"]);
  expect(problems.map((problem) => describeProblem(`${text},\n`, problem))).toEqual([
    "punctuation 2:12 ‹,› a comma stands after a value outside of any array",
  ]);
});
