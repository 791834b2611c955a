import { describe, expect, it } from "vitest";
import { StrataError } from "../../src/protocol/errors.ts";
import type { ReadingNotice } from "../../src/protocol/reading.ts";
import { readTable, valuesOf } from "./readTable.ts";
import { readText } from "./readText.ts";

describe("dialects of files of which there is little", () => {
  it.each([
    ["a header with spaces and nothing below", "creationDate, Id\n", { delimiter: ",", header: true }, []],
    ["usual names with spaces and nothing below", "id; text; label\n", { delimiter: ";", header: true }, []],
    ["a sentence with a comma", "Hello, World\n", { delimiter: "", header: false }, [["Hello, World"]]],
    ["commas alone", ",,\n,,,\n", { delimiter: "," }, []],
    ["one semicolon", ";", { delimiter: ";" }, []],
    ["a NUL in a name", "col1|co\0l2\nval1|val2\n", { delimiter: "|", header: true }, [["val1", "val2"]]],
    ["a pipe in quotes", '"|"', { delimiter: "", quote: '"' }, [["|"]]],
    ["pipes in quotes", '"a|b"\n"c|d"\n', { delimiter: "", quote: '"' }, [["a|b"], ["c|d"]]],
    [
      "quotes that are text between tabs",
      'ham\t"It" rains\nspam\t"Soup" again\nham\tno more\n',
      { delimiter: "\t", quote: "" },
      [
        ["ham", '"It" rains'],
        ["spam", '"Soup" again'],
        ["ham", "no more"],
      ],
    ],
    ["a long name over letters", "Violation Legal Code\nT\n0\n", { delimiter: "", header: true }, [["T"], ["0"]]],
    [
      "a list of places",
      "New York\nRome\nOslo\n",
      { delimiter: "", header: false },
      [["New York"], ["Rome"], ["Oslo"]],
    ],
    ["thousands", "100,000.00\n300,200.20\n50\n", { delimiter: "" }, [["100,000.00"], ["300,200.20"], ["50"]]],
  ])("%s", (_, text, dialect, expected) => {
    const table = readTable(text);
    expect(table.dialect).toMatchObject(dialect);
    expect(valuesOf(table)).toEqual(expected);
    expect(table.problems).toEqual([]);
  });

  it.each(["|||", "||", "::", ":::", "@@", ";;", "|~|", "\t|\t", " +++$+++ "])("%j between cells", (delimiter) => {
    const rows = [
      ["id", "text", "label"],
      ["1", "It rains, again", "calm"],
      ["2", "No more soup: sad", "angry"],
      ["3", "So it goes | on; or not", "calm"],
      ["4", "We are late", "angry"],
    ];
    const table = readTable(rows.map((cells) => cells.join(delimiter)).join("\n"));
    expect(table.dialect).toMatchObject({ delimiter: delimiter.replaceAll(" ", ""), header: true });
    expect(valuesOf(table)).toEqual(rows.slice(1));
    expect(table.problems).toEqual([]);
    expect(table.notices).toEqual([]);
  });

  it("empty cells and signs at the ends of cells are no delimiters of several signs", () => {
    const empty = readTable("id;;text;\n1;;It rains;\n2;;No more;\n");
    expect(valuesOf(empty)).toEqual([
      ["1", "It rains"],
      ["2", "No more"],
    ]);
    const prices = readTable("soup\t$5\tcalm\nrice\t$6\tangry\nfish\t$9\tcalm\n");
    expect(prices.dialect).toMatchObject({ delimiter: "\t", header: false });
    expect(valuesOf(prices)[0]).toEqual(["soup", "$5", "calm"]);
  });

  it("plain numbers are a table even where every row has another length, which is said", () => {
    const { dialect, cells, problems } = readTable("10,100,1000\n10,100,1000,10000\n10\n10,100\n");
    expect(dialect).toMatchObject({ delimiter: ",", header: false });
    expect(cells.map((row) => row.length)).toEqual([3, 4, 1, 2]);
    expect(problems.map(({ line, kind }) => [line, kind])).toEqual([
      [1, "cellCount"],
      [2, "cellCount"],
      [3, "cellCount"],
    ]);
  });

  it("a file of delimiters alone has no records", async () => {
    await expect(readText("a.csv", ",,\n,,\n")).rejects.toMatchObject({ code: "noRecords" });
  });

  it("a header of usual names stands again after parts without rows", () => {
    const table = readTable("text,label\ntext,label\ntext,label\nIt rains,calm\n");
    expect(valuesOf(table)).toEqual([["It rains", "calm"]]);
    expect(table.notices).toEqual([{ kind: "headerRepeated", line: 1, times: 2 }]);
  });

  it("a value that most rows have is no header that stands again", () => {
    const table = readTable("123\n123\n123\none\n123\n123\n");
    expect(table.dialect?.header).toBe(false);
    expect(valuesOf(table)).toEqual([["123"], ["123"], ["123"], ["one"], ["123"], ["123"]]);
    expect(table.problems).toEqual([]);
  });
});

