import { describe, expect, it } from "vitest";
import { readTable, valuesOf } from "./readTable.ts";

const reasons = (text: string) => readTable(text).problems.map(({ line, kind, reason }) => `${kind} ${line} ${reason}`);

describe("dialects that are found", () => {
  it.each([
    ["semicolons beside decimal commas", "a;b\n1,5;2,5\n3,5;4,5\n", { delimiter: ";", header: true }],
    ["commas beside times of day", "when,who\n10:00:00,Ann\n11:30:00,Bob\n", { delimiter: ",", header: true }],
    ["commas beside a list with semicolons", "id,tags\n1,a;b\n2,c;d;e\n3,f\n", { delimiter: ",", header: true }],
    ["tabs beside commas", "id\ttext\n1\ta, b\n2\tc, d, e\n", { delimiter: "\t", header: true }],
    ["carets", "id^text\n1^it rains\n2^it snows\n", { delimiter: "^", header: true }],
    ["pipes between spaces", "text | label\nIt rains | a\nSoup | b\n", { delimiter: "|", header: true }],
    ["double pipes", "id||text\n1||it rains\n2||a|b\n", { delimiter: "||", header: true }],
    ["unit separators", "id\u001Ftext\n1\u001Fit rains, again\n2\u001Fno\n", { delimiter: "\u001F", header: true }],
    ["signs that nobody uses", "id+text\n1+it rains\n2+it snows\n", { delimiter: "+", header: true }],
    ["apostrophes", "'id':'text'\n'1':'it''s: late'\n'2':'b'\n", { delimiter: ":", quote: "'", escape: "doubled" }],
    ["backslashes in quotes", '"id","text"\n"1","a \\"b\\", c"\n"2","d"\n', { quote: '"', escape: "backslash" }],
    ["backslashes without quotes", "id,text\n1,a\\, b\n2,c\\, d\\, e\n3,f\n", { escape: "backslash", header: true }],
    ["a single line", "1,Berlin,Ann said so", { delimiter: ",", header: false }],
    ["numbers alone", "1,2,3\n4,5,6\n7,8,9\n", { delimiter: ",", header: false }],
    ["words alone", "name,city\nAnn,Berlin\nBob,Paris\n", { delimiter: ",", header: true }],
    ["names of years", "country,2019,2020\nPeru,1.5,2.5\nChad,3.5,4.5\n", { delimiter: ",", header: true }],
    ["numbers over texts", ",0,1\n0,it rains today,calm\n1,no more soup,angry\n2,we are late,calm\n", { header: true }],
    ["questions over answers", "How are you feeling today?,And why?\nWell,Sun\nBad,Rain\nBad,Soup\n", { header: true }],
    ["a header and nothing below", "text,label\n", { delimiter: ",", header: true }],
    ["rows that are all alike", "no,no\nno,no\nno,no\n", { delimiter: ",", header: false }],
    ["records without a header", "It rains,bad\nSun today,good\nSnow it is,bad\nSun again,good\n", { header: false }],
  ])("%s", (_, text, expected) => {
    expect(readTable(text).dialect).toMatchObject(expected);
    expect(reasons(text)).toEqual([]);
  });

  it.each([
    [
      "escapes without quotes",
      "id,text\n1,a\\, b\n2,c\\, d\\, e\n3,f\n",
      [
        ["1", "a, b"],
        ["2", "c, d, e"],
        ["3", "f"],
      ],
    ],
    [
      "an escaped line break",
      "id,text\n1,a\\, b\\\nc\n2,d\\, e\n",
      [
        ["1", "a, b\nc"],
        ["2", "d, e"],
      ],
    ],
    ["a backslash that escapes nothing", '"a","b"\n"1","C:\\new \\"x\\""\n', [["1", 'C:\\new "x"']]],
    [
      "spaces before and behind quotes",
      'id, text ,n\n1, "a, b" ,2\n2, "c" , 3\n',
      [
        ["1", "a, b", "2"],
        ["2", "c", " 3"],
      ],
    ],
    ["a mark before the first name", "\uFEFFid,text\n1,a\n", [["1", "a"]]],
    [
      "delimiters at the end of rows",
      "id,text\n1,a,\n2,b,\n",
      [
        ["1", "a"],
        ["2", "b"],
      ],
    ],
    [
      "delimiters at the end of the header, too",
      "id,text,\n1,a,\n2,b,\n",
      [
        ["1", "a"],
        ["2", "b"],
      ],
    ],
    ["an empty text in quotes", 'text\n""\n"it rains"\n"so late"\n', [[], ["it rains"], ["so late"]]],
  ])("cells: %s", (_, text, expected) => {
    const table = readTable(text);
    expect(valuesOf(table)).toEqual(expected);
    expect(table.problems).toEqual([]);
  });
});

