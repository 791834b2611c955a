/** Names of columns, each its own, and those that several columns have in the file. */
export interface ColumnNames {
  readonly names: readonly string[];
  readonly repeated: readonly string[];
}

/** Names the columns after the header's cells: `column 3` where one is empty, `text (2)` where one has come before. */
export function nameColumns(cells: readonly string[]): ColumnNames {
  const trimmed = cells.map((cell) => cell.trim());
  const taken = new Set(trimmed);
  const seen = new Set<string>();
  const next = new Map<string, number>();
  const repeated = new Set<string>();
  const names = trimmed.map((given, column) => {
    const name = given === "" ? `column ${column + 1}` : given;
    if (!seen.has(name) && (given !== "" || !taken.has(name))) {
      seen.add(name);
      return name;
    }
    if (given !== "") repeated.add(name);
    let number = next.get(name) ?? 2;
    while (taken.has(`${name} (${number})`) || seen.has(`${name} (${number})`)) number++;
    next.set(name, number + 1);
    seen.add(`${name} (${number})`);
    return `${name} (${number})`;
  });
  return { names, repeated: [...repeated] };
}
