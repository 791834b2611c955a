import { describe, expect, it } from "vitest";
import { RangeTracker, type Edit, type Place } from "../../src/editor/rangeTracker.ts";

/** `line:character-line:character`, the ranges of one record each. */
function tracker(...ranges: string[]): RangeTracker {
  const made = new RangeTracker();
  made.begin();
  made.reset(Uint32Array.from(ranges.flatMap((range) => range.split(/[:-]/).map(Number))));
  return made;
}

function shown(made: RangeTracker, record: number): string | undefined {
  const range = made.rangeOf(record);
  return range && `${range.start.line}:${range.start.character}-${range.end.line}:${range.end.character}`;
}

function edit(range: string, text: string): Edit {
  const [line = 0, character = 0, endLine = 0, endCharacter = 0] = range.split(/[:-]/).map(Number);
  return { range: { start: { line, character }, end: { line: endLine, character: endCharacter } }, text };
}

describe("RangeTracker", () => {
  const before = ["0:0-0:5", "1:2-1:7", "3:0-4:3"];

  it.each<[string, Edit, string[]]>([
    ["a line is inserted above", edit("0:0-0:0", "new\n"), ["1:0-1:5", "2:2-2:7", "4:0-5:3"]],
    ["two CRLF lines are inserted between", edit("2:0-2:0", "a\r\nb\r\n"), ["0:0-0:5", "1:2-1:7", "5:0-6:3"]],
    ["a line above is deleted", edit("0:0-1:0", ""), ["0:0-0:0", "0:2-0:7", "2:0-3:3"]],
    ["text is typed before a record on its line", edit("1:0-1:0", "abc"), ["0:0-0:5", "1:5-1:10", "3:0-4:3"]],
    ["text is typed at a record's start", edit("1:2-1:2", "ab"), ["0:0-0:5", "1:2-1:9", "3:0-4:3"]],
    ["text is typed at a record's end", edit("1:7-1:7", "ab"), ["0:0-0:5", "1:2-1:9", "3:0-4:3"]],
    ["text is typed inside", edit("1:4-1:4", "ab"), ["0:0-0:5", "1:2-1:9", "3:0-4:3"]],
    ["a line is broken at a record's start", edit("1:2-1:2", "\n"), ["0:0-0:5", "2:0-2:5", "4:0-5:3"]],
    ["a line is broken at a record's end", edit("0:5-0:5", "\nmore"), ["0:0-0:5", "2:2-2:7", "4:0-5:3"]],
    ["a line is broken inside", edit("1:4-1:4", "\n"), ["0:0-0:5", "1:2-2:3", "4:0-5:3"]],
    ["a record is replaced exactly", edit("1:2-1:7", "other words"), ["0:0-0:5", "1:2-1:13", "3:0-4:3"]],
    ["a record's head is replaced", edit("1:0-1:4", "x"), ["0:0-0:5", "1:1-1:4", "3:0-4:3"]],
    ["a record's tail is deleted", edit("1:5-2:0", ""), ["0:0-0:5", "1:2-1:5", "2:0-3:3"]],
    ["two lines are joined", edit("0:5-1:0", ""), ["0:0-0:5", "0:7-0:12", "2:0-3:3"]],
    ["everything is deleted", edit("0:0-4:3", ""), ["0:0-0:0", "0:0-0:0", "0:0-0:0"]],
  ])("%s", (_, change, after) => {
    const made = tracker(...before);
    made.apply([change]);
    expect(before.map((_range, record) => shown(made, record))).toEqual(after);
  });

  it("takes the changes of one event in any order, all in the places before it", () => {
    const changes = [edit("0:0-0:0", "x\n"), edit("1:0-1:0", "yy"), edit("2:0-3:0", "")];
    for (const order of [changes, changes.toReversed()]) {
      const made = tracker(...before);
      made.apply(order);
      expect(before.map((_, record) => shown(made, record))).toEqual(["1:0-1:5", "2:4-2:9", "3:0-4:3"]);
    }
  });

  it("applies what was typed while the document was being read", () => {
    const made = tracker("0:0-0:1");
    made.begin();
    made.apply([edit("0:0-0:0", "\n\n")]);
    made.reset(Uint32Array.of(0, 0, 0, 1, 1, 0, 1, 1));
    expect([shown(made, 0), shown(made, 1), shown(made, 2)]).toEqual(["2:0-2:1", "3:0-3:1", undefined]);
  });

  it.each<[Place, number | undefined]>([
    [{ line: 0, character: 3 }, 0],
    [{ line: 0, character: 99 }, 0],
    [{ line: 1, character: 0 }, 1],
    [{ line: 2, character: 0 }, undefined],
    [{ line: 4, character: 0 }, 2],
    [{ line: 5, character: 0 }, undefined],
    [{ line: 7, character: 4 }, 3],
    [{ line: 7, character: 12 }, 4],
  ])("finds the record at %o", (place, record) => {
    expect(tracker(...before, "7:2-7:8", "7:11-7:15").recordAt(place)).toBe(record);
  });

  it("keeps the text of every record that no edit touches", () => {
    const random = seeded(7);
    let text = Array.from({ length: 200 }, (_, line) => `line ${line} ${"word ".repeat(line % 4)}`).join("\n");
    const made = new RangeTracker();
    made.begin();
    const lines = text.split("\n");
    made.reset(Uint32Array.from(lines.flatMap((line, i) => [i, 2, i, line.length])));
    const untouched = new Map(lines.map((line, record) => [record, line.slice(2)]));
    for (let step = 0; step < 80; step++) {
      const events = randomEdits(text, random);
      for (const record of untouched.keys()) {
        const [from, to] = offsetsOf(text, made, record);
        if (events.some(({ start, end }) => start <= to && end >= from)) untouched.delete(record);
      }
      made.apply(events.map(({ start, end, insert }) => ({ range: rangeAt(text, start, end), text: insert })));
      for (const { start, end, insert } of events) text = text.slice(0, start) + insert + text.slice(end);
      for (const [record, words] of untouched)
        expect(text.slice(...offsetsOf(text, made, record)), `step ${step}, record ${record}`).toBe(words);
    }
    expect(untouched.size).toBeGreaterThan(20);
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
}

/** One or two edits that do not overlap, the later one first. */
function randomEdits(text: string, random: () => number): { start: number; end: number; insert: string }[] {
  const inserts = ["", "", "x", "\n", "two\nlines", "\n\n\n"];
  const made = [];
  let limit = text.length;
  for (let count = random() < 0.3 ? 2 : 1; count > 0 && limit > 0; count--) {
    const start = Math.floor(random() * limit);
    const end = Math.min(limit, start + Math.floor(random() * 12));
    made.push({ start, end, insert: inserts[Math.floor(random() * inserts.length)] ?? "" });
    limit = start - 1;
  }
  return made;
}

function placeAt(text: string, offset: number): Place {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
}

function rangeAt(text: string, start: number, end: number): Edit["range"] {
  return { start: placeAt(text, start), end: placeAt(text, end) };
}

function offsetsOf(text: string, made: RangeTracker, record: number): [number, number] {
  const lines = text.split("\n");
  const range = made.rangeOf(record);
  const at = ({ line, character }: Place): number =>
    lines.slice(0, line).reduce((sum, words) => sum + words.length + 1, character);
  return range ? [at(range.start), at(range.end)] : [-1, -1];
}
