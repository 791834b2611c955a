import { describe, expect, it } from "vitest";
import { toFailure } from "../../src/protocol/errors.ts";
import { describeProblem, readText } from "./readText.ts";

interface Item {
  readonly text?: unknown;
  readonly category?: unknown;
  readonly pca_coordinates?: unknown;
}

/** A data set as the page it comes from loads it; each layer's items at other places. */
function pictures(layers: Readonly<Record<string, readonly Item[]>>, more: object = {}): object {
  return {
    dataset_name: "moods",
    description: "Small things",
    total_items: 3,
    num_layers: Object.keys(layers).length,
    categories: ["good", "bad"],
    layers: Object.fromEntries(
      Object.entries(layers).map(([key, items]) => [key, { layer_index: Number(key), items }]),
    ),
    ...more,
  };
}

function items(at: number, texts: readonly string[] = ["sun", "rain", "sun"]): readonly Item[] {
  return texts.map((text, i) => ({
    text,
    category: i === 1 ? "bad" : "good",
    pca_coordinates: { x: at + i / 10, y: 50 - at - i / 10 },
  }));
}

/** A name such as `L10` stands for the number alone, which an object would put in order by itself. */
const written = (value: object): string => JSON.stringify(value, null, 1).replaceAll(/"L(\d+)"/g, '"$1"');
const read = (value: object, array?: string) =>
  readText("p.json", written(value), array === undefined ? {} : { array });
const refusal = (value: object | string) =>
  readText("p.json", typeof value === "string" ? value : written(value)).then(() => undefined, toFailure);

