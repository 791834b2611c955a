import { writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { readText } from "./readText.ts";
import { temporaryFolder } from "./temporaryFolder.ts";

const folder = temporaryFolder();
const extensions = ["txt", "md", "jsonl", "ndjson", "json", "csv", "tsv", "other"];

describe.each(extensions)("bad input in .%s", (extension) => {
  const file = path.join(folder, `file.${extension}`);
  const read = (content: string | Uint8Array) => {
    writeFileSync(file, content);
    return readDataset({ kind: "file", path: file }, {});
  };

  it("empty", async () => {
    await expect(read("")).rejects.toMatchObject({ code: "fileEmpty", detail: { path: file } });
    await expect(read("\uFEFF")).rejects.toMatchObject({ code: "fileEmpty" });
    await expect(readText(file, "")).rejects.toMatchObject({ code: "fileEmpty" });
  });

  it("whitespace only", async () => {
    await expect(read(" \n\t\r\n \r")).rejects.toMatchObject({ code: "noRecords", detail: { path: file, lines: 4 } });
  });

  it("binary", async () => {
    const png = Buffer.from("89504e470d0a1a0a0000000d49484452", "hex");
    await expect(read(png)).rejects.toMatchObject({ code: "fileBinary", detail: { path: file, offset: 8 } });
  });

  it("missing", async () => {
    const missing = path.join(folder, `missing.${extension}`);
    await expect(readDataset({ kind: "file", path: missing }, {})).rejects.toMatchObject({
      code: "fileNotFound",
      detail: { path: missing },
    });
  });
});

const list = (texts: readonly string[]) => ({
  txt: texts.join("\n"),
  jsonl: texts.map((text) => JSON.stringify({ text })).join("\n"),
  json: JSON.stringify(texts.map((text) => ({ text }))),
  csv: texts.map((text) => `"${text}"`).join("\n"),
});

describe.each(["txt", "jsonl", "json", "csv"] as const)("records in .%s", (extension) => {
  const read = (texts: readonly string[]) => readText(`a.${extension}`, list(texts)[extension]);

  it("one", async () => {
    const dataset = await read(["only one"]);
    expect(dataset.texts).toEqual(["only one"]);
    expect(dataset.ranges.length).toBe(4);
    expect(dataset.labelOf.length).toBe(1);
  });

  it("identical ones keep their own ranges", async () => {
    const dataset = await read(["same", "same", "same"]);
    expect(dataset.texts).toEqual(["same", "same", "same"]);
    const places = [0, 1, 2].map((i) => dataset.ranges.slice(4 * i, 4 * i + 4).join(":"));
    expect(new Set(places).size).toBe(3);
  });

  it("200 000 in seconds, in order", async () => {
    const text = list(Array.from({ length: 200_000 }, (_, i) => `The bank raised interest rates for the ${i}th time`));
    const start = performance.now();
    const dataset = await readText(`a.${extension}`, text[extension]);
    expect(performance.now() - start).toBeLessThan(6_000);
    expect(dataset.records).toBe(200_000);
    expect(dataset.texts[123_456]).toContain(" 123456th");
    if (extension !== "json") expect(dataset.ranges[4 * 123_456]).toBe(123_456);
  });

  it("a line of 1 MB in no time", async () => {
    const long = "word ".repeat(200_000) + "end";
    const start = performance.now();
    const dataset = await read(["short", long]);
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(dataset.texts[1]).toBe(long);
    expect((dataset.ranges[7] ?? 0) - (dataset.ranges[5] ?? 0)).toBe(long.length);
  });
});

it("says what is wrong with the first line where none can be read", async () => {
  await expect(readText("a.jsonl", '\n{"text" "a"}\n{')).rejects.toMatchObject({
    code: "noRecords",
    detail: { lines: 3, problem: "line 2: a colon is missing" },
  });
});

it("reads a stray NUL as part of the text", async () => {
  const file = path.join(folder, "nul.txt");
  writeFileSync(file, "a\0b\nsecond");
  const dataset = await readDataset({ kind: "file", path: file }, {});
  expect(dataset.texts).toEqual(["a\0b", "second"]);
});
