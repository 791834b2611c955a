import { describe, expect, it } from "vitest";
import { describeProblem, readText } from "./readText.ts";

const names = async (text: string) => (await readText("a.csv", text)).fields.map(({ name }) => name);

describe("the delimiter", () => {
  it.each([
    ["id,text\n1,a\n2,b", ","],
    ["id;text\n1;a, b\n2;b", ";"],
    ["id\ttext\n1\ta, b; c\n2\tb", "\t"],
    ['id;text\n1;"a, b"\n2;"c, d"', ";"],
    ['"a;b",c\n"d;e",f', ","],
    ["text\na, b, and c\nd", ""],
    ['"a, b"\n"c"', ""],
    ["text,label\nI like it,good\nNo idea\nBad one,bad\nWhatever,", ","],
    ["a,b\na\na\nb", ""],
  ])("of %j is %j", async (text, delimiter) => {
    const { reading } = await readText("a.csv", text);
    expect(reading.dialect?.delimiter).toBe(delimiter);
  });
});

describe("the first row", () => {
  it.each([
    ["text,label\na,b\nc,d", ["text", "label"]],
    [" text ,label\na,b", ["text", "label"]],
    [",text\n0,a\n1,b", ["column 1", "text"]],
    ["I liked it,good\nNo,bad\nYes,good", ["column 1", "column 2"]],
    ["text,2\na,3", ["column 1", "column 2"]],
    ["text,true\na,b", ["text", "true"]],
    ["text,text\na,b", ["text", "text (2)"]],
    [`text,${"long ".repeat(9)}end\na,b`, ["text", `${"long ".repeat(9)}end`]],
    ['text,"two\nlines"\na,b', ["text", "two\nlines"]],
    ["one row,Two words.", ["column 1", "column 2"]],
    ["sentences\nking\nqueen", ["sentences"]],
    ["king\nqueen\nman", ["column 1"]],
    ["text,label\na,b,more\nc,d", ["text", "label", "column 3"]],
  ])("of %j gives the names %j", async (text, expected) => {
    expect(await names(text)).toEqual(expected);
  });

  it("is a record where it is no header", async () => {
    const dataset = await readText("a.csv", "I liked it,good\nNot me,bad\nSo did I,good");
    expect(dataset).toMatchObject({ textField: "column 1", labelField: "column 2", labels: ["good", "bad"] });
    expect(dataset.texts).toEqual(["I liked it", "Not me", "So did I"]);
  });

  it("tells numbers and booleans from texts", async () => {
    const { fields, textField } = await readText(
      "a.csv",
      "id,ok,text,some\n100000000001,true,a,1\n100000000002,FALSE,b,x",
    );
    expect(fields.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      "id number",
      "ok boolean",
      "text string",
      "some mixed",
    ]);
    expect(textField).toBe("text");
  });
});

describe("cells", () => {
  it.each([
    ["no closing quote", 'id,text\n1,"open\n2,b', ['"open', "b"], ['quote 1:2 ‹"› a closing quote is missing']],
    [
      "text after a quote",
      'id,text\n1,"a" b\n2,"c"',
      ['"a" b', "c"],
      ['quote 1:4 ‹"› text follows after a closing quote'],
    ],
    [
      "too few cells",
      "id,text\n1\n2,b",
      ["b"],
      ["cellCount 1:0 ‹1› 1 cell, the header has 2", "missingField 1:0 ‹1› there is no text in the field “text”"],
    ],
    [
      "an empty cell",
      'id,text\n1,\n2,b\n3,""',
      ["", "b", ""],
      [
        "emptyText 1:0 ‹1,› the field “text” is empty: the point is what the model makes of no words",
        'emptyText 3:0 ‹3,""› the field “text” is empty: the point is what the model makes of no words',
      ],
    ],
    ["blank lines", "id,text\n\n1,a\r\n \r\n\r\r2,b\n,\n \t,", ["a", "b"], []],
    ["a quote within", 'id,text\n1,5" pipe\n2,b', ['5" pipe', "b"], []],
    ["a record over lines", 'id,text\n1,"a\n\nb"\n2,c', ["a\n\nb", "c"], []],
  ])("%s", async (_, text, texts, problems) => {
    const dataset = await readText("a.csv", text);
    expect(dataset.texts).toEqual(texts);
    expect(dataset.problems.map((problem) => describeProblem(text, problem))).toEqual(problems);
  });

  it.each([
    ["quotes that are never closed", '1,"a b\n'],
    ["quotes that are doubled", '1,"""x\n'],
    ["empty quoted cells", '"",""""\n'],
  ])("takes linear time over %s", async (_, row) => {
    const seconds = async (rows: number) => {
      const start = performance.now();
      await readText("a.csv", `id,text\n${row.repeat(rows)}1,end`);
      return performance.now() - start;
    };
    await seconds(20_000);
    expect(await seconds(200_000)).toBeLessThan(5_000);
  });
});
