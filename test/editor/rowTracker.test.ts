import { describe, expect, it } from "vitest";
import { RowTracker } from "../../src/editor/rowTracker.ts";
import { readText } from "../dataset/readText.ts";

const rows = [
  { text: "first", tags: ["a", "b"] },
  { text: "second", tags: [] },
  { text: "third", tags: ["c"] },
];

/** The records of a file, and its lines. */
async function read(name: string, text: string): Promise<{ tracker: RowTracker; lines: string[] }> {
  const tracker = new RowTracker();
  tracker.begin();
  tracker.reset({ tokens: undefined, ...(await readText(name, text, { text: "text" })) });
  return { tracker, lines: text.split("\n") };
}

/** The record at every place of every line, in a run of the same as one: `0`, `.` for none. */
function atLines({ tracker, lines }: { tracker: RowTracker; lines: readonly string[] }): string[] {
  return lines.map((line, number) => {
    const found = Array.from({ length: line.length + 1 }, (_, character) =>
      tracker.pointAt({ line: number, character }),
    );
    return [...new Set(found.map((point) => point ?? "."))].join(" ");
  });
}

describe("the record at the caret", () => {
  it("is the token whose line it stands in, of tokens that were computed before", async () => {
    const text = rows.map((row) => JSON.stringify(row)).join("\n");
    const dataset = await readText("a.jsonl", text, { text: "text" });
    const tokens = { recordOf: Uint32Array.of(0, 1, 2), ranges: dataset.ranges, areRecords: true };
    const tracker = new RowTracker();
    tracker.begin();
    tracker.reset({ ...dataset, tokens });
    expect(atLines({ tracker, lines: text.split("\n") })).toEqual(["0", "1", "2"]);
  });

  it("is the element it stands in, on every line of an indented array", async () => {
    const text = JSON.stringify(rows, null, 2);
    expect(atLines(await read("a.json", text))).toEqual([
      ".",
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "0",
      "1",
      "1",
      "1",
      "1",
      "2",
      "2",
      "2",
      "2",
      "2",
      "2",
      ".",
    ]);
  });

  it("is the element it stands in on a line of several, and the one before between them", async () => {
    const text = JSON.stringify(rows);
    const { tracker } = await read("a.json", text);
    for (const [record, row] of rows.entries()) {
      const start = text.indexOf(JSON.stringify(row));
      for (const character of [start, start + 3, start + JSON.stringify(row).length])
        expect(tracker.pointAt({ line: 0, character })).toBe(record);
    }
  });

  it("is the row of a table it stands in, over several lines", async () => {
    const text = ["id,text,note", '1,"one\n\nmore",x', '2,two,"y\nz"'].join("\n");
    expect(atLines(await read("a.csv", text))).toEqual([".", "0", "0", "0", "1", "1"]);
  });

  it("is the object of a JSON line, wherever in the line", async () => {
    const text = rows.map((row) => `  ${JSON.stringify(row)} `).join("\n\n");
    expect(atLines(await read("a.jsonl", text))).toEqual(["0", ".", "1", ".", "2"]);
  });

  it("is the text it stands in where texts and rows lie apart", async () => {
    const text = JSON.stringify({ id: [1, 2, 3], text: rows.map((row) => row.text) });
    const { tracker } = await read("a.json", text);
    for (const [record, row] of rows.entries())
      expect(tracker.pointAt({ line: 0, character: text.indexOf(row.text) + 2 })).toBe(record);
  });

  it("follows deletions and their undoing", async () => {
    const text = JSON.stringify(rows, null, 2);
    const { tracker } = await read("a.json", text);
    const [second, third] = [text.split("\n").slice(8, 12).join("\n"), { line: 8, character: 0 }];
    tracker.apply([{ range: { start: { line: 8, character: 0 }, end: { line: 12, character: 0 } }, text: "" }]);
    expect(tracker.pointAt(third)).toBe(2);
    tracker.apply([{ range: { start: third, end: third }, text: `${second}\n` }]);
    expect([8, 11, 12].map((line) => tracker.pointAt({ line, character: 0 }))).toEqual([1, 1, 2]);
  });
});
