import { describe, expect, it } from "vitest";
import { categoriesOf, lookOf, OTHER_COLOUR } from "../../webview/categories.ts";
import { recordLabel } from "../../webview/recordLabel.ts";
import { binEdges, binOf, BINS, scaleOf, shareOf } from "../../webview/scale.ts";
import { dataset, picture, shownState } from "./samples.ts";

const scores = [0, 0.25, NaN, 1, 0.5];
const scored = dataset(
  scores.map(() => undefined),
  { labelField: "score", labelValues: Float64Array.from(scores) },
);

describe("a scale of numbers", () => {
  it("goes from the least to the most, and counts records without one", () => {
    const scale = scaleOf(Float64Array.from(scores));
    expect(scale).toMatchObject({ low: 0, high: 1, least: 0, most: 1, median: 0.5, present: 4, missing: 1 });
    expect([0, 0.25, 0.5, 1].map((value) => binOf(scale, value))).toEqual([0, BINS / 4, BINS / 2, BINS - 1]);
  });

  it("does not let a few far numbers take all the colours", () => {
    const values = Float64Array.from({ length: 200 }, (_, i) => (i === 7 ? 1e6 : i === 8 ? -1e9 : i / 100));
    const scale = scaleOf(values);
    expect(scale.high).toBeLessThan(2.1);
    expect(scale.low).toBeGreaterThanOrEqual(0);
    expect([scale.least, scale.most]).toEqual([-1e9, 1e6]);
    expect([binOf(scale, 1e6), binOf(scale, -1e9)]).toEqual([BINS - 1, 0]);
    expect(new Set(values.map((value) => binOf(scale, value))).size).toBe(BINS);
  });

  it("puts all records in the middle where all are alike", () => {
    expect(shareOf(scaleOf(Float64Array.of(3, 3)), 3)).toBe(0.5);
  });

  it("has bins that meet, from the least number to the most", () => {
    const scale = scaleOf(Float64Array.from({ length: 300 }, (_, i) => (i === 0 ? 1e5 : i)));
    const edges = Array.from({ length: BINS }, (_, bin) => binEdges(scale, bin));
    expect([edges.at(0)?.[0], edges.at(-1)?.[1]]).toEqual([1, 1e5]);
    for (const [bin, [from]] of edges.slice(1).entries()) expect(from).toBe(edges[bin]?.[1]);
  });
});

describe("categories of numbers", () => {
  const { list, of, merged, scale } = categoriesOf(scored);

  it("are the bins of the scale, and last what has no number", () => {
    expect(list.map(({ kind }) => kind)).toEqual([...new Array<string>(BINS).fill("bin"), "unlabelled"]);
    expect([...of]).toEqual([0, BINS / 4, BINS, BINS - 1, BINS / 2]);
    expect(list.reduce((sum, { points }) => sum + points, 0)).toBe(scores.length);
    expect([merged, scale?.missing]).toEqual([0, 1]);
  });

  it("have one shape and each a colour of the scale; grey stays for what has no number", () => {
    const looks = list.map((category) => lookOf(category));
    expect(looks.slice(0, BINS).map(({ colour }) => colour)).toEqual(
      Array.from({ length: BINS }, (_, bin) => OTHER_COLOUR + 1 + bin),
    );
    expect(new Set(looks.slice(0, BINS).map(({ symbol }) => symbol)).size).toBe(1);
    expect(looks[BINS]?.colour).toBe(OTHER_COLOUR);
  });

  it("are hidden by the field and the bin, so that another field's are not", () => {
    const other = categoriesOf({ ...scored, labelField: "stars" });
    expect(new Set([...list, ...other.list].map(({ key }) => key)).size).toBe(2 * BINS + 1);
  });

  it("call a record by its own number", () => {
    const { shown } = shownState(scored, picture(scores.length, 2));
    if (shown === undefined) throw new Error("nothing is shown");
    const labels = scores.map((_, record) => recordLabel(shown, record));
    expect(labels).toEqual(["0", "0.25", "no value", "1", "0.5"]);
  });
});
