import { describe, expect, it } from "vitest";
import { describeProblem, readText } from "./readText.ts";

describe("json", () => {
  it.each([
    ["an array of objects", '[{"text":"a"},{"text":"b"}]', ["a", "b"]],
    ["an array of strings", '["a", "b"]', ["a", "b"]],
    ["an object that holds one", '{"version":"1","data":[{"text":"a"},{"text":"b"}]}', ["a", "b"]],
    ["one deep in objects", '{"d":{"e":{"rows":["a"]}}}', ["a"]],
    ["of several the one with most objects", '{"v":[1,2,3],"s":["x","y"],"d":[{"text":"a"}]}', ["a"]],
    ["of several the one with most strings", '{"v":[1,2,3],"s":["x","y"],"e":[]}', ["x", "y"]],
    ["one object", '\n{"text":"a",\n"n":1}', ["a"]],
    ["items that hold arrays", '[{"text":"a","v":[{"text":"no"}]},{"text":"b","v":[[]]}]', ["a", "b"]],
  ])("reads %s", async (_, text, expected) => {
    const dataset = await readText("a.json", text);
    expect(dataset.texts).toEqual(expected);
    expect(dataset.problems).toEqual([]);
  });

  it.each([
    [
      "a comma between items",
      '["a"\n"b"\n"c"]',
      ["a", "b", "c"],
      ['punctuation 1:0 ‹"b"› a comma is missing', 'punctuation 2:0 ‹"c"› a comma is missing'],
    ],
    [
      "a comma within an item",
      '[{"text":"a"},\n{"text":"b" "n":1},\n{"text":"c"}]',
      ["a", "b", "c"],
      ['punctuation 1:12 ‹"n"› a comma is missing'],
    ],
    [
      "nothing, but there is a comma too many",
      '["a",,"b",]',
      ["a", "b"],
      ["punctuation 0:5 ‹,› there is a comma too many", "punctuation 0:9 ‹,› a comma stands before the closing ]"],
    ],
    [
      "a quote",
      '[{"text":"a"},\n{"text":"b},\n{"text":"c"}]',
      ["a", "c"],
      ['syntax 1:8 ‹"b},› a closing quote is missing'],
    ],
    [
      "a bracket, so that the item swallows all that follows",
      '{"rows":[\n  {"text":"a","v":[1,},\n  {\n    "text":"b",\n    "o":{\n    }\n  },\n{"text":"c"}\n]}',
      ["b", "c"],
      ["syntax 1:21 ‹}› a closing bracket ] is missing"],
    ],
    [
      "a quote between strings",
      '[\n"a",\n"b,\n"c"\n]',
      ["a", "c"],
      ['syntax 2:0 ‹"b,› a closing quote is missing', 'punctuation 3:0 ‹"c"› a comma is missing'],
    ],
    [
      "the bracket at the end",
      '[{"text":"a"},\n{"text":"b"}\n',
      ["a", "b"],
      ["punctuation 2:0 ‹› a closing bracket ] is missing"],
    ],
    [
      "the end of the last item",
      '[{"text":"a"},\n{"text":"b"',
      ["a"],
      ['syntax 1:10 ‹"› a closing brace } is missing'],
    ],
    [
      "nothing, but there is a comment",
      '[{"text":"a"}, // note\n{"text":"b"}]',
      ["a", "b"],
      ["punctuation 0:15 ‹// note› JSON has no comments"],
    ],
    [
      "nothing, but there are other values",
      '["a",\n1,\n[2],\nnull]',
      ["a"],
      [
        "notAnObject 1:0 ‹1› a number stands where an object or a text is expected",
        "notAnObject 2:0 ‹[2]› an array stands where an object or a text is expected",
        "notAnObject 3:0 ‹null› null stands where an object or a text is expected",
      ],
    ],
  ])("reads what it can where this is missing: %s", async (_, text, texts, problems) => {
    const dataset = await readText("a.json", text);
    expect(dataset.texts).toEqual(texts);
    expect(dataset.problems.map((problem) => describeProblem(text, problem))).toEqual(problems);
  });

  it("points at the first line of an item on several lines", async () => {
    const text = '[\n  {"text":"a"},\n  {\n    "x":1\n  }\n]';
    const { problems } = await readText("a.json", text);
    expect(problems.map((problem) => describeProblem(text, problem))).toEqual([
      "missingField 2:2 ‹{› there is no text in the field “text”",
    ]);
  });

  it("says what is missing of what is nested deeper than the stack", async () => {
    const detail = { path: "a.json", lines: 1, problem: "line 1: a closing bracket ] is missing" };
    await expect(readText("a.json", "[".repeat(200_000))).rejects.toMatchObject({ code: "noRecords", detail });
  });
});
