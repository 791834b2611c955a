import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import type { FileSource } from "../../src/protocol/engine.ts";

const text = (path: string, content: string): FileSource => ({ kind: "text", path, text: content });
const named = (sources: readonly FileSource[]) =>
  ({ kind: "files", path: "three files", files: sources.map((source) => ({ name: source.path, source })) }) as const;

const birds = text("birds.txt", "a heron\n\na stork\n");
const ships = text(
  "ships.jsonl",
  '{"text":"a sloop","size":3,"label":"sail"}\n{"size":4}\n{"text":"a tug","label":"motor"}\n',
);
const towns = text("towns.csv", "text,size\na village,1\na city,9\n");

describe("several files as one data set", () => {
  it("have their records one behind the other, each with its file, its range and its fields", async () => {
    const dataset = await readDataset(named([birds, ships, towns]), {});
    expect(dataset.texts).toEqual(["a heron", "a stork", "a sloop", "a tug", "a village", "a city"]);
    expect(dataset.files).toEqual(["birds.txt", "ships.jsonl", "towns.csv"]);
    expect([...(dataset.fileOf ?? [])]).toEqual([0, 0, 1, 1, 2, 2]);
    const alone = await Promise.all([birds, ships, towns].map((source) => readDataset(source, {})));
    expect([...dataset.ranges]).toEqual(alone.flatMap(({ ranges }) => [...ranges]));
    expect([...(dataset.rowRanges ?? [])]).toEqual(
      alone.flatMap(({ rowRanges, ranges }) => [...(rowRanges ?? ranges)]),
    );
    expect(dataset.values.of(2, "size")).toBe("3");
    expect(dataset.values.of(5, "size")).toBe("9");
    expect(dataset.values.of(0, "size")).toBeUndefined();
    expect(dataset.values.of(3, "file")).toBe("ships.jsonl");
    const sizes = dataset.fields.find(({ name }) => name === "size");
    expect(sizes).toMatchObject({ kind: "number", present: 4 });
  });

  it("are coloured by their file, unless another field or none is chosen", async () => {
    const names = (dataset: Awaited<ReturnType<typeof readDataset>>) =>
      [...dataset.labelOf].map((label) => dataset.labels[label]);
    const source = named([birds, ships]);
    expect(names(await readDataset(source, {}))).toEqual(["birds.txt", "birds.txt", "ships.jsonl", "ships.jsonl"]);
    expect(names(await readDataset(source, { label: "label" }))).toEqual([undefined, undefined, "sail", "motor"]);
    expect((await readDataset(source, { label: null })).labels).toEqual([]);
  });

  it("are coloured by their folders where each file is one record", async () => {
    const whole = (path: string) => ({ ...text(path, "one\n\ntwo"), records: { kind: "file" } }) as const;
    const dataset = await readDataset(named(["a/1.txt", "a/2.txt", "b/3.txt"].map(whole)), {});
    expect(dataset).toMatchObject({ records: 3, labelField: "folder", labels: ["a", "b"] });
    expect(await readDataset(named(["1.txt", "2.txt"].map(whole)), {})).toMatchObject({ labelField: undefined });
  });

  it("keep the problems of each with its file; one without records is a problem itself", async () => {
    const dataset = await readDataset(named([birds, text("empty.txt", ""), ships]), {});
    expect(dataset.records).toBe(4);
    expect([...(dataset.fileOf ?? [])]).toEqual([0, 0, 2, 2]);
    expect(dataset.problems).toMatchObject([
      { file: 1, kind: "fileNotRead", line: 0 },
      { file: 2, kind: "missingField", line: 1 },
    ]);
    expect(dataset.problemCount).toBe(2);
    expect(dataset.effectCounts).toMatchObject({ notRead: 1, leftOut: 1 });
    await expect(readDataset(named([text("a.txt", ""), text("b.txt", "\n")]), {})).rejects.toMatchObject({
      code: "fileEmpty",
    });
  });

  it("know where parts of texts stand in each file", async () => {
    const dataset = await readDataset(named([birds, ships]), {});
    const ranges = dataset.parts.rangesOf(Uint32Array.of(1, 2, 2, 3), Uint32Array.of(0, 1, 0, 1, 2, 7, 2, 5));
    expect([...ranges]).toEqual([2, 0, 2, 1, 0, 9, 0, 10, 0, 11, 0, 16, 2, 11, 2, 14]);
  });
});

describe("a part of a file", () => {
  const placed = async (source: FileSource) => {
    const { texts, ranges } = await readDataset(source, {});
    return texts.map((found, i) => [found, [...ranges.subarray(4 * i, 4 * i + 4)]]);
  };

  it("is the records on some lines, and only their fields", async () => {
    const lines = { kind: "lines", lines: Uint32Array.of(2, 2) } as const;
    const dataset = await readDataset({ ...ships, records: lines }, {});
    expect(dataset.texts).toEqual(["a tug"]);
    expect([...dataset.ranges]).toEqual([2, 9, 2, 14]);
    expect(dataset.problemCount).toBe(0);
    const two = { kind: "lines", lines: Uint32Array.of(0, 0, 2, 3) } as const;
    expect((await readDataset({ ...birds, records: two }, {})).texts).toEqual(["a heron", "a stork"]);
    const none = { kind: "lines", lines: Uint32Array.of(1, 1) } as const;
    await expect(readDataset({ ...birds, records: none }, {})).rejects.toMatchObject({ code: "noRecords" });
  });

  it("is the whole, a paragraph, or what stands under a heading", async () => {
    const page = "before\n\n# One\nfirst\n\n```\n# no heading\n```\n## Two\n\nsecond\n---\n\n***\n";
    const of = (kind: "file" | "paragraphs" | "sections") => placed({ ...text("a.md", page), records: { kind } });
    expect(await of("file")).toEqual([[page.trim(), [0, 0, 13, 3]]]);
    expect(await of("paragraphs")).toEqual([
      ["before", [0, 0, 0, 6]],
      ["# One\nfirst", [2, 0, 3, 5]],
      ["```\n# no heading\n```\n## Two", [5, 0, 8, 6]],
      ["second\n---", [10, 0, 11, 3]],
    ]);
    expect(await of("sections")).toEqual([
      ["before", [0, 0, 0, 6]],
      ["# One\nfirst\n\n```\n# no heading\n```", [2, 0, 7, 3]],
      ["## Two\n\nsecond\n---\n\n***", [8, 0, 13, 3]],
    ]);
  });

  it("is stretches that the editor knows, with what they are as label", async () => {
    const code = "function a() {\n  return 1;\n}\nclass B {}\n";
    const records = {
      kind: "ranges",
      ranges: Uint32Array.of(0, 0, 2, 1, 3, 0, 3, 10),
      kinds: ["function", "class"],
      names: ["a", "B"],
    } as const;
    const dataset = await readDataset({ ...text("a.ts", code), records }, {});
    expect(dataset.texts).toEqual(["function a() {\n  return 1;\n}", "class B {}"]);
    expect(dataset).toMatchObject({ textField: undefined, labelField: "kind" });
    expect([...dataset.labelOf].map((label) => dataset.labels[label])).toEqual(["function", "class"]);
    expect(dataset.values.of(1, "name")).toBe("B");
  });
});
