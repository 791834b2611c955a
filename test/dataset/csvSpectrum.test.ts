import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { readTable } from "./readTable.ts";

const folder = path.join(import.meta.dirname, "../../node_modules/csv-spectrum");
const names = readdirSync(path.join(folder, "csvs")).map((file) => path.basename(file, ".csv"));
/** The suite's two files of this name differ in one cell. */
const misprint = { name: "location_coordinates", expected: "1234567890", written: "2095257564" };

describe("the suite csv-spectrum", () => {
  it("has its twelve files", () => {
    expect(names).toHaveLength(12);
  });

  it.each(names)("%s: every cell is the one that the suite expects", (name) => {
    const text = readFileSync(path.join(folder, "csvs", `${name}.csv`), "utf8");
    let json = readFileSync(path.join(folder, "json", `${name}.json`), "utf8");
    if (name === misprint.name) json = json.replace(misprint.expected, misprint.written);
    const expected = [JSON.parse(json) as object | object[]].flat();
    const table = readTable(text);
    expect(table.cells).toEqual(expected.map((row) => Object.entries(row).filter(([, value]) => value !== "")));
    expect(table.problems).toEqual([]);
  });
});