describe("what is guessed is said", () => {
  const usual = "id,text\n1,It rains again\n2,No more soup\n3,We are late\n";
  it.each<[string, string, ReadingNotice[]]>([
    ["an ordinary table", usual, []],
    ["the same without a header", usual.slice(8), []],
    ["texts", "It rains, again\nNo more soup\nWe are late, as ever\n", []],
    ["times of day", "when\n10:00:00\n11:30:00\n12:15:00\n", []],
    ["dates with commas", '"Dec 8, 2022"\n"Sep 26, 2022"\n', []],
    ["two delimiters that fit alike", "a|b,c\ne|f,g\ni|j,k\n", [{ kind: "dialectGuessed", delimiter: ",", next: "|" }]],
    ["words over words", "a,b\nc,d\ne,f\n", [{ kind: "headerGuessed", line: 0, header: true }]],
    ["a name below itself", "\nbar,baz\n,baz\n", [{ kind: "headerGuessed", line: 1, header: false }]],
    ["numbered names", "col1,col2\nval,more\n", []],
    [
      "spaces outside of some quotes",
      'id,text\n1,"It rains"\n2, "No, more"\n3,"We are late" \n',
      [{ kind: "spacesAroundQuotes", line: 2, times: 2 }],
    ],
    ["spaces behind all delimiters", 'id, text\n1, "It rains"\n2, "No, more"\n3, "We are late"\n', []],
    [
      "carriage returns alone among line feeds",
      "id,text\n1,It rains\r2,No more\n3,We are late\n",
      [{ kind: "loneReturns", line: 1, times: 1 }],
    ],
    ["carriage returns alone", usual.replaceAll("\n", "\r"), []],
    ["carriage returns and line feeds", usual.replaceAll("\n", "\r\n"), []],
    ["line breaks of both kinds in quotes", 'id,text\n1,"It\rrains"\n2,"No\nmore"\n', []],
    [
      "a table in the cells of one column",
      '"a;b;c"\n"It rains;1;x"\n"No more;2;y"\n',
      [{ kind: "rowsInQuotes", delimiter: ";" }],
    ],
    ["numbers in the cells of one column", '"1,2,3"\n"4,5,6"\n', []],
    ["prose in the cells of one column", '"Red, green, blue"\n"One, two, three"\n', []],
  ])("%s", (_, text, expected) => {
    expect(readTable(text).notices).toEqual(expected);
  });

  it("a choice leaves nothing to guess", () => {
    expect(readTable("a,b\nc,d\n", { header: true, delimiter: "," }).notices).toEqual([]);
  });
});

it.each([
  ["\n", "U+000A"],
  ["\r", "U+000D"],
  ["\uFEFF", "U+FEFF"],
  ['"', '"'],
  [',"', ',"'],
])("the delimiter %j is refused", (delimiter, value) => {
  const refusal = { code: "optionUnknown", detail: { option: "delimiter", value } };
  const read = () => readTable("a,b\n", { delimiter });
  expect(read).toThrow(StrataError);
  expect(read).toThrow(
    expect.objectContaining({ ...refusal, detail: expect.objectContaining(refusal.detail) as object }),
  );
});

it("a quote may be a delimiter where no cell is quoted", () => {
  expect(valuesOf(readTable('a"b\nc"d\n', { delimiter: '"', quote: "", header: false }))).toEqual([
    ["a", "b"],
    ["c", "d"],
  ]);
});
