import { describe, expect, it } from "vitest";
import { datasetInfo, editedDatasetInfo } from "../../src/engine/run.ts";
import { Points } from "../../src/sources/points.ts";
import { readText } from "../dataset/readText.ts";

const rows = ["a", "b", "a", "c"].map((text) => ({ text }));

describe("what is told of a data set", () => {
  it("has keys that are the same for equal texts only, and the rows, where it may be edited", async () => {
    const dataset = await readText("a.json", JSON.stringify(rows, null, 1), { text: "text" });
    const { textKeys, rowRanges, ...rest } = editedDatasetInfo("r", Points.ofRecords(dataset));
    expect(textKeys?.length).toBe(4);
    expect(textKeys?.[2]).toBe(textKeys?.[0]);
    expect(new Set(textKeys).size).toBe(3);
    expect(Array.from({ length: 4 }, (_, record) => rowRanges?.[4 * record])).toEqual([1, 4, 7, 10]);
    expect(rest).not.toHaveProperty("texts");
  });

  it("has neither, and no texts, on a page", async () => {
    const dataset = await readText("a.json", JSON.stringify(rows), { text: "text" });
    const told = datasetInfo("r", Points.ofRecords(dataset));
    expect(told.records).toBe(4);
    for (const part of ["texts", "rowRanges", "textKeys"]) expect(told).not.toHaveProperty(part);
  });
});
