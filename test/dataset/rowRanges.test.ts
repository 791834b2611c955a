import { describe, expect, it } from "vitest";
import type { Dataset } from "../../src/dataset/dataset.ts";
import { readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

const rows = [
  { id: 1, text: "first", tags: ["a", "b"] },
  { id: 2, text: 'sec"ond', more: { deep: [1, { at: "}" }] } },
  { id: 3, text: "𝒳 third", tags: [] },
];

function rowsOf(text: string, { rowRanges = new Uint32Array(), records }: Dataset): string[] {
  expect(rowRanges.length).toBe(4 * records);
  return Array.from({ length: records }, (_, record) => textAtRange(text, rowRanges, record));
}

describe("the ranges of whole rows", () => {
  it.each([
    ["an indented array", JSON.stringify(rows, null, 2)],
    ["an array with Windows' lines", JSON.stringify(rows, null, "\t").replaceAll("\n", "\r\n")],
    ["an array on one line", JSON.stringify(rows)],
    ["an array below a path", JSON.stringify({ version: 1, data: { rows } }, null, 4)],
    ["a byte order mark", `\uFEFF${JSON.stringify(rows, null, 1)}`],
  ])("hold the elements of %s", async (_, text) => {
    const found = rowsOf(text, await readText("a.json", text, { text: "text" }));
    expect(found.map((row) => JSON.parse(row) as unknown)).toEqual(rows);
  });

  it("hold the objects of JSON lines, also behind a line without a text", async () => {
    const lines = rows.map((row) => JSON.stringify(row));
    const text = [lines[0], '{"id": 0}', `  ${lines[1] ?? ""}  `, "", lines[2]].join("\n");
    expect(rowsOf(text, await readText("a.jsonl", text, { text: "text" }))).toEqual(lines);
  });

  it("hold the rows of a table over several lines", async () => {
    const cells = ['1,"one\nand ""more""",x', "2,two,y", '3,"\n\nthree\n",z'];
    const text = ["id,text,label", ...cells].join("\n");
    expect(rowsOf(text, await readText("a.csv", text, { text: "text" }))).toEqual(cells);
  });

  it("end where a row begins that lies in them", async () => {
    const tree = {
      text: "asked",
      replies: [
        { text: "answered", replies: [] },
        { text: "denied", replies: [] },
      ],
    };
    const text = JSON.stringify({ messages: [tree, { text: "last", replies: [] }] }, null, 1);
    const dataset = await readText("a.json", text, { text: "text" });
    const { rowRanges = new Uint32Array(), records } = dataset;
    for (let record = 1; record < records; record++) {
      const before = rowRanges.subarray(4 * record - 2, 4 * record);
      const start = rowRanges.subarray(4 * record, 4 * record + 2);
      const order = (before[0] ?? 0) - (start[0] ?? 0) || (before[1] ?? 0) - (start[1] ?? 0);
      expect(order, `records ${record - 1} and ${record}`).toBeLessThanOrEqual(0);
    }
  });

  it("are left out where the texts are the rows", async () => {
    expect((await readText("a.txt", "one\ntwo")).rowRanges).toBeUndefined();
    expect((await readText("a.md", "# one\n\ntwo")).rowRanges).toBeUndefined();
  });
});
