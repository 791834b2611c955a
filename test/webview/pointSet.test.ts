import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.ts";
import {
  common,
  complement,
  fromStretches,
  sameSet,
  setOf,
  toStretches,
  union,
  without,
} from "../../webview/pointSet.ts";

const COUNT = 40;

/** A hundred pairs of sets below 40, some empty, some whole, some alike. */
function pairs(): readonly (readonly [Uint32Array, Uint32Array])[] {
  const random = seededRandom(7);
  const draw = (share: number): Uint32Array =>
    Uint32Array.from({ length: COUNT }, (_, point) => point).filter(() => random() < share);
  return Array.from({ length: 100 }, (_, i) => [draw((i % 11) / 10), draw(((i * 7) % 11) / 10)] as const);
}

describe("sets of points", () => {
  it.each([
    ["union", union, (a: Set<number>, b: Set<number>) => [...a, ...b]],
    ["without", without, (a: Set<number>, b: Set<number>) => [...a].filter((point) => !b.has(point))],
    ["common", common, (a: Set<number>, b: Set<number>) => [...a].filter((point) => b.has(point))],
  ])("%s is what sets of the language give, in order", (_, ours, theirs) => {
    for (const [one, other] of pairs()) {
      const expected = [...new Set(theirs(new Set(one), new Set(other)))].sort((a, b) => a - b);
      expect([...ours(one, other)]).toEqual(expected);
    }
  });

  it("complement each other, and twice is the set again", () => {
    for (const [set] of pairs()) {
      const rest = complement(set, COUNT);
      expect(common(set, rest)).toHaveLength(0);
      expect(union(set, rest)).toHaveLength(COUNT);
      expect(sameSet(complement(rest, COUNT), set)).toBe(true);
    }
  });

  it("come back from their stretches", () => {
    for (const [set] of pairs()) expect([...(fromStretches(toStretches(set), COUNT) ?? [])]).toEqual([...set]);
    expect(toStretches(Uint32Array.of(2, 3, 4, 7))).toEqual([2, 3, 2, 1]);
  });

  it.each([["2 3"], [[1]], [[2, -1]], [[0, 41]], [[0.5, 1]], [[1, "2"]], [undefined]])(
    "are not made of stretches that mean none: %j",
    (stretches) => expect(fromStretches(stretches, COUNT)).toBeUndefined(),
  );

  it("hold each point once", () => {
    expect([...setOf([5, 1, 5, 3, 1])]).toEqual([1, 3, 5]);
  });
});
