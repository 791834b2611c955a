import { expect, it } from "vitest";
import { readText } from "./readText.ts";

it("keeps the indentation and drops the whitespace at the end", async () => {
  const dataset = await readText("a.txt", "  first \t\n\n\u00a0\n\tsecond\u3000\nthird");
  expect(dataset.texts).toEqual(["  first", "\tsecond", "third"]);
  expect([...dataset.ranges]).toEqual([0, 0, 0, 7, 3, 0, 3, 7, 4, 0, 4, 5]);
  expect(dataset).toMatchObject({
    format: "text",
    reading: { encoding: "editor" },
    records: 3,
    fields: [],
    problemCount: 0,
  });
  expect(dataset).toMatchObject({ textField: undefined, labelField: undefined, labels: [] });
  expect([...dataset.labelOf]).toEqual([0xffff, 0xffff, 0xffff]);
});
