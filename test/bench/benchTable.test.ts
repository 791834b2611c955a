import { describe, expect, it } from "vitest";
import { markdownTable, withRows } from "./benchTable.ts";
import { notRun, type Row } from "./row.ts";

const row = (what: string, peer: string, ours: string): Row => ({
  what,
  ours,
  peer,
  theirs: "9 s",
  ratio: "$&",
  goal: "≤ 2 ×",
});
const page = (table: string) =>
  `# Title\n\n<!-- bench -->\n\n${table}\n\nOne machine.\n\n<!-- /bench -->\n\nEnd | of\n`;
const rows = [row("a", "x", "1 s"), row("a", "y", "2 s"), row("b", "x", "3 s")];
const before = page(markdownTable(rows));

describe("rows written into the table", () => {
  it("replace those of the same name and peer, in their place, and leave all others", () => {
    const expected = page(markdownTable([row("a", "x", "1 s"), row("a", "y", "5 s"), row("b", "x", "3 s")]));
    expect(withRows(before, [row("a", "y", "5 s")])).toBe(expected);
  });

  it("come last where they are new", () => {
    const added = row("b", "y", "4 s");
    expect(withRows(before, [added])).toBe(page(markdownTable([...rows, added])));
  });

  it("are left out where nothing was measured", () => {
    expect(withRows(before, [{ ...row("b", "x", "–"), ...notRun }])).toBe(before);
  });

  it("read a table that was formatted", () => {
    const formatted = before.replace("| a | 1 s | x |", "| a         | 1 s  | x    |").replaceAll("|---|", "| --- |");
    expect(withRows(formatted, [])).toBe(before);
  });

  it("need a table", () => {
    expect(() => withRows("# Title", [])).toThrow("no table");
  });
});
