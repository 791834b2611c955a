import { beforeEach, describe, expect, it } from "vitest";
import { NO_LABEL, type DatasetInfo } from "../../src/protocol/engine.ts";
import { RecordPlaces } from "../../src/editor/recordPlaces.ts";

/** Lines of two files, each line a record of ten characters. */
function dataset(counts: readonly number[]): DatasetInfo {
  const lines = counts.flatMap((count, file) => Array.from({ length: count }, (_, line) => ({ file, line })));
  return {
    run: "r",
    path: "",
    format: "text",
    reading: { encoding: "utf8", dialect: undefined, array: undefined, arrays: [], turns: undefined, notices: [] },
    records: lines.length,
    files: counts.map((_, file) => `${file}.txt`),
    fileOf: Uint16Array.from(lines, ({ file }) => file),
    ranges: Uint32Array.from(lines.flatMap(({ line }) => [line, 0, line, 10])),
    tokens: undefined,
    fields: [],
    textField: undefined,
    labelField: undefined,
    labels: [],
    labelOf: new Uint16Array(lines.length).fill(NO_LABEL),
    labelValues: undefined,
    problems: [],
    problemCount: 0,
    effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
  };
}

const at = (line: number, character = 0) => ({ line, character });

describe("where the records of several files stand", () => {
  const places = new RecordPlaces();
  beforeEach(() => {
    places.begin(["a", "b", "c"]);
    places.reset(dataset([3, 0, 4]), ["a", "b", "c"]);
  });

  it("has a first row in each file that has rows", () => {
    expect(places.firstRowIn(2)?.start).toEqual(at(0));
    expect(places.firstRowIn(1)).toBeUndefined();
  });

  it("is told of a point by its file and the place there", () => {
    expect(places.of(2)).toEqual({ file: 0, nth: 2, text: { start: at(2), end: at(2, 10) } });
    expect(places.of(3)).toEqual({ file: 2, nth: 0, text: { start: at(0), end: at(0, 10) } });
    expect(places.of(7)).toBeUndefined();
    expect(places.at("c", at(3, 4))).toBe(6);
    expect(places.at("b", at(0))).toBeUndefined();
    expect(places.at("elsewhere", at(0))).toBeUndefined();
    expect([places.countIn("a"), places.countIn("b"), places.countIn("elsewhere")]).toEqual([3, 0, 0]);
    expect(places.nthOf("c", 1)).toBe(4);
  });

  it("follows the edits of each file, also those made while the files were read", () => {
    const line = { range: { start: at(0), end: at(0) }, text: "new\n" };
    places.apply("c", [line]);
    expect(places.at("c", at(4, 1))).toBe(6);
    expect(places.at("a", at(2, 1))).toBe(2);
    places.begin(["a", "b", "c"]);
    places.apply("a", [line]);
    places.reset(dataset([3, 0, 4]), ["a", "b", "c"]);
    expect(places.of(0)?.text.start).toEqual(at(1));
    expect(places.of(3)?.text.start).toEqual(at(0));
  });

  it("gives the points of stretches once each, and of a caret the one at it", () => {
    const stretches = [
      { start: at(2), end: at(3) },
      { start: at(0, 4), end: at(1, 1) },
      { start: at(1, 2), end: at(1, 2) },
    ];
    expect([...places.within("c", stretches)]).toEqual([3, 4, 5]);
    expect([...places.within("a", [{ start: at(0), end: at(9) }])]).toEqual([0, 1, 2]);
    expect([...places.within("b", stretches)]).toEqual([]);
  });

  it("leaves out what was deleted", () => {
    places.apply("a", [{ range: { start: at(1), end: at(2) }, text: "" }]);
    expect([...places.within("a", [{ start: at(0), end: at(9) }])]).toEqual([0, 2]);
  });
});