it("quotes are those of the whole file, not of its beginning alone", () => {
  const beginning = `id\ttext\n1\t"It" rains\n${"2\tno quote here\n".repeat(5000)}`;
  const { dialect, cells, problems } = readTable(`${beginning}${'3\t"a\tb"\n'.repeat(3)}`);
  expect(dialect).toMatchObject({ delimiter: "\t", quote: '"', header: true });
  expect(cells.at(-1)).toEqual([
    ["id", "3"],
    ["text", "a\tb"],
  ]);
  expect(problems).toEqual([{ line: 1, kind: "quote", reason: "text follows after a closing quote" }]);
});

describe("lines before the header", () => {
  const table = "id,text,label\n1,it rains,calm\n2,we are late,angry\n3,no soup,calm\n";
  it.each([
    ["a title", "What people said\n", 1],
    ["a title with a comma", "What people said, 2024\n", 1],
    ["a title in quotes and a blank line", '"What people said"\n\n', 2],
    ["titles filled up with delimiters", "What people said,,\nCollected in May,,\n", 2],
    ["comments", "# exported on Monday\n# by hand, with care, and more, of it\n", 2],
    ["a line for Excel", "sep=,\n", 1],
    ["a line for Excel in quotes", '"sep=,"\r\n', 1],
  ])("%s", (_, before, lines) => {
    const { notices, dialect, cells, problems } = readTable(before + table);
    expect(notices).toEqual([{ kind: "linesBeforeHeader", lines }]);
    expect(dialect).toMatchObject({ delimiter: ",", header: true });
    expect(cells.map((row) => row[1])).toEqual([
      ["text", "it rains"],
      ["text", "we are late"],
      ["text", "no soup"],
    ]);
    expect(problems).toEqual([]);
  });

  it("blank lines alone are not worth a word", () => {
    expect(readTable(`\n\n${table}`).notices).toEqual([]);
  });

  it("a header may begin with the sign of comments", () => {
    const { notices, cells } = readTable("#chrom\tpos\nchr1\t100\nchr2\t200\n");
    expect(notices).toEqual([]);
    expect(cells[0]).toEqual([
      ["#chrom", "chr1"],
      ["pos", "100"],
    ]);
  });

  it("comments between rows are left out and said", () => {
    const text = "# about\nid,text\n1,it rains\n# a break\n2,# is a sign\n#3,four, five\n";
    expect(valuesOf(readTable(text))).toEqual([
      ["1", "it rains"],
      ["2", "# is a sign"],
    ]);
    expect(reasons(text)).toEqual(["comment 3 the line is a comment", "comment 5 the line is a comment"]);
  });

  it("a row that begins with the sign and is as wide as the others is a row", () => {
    const text = "text,label\n#happy we are,good\nit rains,bad\n#sad so late,bad\n";
    expect(valuesOf(readTable(text)).map(([first]) => first)).toEqual(["#happy we are", "it rains", "#sad so late"]);
  });
});

