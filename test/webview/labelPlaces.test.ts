import { describe, expect, it } from "vitest";
import { APART, followPlaces, noPlaces, PLACES, readPlaces, withPlaces } from "../../webview/labelPlaces.ts";

const names = (count: number, word = "label"): string[] => Array.from({ length: count }, (_, i) => `${word} ${i}`);

describe("withPlaces", () => {
  it("gives every label a place of its own, however many came and went", () => {
    let places = noPlaces;
    for (let round = 0; round < 30; round++) {
      const labels = names(20, `round ${round}`);
      places = withPlaces(places, [], labels);
      const taken = labels.map((label) => places.get(label) ?? NaN);
      expect(new Set(taken).size).toBe(20);
      expect(Math.max(...taken)).toBeLessThan(APART);
      expect(places.size).toBeLessThanOrEqual(PLACES);
    }
  });

  it("takes the place of a label that is gone only where all others are taken", () => {
    const full = withPlaces(noPlaces, [], names(APART));
    const present = names(APART).slice(1);
    const places = withPlaces(full, [], [...present, "new"]);
    expect(places.get("new")).toBe(0);
    expect(places.has("label 0")).toBe(false);
    for (const label of present) expect(places.get(label)).toBe(full.get(label));
  });

  it("changes nothing where all have one", () => {
    const places = withPlaces(noPlaces, [], ["a", "b"]);
    expect(withPlaces(places, [new Map([["a", 9]])], ["b", "a"])).toBe(places);
  });
});

describe("followPlaces", () => {
  it("takes over what changed for all files, and leaves what did not", () => {
    const own = new Map([
      ["a", 0],
      ["b", 1],
      ["c", 2],
    ]);
    const before = new Map([
      ["a", 0],
      ["b", 7],
    ]);
    const after = new Map([
      ["a", 5],
      ["b", 7],
      ["c", 0],
    ]);
    expect(Object.fromEntries(followPlaces(own, before, after))).toEqual({ a: 5, b: 1, c: 0 });
    expect(followPlaces(own, after, after)).toBe(own);
  });

  it("never gives two labels one place: the one that is there stays", () => {
    const own = new Map([
      ["a", 0],
      ["b", 1],
    ]);
    expect(Object.fromEntries(followPlaces(own, noPlaces, new Map([["b", 0]])))).toEqual({ a: 0, b: 1 });
  });
});

describe("readPlaces", () => {
  it("reads what was kept and leaves out what is no place", () => {
    const places = new Map([
      ["10", 1],
      ["a", 0],
    ]);
    expect(readPlaces(JSON.parse(JSON.stringify([...places])))).toEqual(places);
    for (const damaged of [undefined, null, {}, "a", [["a"]], [["a", -1]], [["a", 0.5]], [["a", PLACES]], [[1, 2]]])
      expect(readPlaces(damaged)).toEqual(noPlaces);
    expect([
      ...readPlaces([
        ["a", 3],
        ["b", 3],
      ]),
    ]).toEqual([["a", 3]]);
  });
});