describe("a file of pictures", () => {
  it("is one data set: texts and labels with their places, layers in numeric order, coordinates as they stand", async () => {
    const data = pictures({ L10: items(10), L0: items(0), L2: items(2) });
    const found = await read(data);
    expect(found).toMatchObject({ records: 3, texts: ["sun", "rain", "sun"], labels: ["good", "bad"] });
    expect(found).toMatchObject({ textField: "text", labelField: "category", problems: [] });
    expect(found.given).toEqual({ title: "moods", description: "Small things", dimensions: 2 });
    expect(found.coordinates?.layers).toEqual(["embedding", "2", "10"]);
    const expected = [0, 2, 10].flatMap((at) => [0, 0.1, 0.2].flatMap((step) => [at + step, 50 - at - step]));
    expect([...(found.coordinates?.values ?? [])]).toEqual(expected.map((value) => Math.fround(value)));
    const lines = written(data).split("\n");
    const [line = 0, start, , end] = found.ranges.subarray(4, 8);
    expect(lines[line]?.slice(start, end)).toBe("rain");
    // Of the first layer by number, which is the second in the file.
    expect(lines.slice(0, line).join("\n")).toContain('"0": {');
  });

  it("is several data sets: the first, or the one that is chosen", async () => {
    const data = {
      one: pictures({ "1": items(1) }),
      two: pictures({ "1": items(5, ["a", "b"]) }, { dataset_name: "T" }),
    };
    const first = await read(data);
    expect(first).toMatchObject({ records: 3, given: { title: "moods" }, reading: { array: "one" } });
    expect(first.reading.arrays.map(({ path, records }) => [path, records])).toEqual([
      ["one", 3],
      ["two", 2],
    ]);
    expect(await read(data, "two")).toMatchObject({
      texts: ["a", "b"],
      given: { title: "T" },
      reading: { array: "two" },
    });
  });

  it("needs no more than layers with items: names, counts and categories may be missing", async () => {
    const places = items(3).map(({ text, pca_coordinates }) => ({ text, pca_coordinates }));
    const found = await read({ layers: { "3": { items: places } } });
    expect(found).toMatchObject({ records: 3, labelField: undefined, labels: [] });
    expect(found.given).toEqual({ title: undefined, description: undefined, dimensions: 2 });
    expect(found.coordinates?.layers).toEqual(["3"]);
    expect(found.reading).toMatchObject({ array: undefined, arrays: [] });
  });

  it("takes a third coordinate and the shares of the axes where all layers have them", async () => {
    const deep = (at: number) => ({
      items: items(at).map((item) => ({ ...item, pca_coordinates: { ...(item.pca_coordinates as object), z: 7 } })),
      explained_variance: [0.5, 0.25, 0.125],
    });
    const found = await read({ layers: { "0": deep(0), "1": deep(1) } });
    expect(found.coordinates).toMatchObject({ dimensions: 3 });
    expect([...(found.coordinates?.explained ?? [])]).toEqual([0.5, 0.25, 0.125, 0.5, 0.25, 0.125]);
    const flat = await read({ layers: { "0": deep(0), "1": { items: items(1) } } });
    expect(flat.coordinates).toMatchObject({ dimensions: 2, explained: undefined });
  });

  it("calls items without a text by their number, and says so at their place", async () => {
    const [first, second] = items(0);
    const data = { layers: { "0": { items: [first, { ...second, text: undefined }] } } };
    const found = await read(data);
    expect(found.texts).toEqual(["sun", "item 2"]);
    expect(found.problems.map((problem) => describeProblem(written(data), problem))).toEqual([
      expect.stringMatching(/^unnamedItem \d+:\d+ ‹\{› the item has no text: it is called “item 2”$/),
    ]);
  });

  it("joins items by their place, and says where their texts differ", async () => {
    const data = pictures({ "0": items(0), "1": items(1, ["sun", "hail", "sun"]) });
    const found = await read(data);
    expect(found.texts).toEqual(["sun", "rain", "sun"]);
    expect(found.problems.map((problem) => describeProblem(written(data), problem))).toEqual([
      expect.stringMatching(/^otherText \d+:\d+ ‹hail› item 2 of layer 1 has another text than at layer 0$/),
    ]);
  });

  it("knows the records that lack a place, with layer and line", async () => {
    const [a, b, c] = items(1);
    const data = pictures({ "0": items(0), "1": [a ?? {}, { ...b, pca_coordinates: { x: 1, y: null } }, c ?? {}] });
    const found = await readText("p.json", written(data).replace('"x": 1.2', '"x": NaN'));
    expect([...(found.coordinates?.faults.keys() ?? [])]).toEqual([1, 2]);
    const lines = written(data).split("\n");
    const fault = found.coordinates?.faults.get(1);
    expect(fault).toEqual({ layer: "1", line: lines.findLastIndex((line) => line.includes('"rain"')) });
  });

  it.each([
    ["a layer with fewer items", pictures({ "0": items(0), "1": items(1).slice(1) }), /layer 1 has 2 items.* 0 has 3/],
    ["an item that is none", pictures({ "0": [...items(0), 3 as never] }), /item 4 of layer 0 is no object/],
    ["a layer that is none", { layers: { "0": 3 }, pca_coordinates: 1 }, /layer 0 is no object with items/],
    ["a file that is cut off", written(pictures({ "0": items(0) })).slice(0, -9), /missing/],
  ])("names what is wrong with %s, and where", async (_, data, reason) => {
    const failure = await refusal(data);
    expect(failure).toMatchObject({ code: "coordinatesNotReadable", detail: { path: "p.json" } });
    expect(failure).toMatchObject({ detail: { reason: expect.stringMatching(reason) as string } });
    expect((failure?.detail as { line: number }).line).toBeGreaterThan(1);
  });

  it("is told by its content: other JSON, and another array of the file, are read as ever", async () => {
    const data = { one: pictures({ "1": items(1) }) };
    const asTexts = await read(data, "one.layers.1.items[]");
    expect(asTexts).toMatchObject({ records: 3, texts: ["sun", "rain", "sun"] });
    expect(asTexts.coordinates).toBeUndefined();
    const records = await read([
      { text: "about pca_coordinates", label: 1 },
      { text: 'and "pca_coordinates"', label: 2 },
    ]);
    expect(records.coordinates).toBeUndefined();
    expect(records.records).toBe(2);
  });
});
