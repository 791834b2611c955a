import { describe, expect, it } from "vitest";
import { readDataset } from "../../src/dataset/readDataset.ts";
import { readText } from "./readText.ts";

const UNITS = 1 << 20;

/** Rows of a table that make a reader search far, look twice or keep much. */
const hostile: Readonly<Record<string, (units: number) => string>> = {
  "quotes alone": (units) => '"'.repeat(units),
  "quotes that never close": (units) => filled('1,"a b\n', units),
  "quotes that close in the next row": (units) => filled('1,"a b\n2,c" d\n', units),
  "rows that fit below an open quote": (units) => filled('1,"a,b\n2,c,d\n3,e",f\n', units),
  "a quote that closes at the very end": (units) => `id,n,text\n1,2,"${filled("\n1,2,a", units)}",x\n`,
  "doubled quotes": (units) => filled('1,"""x\n', units),
  backslashes: (units) => `a,"${"\\".repeat(units)}"\n`,
  "backslashes before quotes": (units) => filled('"\\",\\"a\\\n', units),
  "quotes after spaces": (units) => filled(' "a" b, " ', units),
  "delimiters in one row": (units) => `a,b\n${",".repeat(units)}\n1,2\n`,
  "cells in one row": (units) => `a,b\n${filled("x y,", units)}\n1,2\n`,
  "quoted cells in one row": (units) => filled('"a",', units),
  "quotes amid one row": (units) => filled('"a"b,', units),
  "one line": (units) => "long ".repeat(units / 5),
  spaces: (units) => `a,b\n"x"${" ".repeat(units)}y,1\n`,
  "byte order marks": (units) => "\uFEFF".repeat(units),
  "rows too wide": (units) => `id,text,label\n1,it rains now,calm\n${filled("2,we, are late,calm\n", units)}`,
  "carriage returns at the very end": (units) => `a,b\n${filled('1,"x" y,z\n', units)}\r`,
  headers: (units) => filled("text,label\n", units),
  comments: (units) => `a,b\n1,2\n${filled("# no row\n", units)}3,4\n`,
};

function filled(piece: string, units: number): string {
  return piece.repeat(Math.ceil(units / piece.length));
}

describe("reading takes linear time", () => {
  it.each(Object.entries(hostile))(
    "over %s",
    async (_, make) => {
      const seconds = async (units: number) => {
        const text = make(units);
        const start = performance.now();
        await readText("a.csv", text).catch((error: unknown) => {
          expect(String(error)).toMatch(/noRecords|noTextField/);
        });
        return (performance.now() - start) / 1000;
      };
      await seconds(UNITS / 16);
      const small = await seconds(UNITS / 4);
      const large = await seconds(UNITS * 2);
      expect(large).toBeLessThan(Math.max(1, small * 8 * 4));
    },
    30_000,
  );
});

it("reading a table can be cancelled", async () => {
  const text = `id,text\n${filled("1,it rains\n", 8 * UNITS)}`;
  const controller = new AbortController();
  const reading = readDataset({ kind: "text", path: "a.csv", text }, {}, { signal: controller.signal });
  controller.abort();
  await expect(reading).rejects.toThrow("cancelled");
});
