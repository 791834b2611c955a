import { notRun, type Row } from "./row.ts";

const SECTION = /(<!-- bench -->\s*)((?:\|.*\n)*)([\s\S]*<!-- \/bench -->)/;

/** The rows as a table in Markdown. */
export function markdownTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ what, ours, peer, theirs, ratio, goal }) => `| ${[what, ours, peer, theirs, ratio, goal].join(" | ")} |`,
  );
  return ["| what | ours | against | theirs | ratio | goal |", "|---|---|---|---|---|---|", ...lines].join("\n");
}

/**
 * A page with rows that were measured in place of those of the same `what` and `peer`; new ones come last. All
 * others stay, and so does what is said below the table. Throws where there is no table.
 */
export function withRows(page: string, rows: readonly Row[]): string {
  const [, , table] = SECTION.exec(page) ?? [];
  if (table === undefined) throw new Error("the page has no table of the bench");
  const merged = new Map(rowsOf(table).map((row) => [idOf(row), row]));
  for (const row of rows) if (row.theirs !== notRun.theirs) merged.set(idOf(row), row);
  return page.replace(SECTION, (_, before: string, _table, after: string) =>
    [before, markdownTable([...merged.values()]), "\n", after].join(""),
  );
}

function rowsOf(table: string): Row[] {
  const lines = table.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) => {
    const [, what = "", ours = "", peer = "", theirs = "", ratio = "", goal = ""] = line
      .split("|")
      .map((cell) => cell.trim());
    return { what, ours, peer, theirs, ratio, goal };
  });
}

function idOf({ what, peer }: Row): string {
  return JSON.stringify([what, peer]);
}
