import { expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { writtenOffsets } from "../../src/dataset/textParts.ts";
import type { ReadingChoice } from "../../src/protocol/reading.ts";

/** What the file has where parts of the records' texts stand. */
async function written(path: string, text: string, parts: readonly (readonly [number, string])[], reading = {}) {
  const dataset = await readDataset({ kind: "text", path, text }, reading satisfies ReadingChoice);
  const offsets = parts.flatMap(([record, part]) => {
    const start = dataset.texts[record]?.indexOf(part) ?? -1;
    expect(start).toBeGreaterThanOrEqual(0);
    return [start, start + part.length];
  });
  const recordOf = Uint32Array.from(parts, ([record]) => record);
  const places = dataset.parts.rangesOf(recordOf, Uint32Array.from(offsets));
  const lines = text.split(/\r\n|\n|\r/);
  return parts.map((_, part) => {
    const [line = 0, start = 0, endLine = 0, end = 0] = places.subarray(4 * part, 4 * part + 4);
    if (line === endLine) return lines[line]?.slice(start, end);
    return [lines[line]?.slice(start), ...lines.slice(line + 1, endLine), lines[endLine]?.slice(0, end)].join("\n");
  });
}

it("finds parts of plain lines, behind emoji and from right to left", async () => {
  const text = "😀 one two\r\nשלום עולם\r\nthree";
  expect(
    await written("a.txt", text, [
      [0, "two"],
      [1, "עולם"],
      [2, "thr"],
    ]),
  ).toEqual(["two", "עולם", "thr"]);
});

it("finds parts that JSON writes with escapes", async () => {
  const text = String.raw`{"text": "a \"b\" \\ na\u00efve\n\ud83d\ude00 end\/"}`;
  const parts = [
    [0, '"b"'],
    [0, "\\"],
    [0, "naïve"],
    [0, "😀"],
    [0, "end/"],
  ] as const;
  expect(await written("a.jsonl", text, parts)).toEqual([
    String.raw`\"b\"`,
    String.raw`\\`,
    String.raw`na\u00efve`,
    String.raw`\ud83d\ude00`,
    String.raw`end\/`,
  ]);
});

it("finds parts of cells over several lines and with doubled quotes", async () => {
  const text = 'text,label\n"she said ""no""\nand left",x\nplain words here,y\n';
  const parts = [
    [0, '"no"'],
    [0, 'no"\nand'],
    [1, "words"],
  ] as const;
  expect(await written("a.csv", text, parts)).toEqual(['""no""', 'no""\nand', "words"]);
});

it("finds parts of the turns of a conversation, escapes and all, and of what reaches over them", async () => {
  const text = String.raw`[{"messages": [{"role": "user", "content": "say \"hi\" \u00fc"}, {"role": "assistant", "content": [{"type": "text", "text": "hi"}, {"type": "text", "text": ""}]}, {"content": "bye now", "role": "user"}]}]`;
  const parts = [
    [0, "say"],
    [0, '"hi"'],
    [0, "ü"],
    [0, "hi\n"],
    [0, "bye"],
    [0, "now"],
  ] as const;
  expect(await written("a.json", text, parts)).toEqual([
    "say",
    String.raw`\"hi\"`,
    String.raw`\u00fc`,
    "hi",
    "bye",
    "now",
  ]);
  const [over] = await written("a.json", text, [[0, "ü\nhi"]]);
  expect(over).toBe(text.slice(text.indexOf(String.raw`\u00fc`), text.indexOf('"}, {"type": "text", "text": ""')));
});

it("finds parts of instructions with their inputs, whichever comes first in the file", async () => {
  const rows = [
    { instruction: "Add them up", input: "1 and 2", output: "3" },
    { input: "a and b", instruction: "Join them", output: "ab" },
  ];
  const parts = [
    [0, "Add"],
    [0, "1 and 2"],
    [1, "Join"],
    [1, "a and b"],
  ] as const;
  const text = rows.map((row) => JSON.stringify(row)).join("\n");
  expect(await written("a.jsonl", text, parts)).toEqual(["Add", "1 and 2", "Join", "a and b"]);
  const [over, before] = await written("a.jsonl", text, [
    [1, "them\na"],
    [1, "them\n"],
  ]);
  expect(over).toBe('a and b","instruction":"Join them');
  expect(before).toBe("them");
});

it("finds parts of lists of words", async () => {
  const text = '{"tokens": ["one", "two", "two"]}\n{"tokens": ["four", "five", "six"]}';
  const parts = [
    [0, "one"],
    [0, "two"],
    [0, "two two"],
    [1, "six"],
  ] as const;
  expect(await written("a.jsonl", text, parts, { text: "tokens" })).toEqual(["one", "two", 'two", "two', "six"]);
});

it("gives what joins two turns an empty place", async () => {
  const text = '[{"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}]}]';
  expect(await written("a.json", text, [[0, "\n"]])).toEqual([""]);
});

it("knows no offsets where text and source do not belong together", () => {
  const escapes = { json: true, quote: "", backslash: false };
  expect(writtenOffsets("abc", "abd", escapes)).toBeUndefined();
  expect(writtenOffsets("abcd", "abc", escapes)).toBeUndefined();
  expect(writtenOffsets(String.raw`\x`, "x", escapes)).toBeUndefined();
  expect(writtenOffsets("ab", "abc", escapes)).toEqual(Uint32Array.of(0, 1, 2));
  expect(writtenOffsets("", "", escapes)).toEqual(Uint32Array.of(0));
});