describe("rows of another width", () => {
  it.each([
    ["fewer", "id,text,label\n1,it rains,calm\n2,late\n3,no soup,calm\n", ["cellCount 2 2 cells, the header has 3"]],
    [
      "more numbers",
      "a,b\n1,2\n3,4,5\n6,7\n",
      ["cellCount 2 3 cells, the header has 2: the rest is read as “column 3”"],
    ],
    [
      "more, without a header",
      "1,it rains now,3\n2,we, are late,4\n5,no soup today,6\n",
      ["cellCount 1 4 cells, the other rows have 3: likely a “,” without quotes in “column 2”, read as part of it"],
    ],
    [
      "a tab in a text",
      "id\ttext\n1\tit rains now\n2\twe\tare late\n3\tno soup today\n",
      ["cellCount 2 3 cells, the header has 2: likely a tab without quotes in “text”, read as part of it"],
    ],
    [
      "a header too short",
      "id,text\n7,it rains,calm\n2,so late,angry\n3,no soup,calm\n",
      ["cellCount 0 the header has 2 cells, the rows have 3"],
    ],
    [
      "a header too long",
      "id,text,label\n7,it rains\n2,so late\n3,no soup\n",
      ["cellCount 0 the header has 3 cells, the rows have 2"],
    ],
    [
      "row numbers without a name",
      "text,label\n1,it rains,calm\n2,so late,angry\n3,no soup,calm\n",
      ["cellCount 0 the header has 2 cells, the rows have 3: their first is read as a number of the row"],
    ],
  ])("%s", (_, text, expected) => {
    expect(reasons(text)).toEqual(expected);
  });

  it("row numbers do not shift the names", () => {
    const { cells } = readTable("text,label\n1,it rains,calm\n2,so late,angry\n3,no soup,calm\n");
    expect(cells[1]).toEqual([
      ["column 1", "2"],
      ["text", "so late"],
      ["label", "angry"],
    ]);
  });

  it("quotes that are not doubled do not cut a cell", () => {
    const text = 'id,text,label\n1,"He said "hi, there", then left",calm\n2,"b, c",angry\n3,"d",calm\n';
    expect(valuesOf(readTable(text))[0]).toEqual(["1", 'He said "hi, there", then left', "calm"]);
    expect(reasons(text)).toEqual([
      "quote 1 text follows after a closing quote",
      "cellCount 1 5 cells, the header has 3: likely a “,” without quotes in “text”, read as part of it",
    ]);
  });
});

describe("names of columns", () => {
  it.each([
    ["a,a,a\n1,2,3\n", ["a", "a (2)", "a (3)"], ["a"]],
    ["a,a (2),a\n1,2,3\n", ["a", "a (2)", "a (3)"], ["a"]],
    ["b,,column 2\n1,2,3\n", ["b", "column 2 (2)", "column 2"], undefined],
    ["__proto__,__proto__\n1,2\n", ["__proto__", "__proto__ (2)"], ["__proto__"]],
  ])("of %j", (text, names, repeated) => {
    const { cells, notices } = readTable(text, { header: true });
    expect(cells[0]?.map(([name]) => name)).toEqual(names);
    expect(notices).toEqual(repeated === undefined ? [] : [{ kind: "columnsRenamed", names: repeated }]);
  });
});

describe("a dialect that is chosen", () => {
  it.each([
    ["the delimiter", "a,b;c\nd,e;f\n", { delimiter: ";", header: true }, [["d,e", "f"]]],
    ["one column", "a,b\nc,d\n", { delimiter: "", header: false }, [["a,b"], ["c,d"]]],
    [
      "several characters",
      "1aa2\n3aa4\n",
      { delimiter: "aa" },
      [
        ["1", "2"],
        ["3", "4"],
      ],
    ],
    [
      "no header",
      "text,label\nit rains,calm\n",
      { header: false },
      [
        ["text", "label"],
        ["it rains", "calm"],
      ],
    ],
    ["a header", "1,2\n3,4\n", { header: true }, [["3", "4"]]],
    ["no quotes", 'a,b\n"c",d\n', { quote: "" as const, header: true }, [['"c"', "d"]]],
    ["apostrophes", "a,b\n'c, d',e\n", { quote: "'" as const, header: true }, [["c, d", "e"]]],
    ["backslashes", '1,"a\\"b"\n', { escape: "backslash" as const, header: false }, [["1", 'a"b']]],
    ["against the line for Excel", "sep=;\na,b;c\n1,2;3\n", { delimiter: ",", header: true }, [["1", "2;3"]]],
  ])("%s", (_, text, dialect, expected) => {
    const table = readTable(text, dialect);
    expect(valuesOf(table)).toEqual(expected);
    expect(table.dialect).toMatchObject(dialect);
  });
});
