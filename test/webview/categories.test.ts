import { describe, expect, it } from "vitest";
import type { DatasetInfo } from "../../src/protocol/engine.ts";
import {
  categoriesOf,
  lookOf,
  looksRepeat,
  MAX_LABELS,
  OTHER_COLOUR,
  type Categories,
} from "../../webview/categories.ts";
import { APART, noPlaces } from "../../webview/labelPlaces.ts";
import { dataset } from "./samples.ts";

describe("categoriesOf", () => {
  it("groups records by label and puts those without one last", () => {
    const { list, of } = categoriesOf(dataset([1, 0, undefined, 1]));
    expect(list.map(({ kind, key, points }) => [kind, key, points])).toEqual([
      ["label", "b", 2],
      ["label", "a", 1],
      ["unlabelled", "\0none", 1],
    ]);
    expect([...of]).toEqual([0, 1, 2, 0]);
  });

  it("makes one series of a file without labels", () => {
    const { list, of } = categoriesOf(dataset([undefined, undefined]));
    expect(list).toMatchObject([{ kind: "all", points: 2 }]);
    expect([...of]).toEqual([0, 0]);
  });

  it("merges the labels that are too many, and loses no record", () => {
    const labels = Array.from({ length: 300 }, (_, i) => i % 100);
    const { list, of, merged } = categoriesOf(dataset(labels));
    expect(list).toHaveLength(MAX_LABELS);
    expect(list.at(-1)).toMatchObject({ kind: "rest" });
    expect(merged).toBe(100 - (MAX_LABELS - 1));
    expect(list.reduce((sum, { points }) => sum + points, 0)).toBe(300);
    for (const [group, category] of list.entries()) {
      expect(of.filter((each) => each === group)).toHaveLength(category.points);
    }
  });
});

describe("the labels' places", () => {
  const named = (labels: readonly string[], records: readonly string[]): DatasetInfo =>
    dataset(
      records.map((label) => labels.indexOf(label)),
      { labels },
    );
  const looks = ({ list }: Categories): Readonly<Record<string, string>> =>
    Object.fromEntries(
      list.map((category) => {
        const { colour, symbol } = lookOf(category);
        return [category.key, `${category.place} ${colour} ${symbol}`];
      }),
    );
  const before = named(["a", "b", "c", "d"], ["a", "a", "a", "a", "b", "b", "b", "c", "c", "d"]);

  it("follow frequency at first, then the name, however the file lists them", () => {
    const mixed = named(["x", "b", "a", "c"], ["x", "b", "a", "c", "c"]);
    expect(categoriesOf(mixed).list.map(({ key }) => key)).toEqual(["c", "a", "b", "x"]);
    const other = named(["c", "a", "b", "x"], ["x", "b", "a", "c", "c"]);
    expect(categoriesOf(other).list).toEqual(categoriesOf(mixed).list);
  });

  it("stay when lines are deleted and another label is the most frequent", () => {
    const first = categoriesOf(before);
    const after = categoriesOf(named(["c", "b", "a"], ["a", "b", "b", "c", "c", "c"]), first.places);
    expect(after.list.map(({ key }) => key)).toEqual(["a", "b", "c"]);
    for (const [key, look] of Object.entries(looks(after))) expect(look).toBe(looks(first)[key]);
  });

  it("stay free for a label that is gone: one that comes takes the next", () => {
    const first = categoriesOf(before);
    const without = categoriesOf(named(["e", "a"], ["e", "e", "e", "a"]), first.places);
    expect(looks(without)).toMatchObject({ a: looks(first)["a"], e: expect.stringMatching(/^4 /) as string });
    const again = categoriesOf(named(["b", "e"], ["b", "e"]), without.places);
    expect(looks(again)).toMatchObject({ b: looks(first)["b"], e: looks(without)["e"] });
  });

  it("are those of another file with the same labels", () => {
    const shared = categoriesOf(before).places;
    const other = categoriesOf(named(["d", "c", "z"], ["d", "d", "c", "z"]), noPlaces, shared);
    expect(other.list.map(({ key, place }) => [key, place])).toEqual([
      ["z", 0],
      ["c", 2],
      ["d", 3],
    ]);
  });

  it("of a label that has one are kept while others are merged", () => {
    const many = Array.from({ length: 60 }, (_, i) => `label ${String(i).padStart(2, "0")}`);
    const first = categoriesOf(named(many, many));
    const grown = categoriesOf(named(many, [...many, ...many.slice(39), ...many.slice(39)]), first.places);
    expect(grown.list.slice(0, 39)).toEqual(first.list.slice(0, 39));
  });
});

describe("lookOf", () => {
  const list = categoriesOf(dataset(Array.from({ length: MAX_LABELS }, (_, i) => i))).list;

  it("gives no two labels the same colour and shape", () => {
    for (const [i, one] of list.entries())
      for (const other of list.slice(i + 1)) expect(lookOf(one)).not.toEqual(lookOf(other));
  });

  it("says where looks repeat", () => {
    const categories = (labels: number): Categories =>
      categoriesOf(dataset(Array.from({ length: labels }, (_, i) => i)));
    expect(looksRepeat(categories(APART))).toBe(false);
    expect(looksRepeat(categories(MAX_LABELS + 60))).toBe(false);
    const alike: Categories = {
      ...categories(2),
      list: categories(2).list.map((category) => ({ ...category, look: { colour: 3, symbol: "cross" } })),
    };
    expect(looksRepeat(alike)).toBe(true);
  });

  it("keeps the grey for what is no label", () => {
    for (const category of list) expect(lookOf(category).colour).not.toBe(OTHER_COLOUR);
    const unlabelled = categoriesOf(dataset([0, undefined])).list.at(-1);
    expect(unlabelled && lookOf(unlabelled).colour).toBe(OTHER_COLOUR);
  });
});
