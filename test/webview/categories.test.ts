import { describe, expect, it } from "vitest";
import { categoriesOf, lookOf, MAX_LABELS, OTHER_COLOUR } from "../../webview/categories.ts";
import { dataset } from "./samples.ts";

describe("categoriesOf", () => {
  it("groups records by label and puts those without one last", () => {
    const { list, of } = categoriesOf(dataset([1, 0, undefined, 1]));
    expect(list.map(({ kind, key, records }) => [kind, key, records])).toEqual([
      ["label", "a", 1],
      ["label", "b", 2],
      ["unlabelled", "\0none", 1],
    ]);
    expect([...of]).toEqual([1, 0, 2, 1]);
  });

  it("makes one series of a file without labels", () => {
    const { list, of } = categoriesOf(dataset([undefined, undefined]));
    expect(list).toMatchObject([{ kind: "all", records: 2 }]);
    expect([...of]).toEqual([0, 0]);
  });

  it("merges the labels that are too many, and loses no record", () => {
    const labels = Array.from({ length: 300 }, (_, i) => i % 100);
    const { list, of, merged } = categoriesOf(dataset(labels));
    expect(list).toHaveLength(MAX_LABELS);
    expect(list.at(-1)).toMatchObject({ kind: "rest" });
    expect(merged).toBe(100 - (MAX_LABELS - 1));
    expect(list.reduce((sum, { records }) => sum + records, 0)).toBe(300);
    for (const [group, category] of list.entries()) {
      expect(of.filter((each) => each === group)).toHaveLength(category.records);
    }
  });
});

describe("lookOf", () => {
  const list = categoriesOf(dataset(Array.from({ length: MAX_LABELS }, (_, i) => i))).list;

  it("gives no two labels the same colour and shape", () => {
    const looks = list.map((category) => lookOf(category, false)).map(({ colour, symbol }) => `${colour} ${symbol}`);
    expect(new Set(looks).size).toBe(MAX_LABELS);
  });

  it("draws dense pictures with diamonds and squares only, and keeps the colours", () => {
    for (const category of list) {
      expect(["diamond", "square"]).toContain(lookOf(category, true).symbol);
      expect(lookOf(category, true).colour).toBe(lookOf(category, false).colour);
    }
  });

  it("keeps the grey for what is no label", () => {
    for (const category of list) expect(lookOf(category, false).colour).not.toBe(OTHER_COLOUR);
    const unlabelled = categoriesOf(dataset([0, undefined])).list.at(-1);
    expect(unlabelled && lookOf(unlabelled, false).colour).toBe(OTHER_COLOUR);
  });
});
