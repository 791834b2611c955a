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

it("gives every part of a text that was put together the whole", async () => {
  const text = JSON.stringify([
    {
      messages: [
        { role: "user", content: "first" },
        { role: "assistant", content: "second" },
      ],
    },
  ]);
  const [part] = await written("a.json", text, [[0, "second"]]);
  expect(part).toContain("first");
  expect(part).toContain("second");
});

it("knows no offsets where text and source do not belong together", () => {
  const escapes = { json: true, quote: "", backslash: false };
  expect(writtenOffsets("abc", "abd", escapes)).toBeUndefined();
  expect(writtenOffsets("abcd", "abc", escapes)).toBeUndefined();
  expect(writtenOffsets("ab", "abc", escapes)).toBeUndefined();
  expect(writtenOffsets(String.raw`\x`, "x", escapes)).toBeUndefined();
  expect(writtenOffsets("", "", escapes)).toEqual(Uint32Array.of(0));
});
