import { describe, expect, it } from "vitest";
import type { Edit, Place } from "../../src/editor/edits.ts";
import { RangeTracker } from "../../src/editor/rangeTracker.ts";

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

  it("brings records back where their deletion is undone", () => {
    const lines = ["0:0-0:5", "1:0-1:7", "2:0-2:4", "3:0-3:9"];
    const made = tracker(...lines);
    made.apply([edit("1:0-2:0", "")]);
    made.apply([edit("1:0-2:0", "")]);
    expect(made.recordAt({ line: 1, character: 0 })).toBe(3);
    made.apply([edit("1:0-1:0", "third\n".slice(1))]);
    expect(made.recordAt({ line: 1, character: 0 })).toBe(2);
    expect(made.recordAt({ line: 2, character: 0 })).toBe(3);
    made.apply([edit("1:0-1:0", "second!\n")]);
    expect(lines.map((_, record) => shown(made, record))).toEqual(lines);
    expect(lines.map((_, line) => made.recordAt({ line, character: 0 }))).toEqual([0, 1, 2, 3]);
  });

  it("brings back one of several on a line, and all of the last lines", () => {
    const row = ["0:1-0:4", "0:5-0:8", "0:9-0:12", "1:0-1:3", "2:0-2:3"];
    const made = tracker(...row);
    made.apply([edit("0:4-0:8", ""), edit("0:12-2:3", "")]);
    expect([4, 6, 8].map((character) => made.recordAt({ line: 0, character }))).toEqual([0, 2, 2]);
    made.apply([edit("0:4-0:4", ",{2}"), edit("0:8-0:8", "\nabc\nabc")]);
    expect(row.map((_, record) => shown(made, record))).toEqual(row);
  });

  it("has no record where the last lines were deleted", () => {
    const made = tracker("0:0-0:5", "1:0-1:5");
    made.apply([edit("1:0-1:5", ""), edit("0:5-1:0", "\n")]);
    made.apply([edit("0:5-1:0", "")]);
    expect(made.recordAt({ line: 0, character: 5 })).toBe(0);
    const lower = tracker("0:0-0:5", "2:0-2:5");
    lower.apply([edit("1:0-2:5", "")]);
    expect(lower.recordAt({ line: 1, character: 0 })).toBeUndefined();
  });

  it("moves every record as a pass over all of them would", () => {
    const random = seeded(11);
    const pick = (below: number): number => Math.floor(random() * below);
    // Several on a line, and over several lines; more than are shifted as one.
    let ranges: number[][] = [];
    for (let line = 0, character = 0; ranges.length < 3000;) {
      const lines = pick(20) === 0 ? 2 : 0;
      const end = lines > 0 ? pick(9) : character + 1 + pick(6);
      ranges.push([line, character, line + lines, end]);
      [line, character] =
        pick(3) === 0 || pick(4000) < 3 ? [line + lines + 1 + pick(2), pick(3)] : [line + lines, end + 1];
      if (ranges.length > 1000 && ranges.length < 2400) [line, character] = [ranges.at(-1)?.[2] ?? 0, end + 1];
    }
    const made = new RangeTracker();
    made.reset(Uint32Array.from(ranges.flat()));
    const inserts = ["", "", "x", "\n", "two\nlines", "\n\n\n"].map((text) => text && text + "~".repeat(1e5));
    for (let step = 0; step < 40; step++) {
      const starts = Array.from({ length: 1 + pick(5) }, () => ranges[pick(3000)] ?? []).sort(
        ([a = 0, b = 0], [c = 0, d = 0]) => a - c || b - d,
      );
      const edits = starts.flatMap(([line = 0, character = 0], i) => {
        const [nextLine = Infinity, nextCharacter = 0] = starts[i + 1] ?? [];
        const end = pick(4) === 0 ? { line: line + 1, character: pick(4) } : { line, character: character + pick(9) };
        if (end.line > nextLine || (end.line === nextLine && end.character >= nextCharacter)) return [];
        return [{ range: { start: { line, character }, end }, text: inserts[pick(inserts.length)] ?? "" }];
      });
      made.apply(edits);
      for (const one of edits.toReversed()) ranges = ranges.map((range) => movedPlainly(range, one));
      const now = ranges.flatMap((_, record) => Object.values(made.rangeOf(record) ?? {}).flatMap(numbersOf));
      expect(now.join(), `step ${step}`).toBe(ranges.join());
    }
  });

  describe("with 200 000 records", () => {
    const count = 200_000;
    const apart = Uint32Array.from(
      { length: 4 * count },
      (_, at) => (at % 2 === 0 ? 1 : 0) * Math.floor(at / 4) + (at % 4 === 3 ? 5 : 0),
    );
    const onOneLine = Uint32Array.from({ length: 4 * count }, (_, at) =>
      at % 2 === 0 ? 0 : 8 * Math.floor(at / 4) + (at % 4),
    );
    const inserts = (place: (i: number) => Place): Edit[] =>
      Array.from({ length: 20_000 }, (_, i) => ({ range: { start: place(i), end: place(i) }, text: "word\n" }));
    /** Milliseconds of one pass over all places. */
    const pass = (): number => {
      const places = apart.slice();
      const began = performance.now();
      for (let at = 0; at < places.length; at += 2) places[at] = (places[at] ?? 0) + 1;
      return performance.now() - began;
    };

    it.each<[string, Uint32Array, readonly (readonly Edit[])[]]>([
      ["20 000 edits at once", apart, [inserts((i) => ({ line: 10 * i, character: 0 }))]],
      ["20 000 edits of one line at once", onOneLine, [inserts((i) => ({ line: 0, character: 80 * i }))]],
      ["20 000 edits one after another", apart, inserts((i) => ({ line: 11 * i, character: 0 })).map((one) => [one])],
    ])("takes %s in the time of few passes", (_, ranges, events) => {
      const passes = Math.min(...Array.from({ length: 10 }, pass));
      const made = new RangeTracker();
      made.reset(ranges);
      const began = performance.now();
      for (const edits of events) made.apply(edits);
      const took = performance.now() - began;
      expect(made.rangeOf(count - 1)?.start.line).toBe((ranges.at(-2) ?? 0) + 20_000);
      // Each edit in a pass of its own are 20 000 of them, and more where records are compared.
      expect(took).toBeLessThan(4000 * passes);
    });
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

function numbersOf(place: Place | undefined): number[] {
  return place ? [place.line, place.character] : [];
}

/** One record's range behind one edit, by the rules alone. */
function movedPlainly(
  [line = 0, character = 0, endLine = 0, endCharacter = 0]: readonly number[],
  edit: Edit,
): number[] {
  const { start, end } = edit.range;
  const inserted = edit.text.split("\n");
  const newEnd = {
    line: start.line + inserted.length - 1,
    character: (inserted.length === 1 ? start.character : 0) + (inserted.at(-1)?.length ?? 0),
  };
  const order = (a: Place, b: Place): number => a.line - b.line || a.character - b.character;
  const from = { line, character };
  const to = { line: endLine, character: endCharacter };
  const after = (place: Place): number[] =>
    place.line === end.line
      ? [newEnd.line, place.character - end.character + newEnd.character]
      : [place.line + newEnd.line - end.line, place.character];
  if (order(to, start) < 0) return numbersOf(from).concat(numbersOf(to));
  if (order(from, start) > 0 && order(to, end) < 0) return [...numbersOf(start), ...numbersOf(start)];
  const isInsertedLine = order(start, end) === 0 && inserted.length > 1;
  const isPushed = isInsertedLine && order(from, start) === 0;
  const begins =
    isPushed || (order(from, start) > 0 && order(from, end) >= 0)
      ? after(from)
      : numbersOf(order(from, start) > 0 ? newEnd : from);
  const stays = order(to, end) < 0 || (isInsertedLine && order(to, end) === 0 && !isPushed);
  return [...begins, ...(stays ? numbersOf(order(to, end) < 0 && order(to, start) > 0 ? start : to) : after(to))];
}

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
