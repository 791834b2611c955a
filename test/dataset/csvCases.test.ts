import { describe, expect, it } from "vitest";
import { moods as labels, sentences } from "./caseTexts.ts";
import { describeProblem, readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

const rowsOf = (row: (text: string, label: string, i: number) => string) =>
  sentences.map((text, i) => row(text, labels[i] ?? "", i));
const file = (header: string, row: (text: string, label: string, i: number) => string) =>
  [header, ...rowsOf(row), ""].join("\n");

async function read(path: string, text: string) {
  const dataset = await readText(path, text);
  const atRanges = dataset.texts.map((_, i) => textAtRange(text, dataset.ranges, i));
  expect(atRanges).toEqual(dataset.texts);
  return {
    ...dataset,
    labelled: Array.from(dataset.labelOf, (label) => dataset.labels[label]),
    said: dataset.problems.map((problem) => describeProblem(text, problem)),
  };
}

describe("tables as people have them", () => {
  it("a cell that begins with a lone quote swallows no lines", async () => {
    const lines = ['"Good night, said the old man', "The bus was late again", "It rained", 'and nobody came"', "Bread"];
    const text = ["id\tsentence\tlabel", ...lines.map((line, i) => `${i}\t${line}\t${labels[i]}`), ""].join("\n");
    const dataset = await read("a.tsv", text);
    expect(dataset.texts).toEqual(lines);
    expect(dataset.labelled).toEqual(labels.slice(0, 5));
    expect(dataset.reading.dialect).toEqual({ delimiter: "\t", quote: "", escape: "doubled", header: true });
  });

  it("quotes inside cells between tabs are text, and no alarm", async () => {
    const lines = ['"Good" night, said the old man', "The bus was late again", '5" pipe'];
    const text = ["id\tsentence\tlabel", ...lines.map((line, i) => `${i}\t${line}\t${labels[i]}`), ""].join("\n");
    const dataset = await read("a.tsv", text);
    expect(dataset.texts).toEqual(lines);
    expect(dataset.said).toEqual([]);
  });

  it("between commas, lines of the right number of cells are rows whatever quote stands open", async () => {
    const rows = ['0,"Good night said the old man,calm', "1,The bus was late again,angry", "2,It rained,calm"];
    const text = ["id,sentence,label", ...rows, '3,"So, he said",happy', '4,and nobody came",angry', ""].join("\n");
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual([
      '"Good night said the old man',
      "The bus was late again",
      "It rained",
      "So, he said",
      'and nobody came"',
    ]);
    expect(dataset.said).toEqual(['quote 1:2 ‹"› a closing quote is missing']);
  });

  it("a quoted cell over lines is one cell", async () => {
    const text =
      'id,text,label\n1,"Dear all,\nit rains, still,\n\nyours",calm\n2,"one, two, three\nfour, five",angry\n';
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual(["Dear all,\nit rains, still,\n\nyours", "one, two, three\nfour, five"]);
    expect(dataset.said).toEqual([]);
  });

  it("a cell may hold the name of its column", async () => {
    const text = file("name,comment,type", (value, label, i) => `n${i},"${value}",${i === 3 ? "type" : label}`);
    const dataset = await read("a.csv", text);
    expect(dataset).toMatchObject({ texts: sentences, textField: "comment", labelField: "type", said: [] });
  });

  it("columns of one name are told apart", async () => {
    const text = file("id,text,text,label", (value, label, i) => `${i},"${value}","${sentences[5 - i]}",${label}`);
    const dataset = await read("a.csv", text);
    expect(dataset.fields.map(({ name }) => name)).toEqual(["id", "text", "text (2)", "label"]);
    expect(dataset).toMatchObject({ texts: sentences, textField: "text", labelField: "label", said: [] });
    expect(dataset.reading.notices).toEqual([{ kind: "columnsRenamed", names: ["text"] }]);
    const other = await readText("a.csv", text, { text: "text (2)" });
    expect(other.texts).toEqual(sentences.toReversed());
  });

  it("a comma without quotes in the text does not cut it, and is named", async () => {
    const text = file(
      "id,text,label",
      (value, label, i) => `${i},${value}${i % 2 === 1 ? ", and so on" : ""},${label}`,
    );
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual(sentences.map((value, i) => (i % 2 === 1 ? `${value}, and so on` : value)));
    expect(dataset.labelled).toEqual(labels);
    const reason = "4 cells, the header has 3: likely a “,” without quotes in “text”, read as part of it";
    expect(dataset.said.map((line) => line.replace(/‹.*›/, "‹›"))).toEqual(
      [2, 4, 6].map((line) => `cellCount ${line}:0 ‹› ${reason}`),
    );
  });

  it.each([
    ["in the last column", "label,text", (value: string, label: string) => `${label},${value}, it rains, and so on`],
    ["in the first column", "text,label", (value: string, label: string) => `${value}, it rains, and so on,${label}`],
    [
      "between others",
      "id,text,n,label",
      (value: string, label: string) => `7,${value}, it rains, and so on,3,${label}`,
    ],
  ])("commas without quotes %s", async (_, header, row) => {
    const plain = (value: string, label: string) => row(value, label).replace(", it rains, and so on", "");
    const text = file(header, (value, label, i) => (i % 3 === 1 ? row(value, label) : plain(value, label)));
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual(sentences.map((value, i) => (i % 3 === 1 ? `${value}, it rains, and so on` : value)));
    expect(dataset.labelled).toEqual(labels);
    expect(dataset.said).toHaveLength(2);
  });

  it("commas without quotes in every row belong to the text, too", async () => {
    const text = file("id,text,label", (value, label, i) => `${i},${value}, and so on,${label}`);
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual(sentences.map((value) => `${value}, and so on`));
    expect(dataset.labelled).toEqual(labels);
    expect(dataset.problemCount).toBe(6);
  });

  it("the line “sep=;” names the delimiter", async () => {
    const text = file("sep=;\ntext;label;n", (value, label, i) => `${value};${label};${i}`);
    const dataset = await read("a.csv", text);
    expect(dataset).toMatchObject({ texts: sentences, labelled: labels, textField: "text", said: [] });
    expect(dataset.reading.notices).toEqual([{ kind: "linesBeforeHeader", lines: 1 }]);
  });

  it("pipes are delimiters", async () => {
    const text = file("id|text|label", (value, label, i) => `${i}|${value}|${label}`);
    expect(await read("a.csv", text)).toMatchObject({ texts: sentences, labelled: labels, said: [] });
  });

  it.each(["", "\uFEFF"])("the header of a joined file after %j is left out and said", async (mark) => {
    const rows = rowsOf((value, label) => `"${value}",${label}`);
    const text = ["text,label", ...rows.slice(0, 3), `${mark}text,label`, ...rows.slice(3), ""].join("\n");
    const dataset = await read("a.csv", text);
    expect(dataset).toMatchObject({ texts: sentences, labelled: labels });
    expect(dataset.said).toEqual([`headerRepeated 4:${mark.length} ‹text,label› the header stands here again`]);
    expect(dataset.reading.notices).toEqual([{ kind: "headerRepeated", line: 4, times: 1 }]);
  });

  it("a joined file without a last line break ends where the mark of the next one stands", async () => {
    const rows = rowsOf((value, label) => `"${value}",${label}`);
    const text = `${["text,label", ...rows.slice(0, 3)].join("\n")}\uFEFF${["text,label", ...rows.slice(3)].join("\n")}`;
    const dataset = await read("a.csv", text);
    expect(dataset).toMatchObject({ texts: sentences, labelled: labels });
    expect(dataset.reading.notices).toEqual([{ kind: "headerRepeated", line: 3, times: 1 }]);
  });

  it("a quote that ends within a cell with more commas does not cut the text", async () => {
    const text = 'text,label\nIt is "good",calm\n"Not good", said he,angry\nAll in vain,calm\nToo late,angry\n';
    const dataset = await read("a.csv", text);
    expect(dataset.texts).toEqual(['It is "good"', '"Not good", said he', "All in vain", "Too late"]);
    expect(dataset.labelled).toEqual(["calm", "angry", "calm", "angry"]);
    expect(dataset.said).toHaveLength(1);
  });

  it.each(["tweet", "review", "comment", "message", "document", "summary", "What people said"])(
    "a single column under %j",
    async (header) => {
      for (const quote of ['"', ""]) {
        const dataset = await read(
          "a.csv",
          file(header, (value) => `${quote}${value}${quote}`),
        );
        expect(dataset).toMatchObject({ texts: sentences, textField: header, said: [] });
      }
    },
  );

  it("a list of sentences has no header, and commas in it are text", async () => {
    const lines = ["Well, it rained.", "The soup, the bread, and the tea.", "Nobody came.", "No, thanks.", "One, two."];
    const dataset = await read("a.csv", lines.join("\n"));
    expect(dataset).toMatchObject({ texts: lines, said: [] });
    expect(dataset.reading.dialect).toEqual({ delimiter: "", quote: '"', escape: "doubled", header: false });
  });

  it("sentences with one comma each are a list all the same", async () => {
    const lines = sentences.map((value, i) => `${["Well", "So", "Yes", "No", "Oh", "True"][i]}, ${value}`);
    expect((await read("a.csv", lines.join("\n"))).texts).toEqual(lines);
  });
});

describe("cells between delimiters with spaces around them", () => {
  it.each([
    ["commas", "id, text, label\n", ", "],
    ["pipes", "id | text | label\n", " | "],
  ])("hold no such space: %s", async (_, header, between) => {
    const rows = ["One by one the lights went out.", "The bus was late again.", "The bread is fresh."];
    const text = header + rows.map((row, i) => [i, row, i % 2 === 0 ? "calm" : "angry"].join(between)).join("\n");
    const dataset = await readText("a.csv", text);
    expect(dataset.texts).toEqual(rows);
    expect(dataset.labels).toEqual(["calm", "angry"]);
    expect(rows.map((_row, i) => textAtRange(text, dataset.ranges, i))).toEqual(rows);
  });
});

it("takes 0, 1, 2 above texts for the names that pandas gives", async () => {
  const dataset = await readText("a.csv", '0,1,2\n0,"The lights went out.",calm\n1,"The bus was late.",angry');
  expect(dataset).toMatchObject({ records: 2, textField: "1" });
});
