import { expect, it } from "vitest";
import { distinct, fileOfRows, linesOfPoints } from "../../src/editor/rowText.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";

it("rows of each format make a file that can be read again", () => {
  expect(fileOfRows("jsonl", ['{"a":1}', '{"a":2}'], undefined)).toBe('{"a":1}\n{"a":2}\n');
  expect(JSON.parse(fileOfRows("json", ['{"a":1}', '{\n"a":2}'], undefined))).toEqual([{ a: 1 }, { a: 2 }]);
  expect(fileOfRows("csv", ["1,2", '"x\ny",4'], "a,b")).toBe('a,b\n1,2\n"x\ny",4\n');
  expect(fileOfRows("markdown", ["One\nline.", "Two."], undefined)).toBe("One\nline.\n\nTwo.\n");
  expect(fileOfRows("text", ["one", "two"], undefined)).toBe("one\ntwo\n");
});

it("points become lines of JSONL with their labels", () => {
  const data = {
    tokens: undefined,
    labels: ["a", "b"],
    labelOf: Uint16Array.of(0, NO_LABEL, 1),
    labelField: "label",
    textField: "text",
  };
  const lines = linesOfPoints(data, Uint32Array.of(0, 1, 2), ['says "a"', "two\nlines", "c"]);
  expect(
    lines
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ).toEqual([{ text: 'says "a"', label: "a" }, { text: "two\nlines" }, { text: "c", label: "b" }]);
});

it("tokens that share a row give it once", () => {
  const row = (line: number) => ({ start: { line, character: 0 }, end: { line, character: 9 } });
  expect(distinct([row(1), row(1), row(2)])).toEqual([row(1), row(2)]);
});
