import { type Cells, readCells } from "./csvCells.ts";
import type { Format, Rows, ScalarKind, Span } from "./format.ts";

const DELIMITERS = [",", ";", "\t"];
const SAMPLE_ROWS = 32;
const LONGEST_NAME = 40;
/** In a list of words or sentences any first line could be a name. */
const NAME_OF_ONE_COLUMN =
  /^(?:texts?|sentences?|contents?|prompts?|questions?|words?|phrases?|names?|titles?|bod(?:y|ies)|quer(?:y|ies))$/i;

/** Tables of cells (RFC 4180) between commas, semicolons or tabs. */
export const csv: Format = {
  id: "csv",
  label: "Table (CSV, TSV)",
  extensions: [".csv", ".tsv", ".tab", ".psv"],
  *parse(source, report) {
    yield 0;
    const cells = readCells(source.text, delimiterOf(source.text), report);
    const names = headerOf(cells);
    return { rows: cellRows(cells, names) };
  },
};

/**
 * The delimiter that gives most of the first rows as many cells as the first row, two at least; "" where none does so
 * for half of them, which makes it a table of one column.
 */
export function delimiterOf(text: string): string {
  let best = { delimiter: "", share: 0.5, columns: 1 };
  for (const delimiter of DELIMITERS) {
    const { rowStarts } = readCells(text, delimiter, () => undefined, SAMPLE_ROWS);
    const widths = rowStarts.slice(1).map((end, row) => end - (rowStarts[row] ?? 0));
    const columns = widths[0] ?? 1;
    const share = widths.filter((width) => width === columns).length / widths.length;
    const better = share > best.share || (share === best.share && columns > best.columns);
    if (columns > 1 && better) best = { delimiter, share, columns };
  }
  return best.delimiter;
}

/**
 * The first row as names, if it looks like that: its cells distinct, short, on one line, no numbers, and none of them
 * occurring again in its own column. An empty cell is allowed beside others; a single column must bear a usual name.
 * Else `undefined`.
 */
export function headerOf(cells: Cells): readonly string[] | undefined {
  const width = cells.rowStarts[1] ?? 0;
  const names = cells.values.slice(0, width).map((name) => name.trim());
  const given = names.filter((name) => name !== "");
  const isName = (name: string) => name.length <= LONGEST_NAME && !/[\r\n]/.test(name) && kindOf(name) === "string";
  if (width === 1 && !NAME_OF_ONE_COLUMN.test(names[0] ?? "")) return undefined;
  if (cells.rowStarts.length < 3 || given.length === 0 || !given.every(isName)) return undefined;
  if (new Set(given).size < given.length || occursAgain(cells, names)) return undefined;
  return names;
}

function occursAgain(cells: Cells, names: readonly string[]): boolean {
  for (let row = 1; row + 1 < cells.rowStarts.length; row++) {
    const first = cells.rowStarts[row] ?? 0;
    const width = Math.min(names.length, (cells.rowStarts[row + 1] ?? 0) - first);
    for (let column = 0; column < width; column++) {
      const name = names[column];
      if (name !== "" && cells.values[first + column]?.trim() === name) return true;
    }
  }
  return false;
}

function cellRows(cells: Cells, header: readonly string[] | undefined): Rows {
  const skipped = header === undefined ? 0 : 1;
  const nameOf = (column: number): string => (header?.[column] ?? "") || `column ${column + 1}`;
  const firstCell = (row: number): number => cells.rowStarts[row + skipped] ?? 0;
  const columns = new Map<string, number>();
  const columnOf = (field: string): number => {
    const known = columns.get(field);
    if (known !== undefined) return known;
    const named = header?.indexOf(field) ?? -1;
    const column = named >= 0 ? named : Number(/^column ([1-9]\d*)$/.exec(field)?.[1] ?? 0) - 1;
    columns.set(field, column);
    return column;
  };
  const cellOf = (row: number, field: string | undefined): number => {
    const column = field === undefined ? -1 : columnOf(field);
    const cell = firstCell(row) + column;
    return column >= 0 && cell < firstCell(row + 1) ? cell : -1;
  };
  const spanOf = (first: number, last: number): Span => ({
    start: cells.starts[first] ?? 0,
    end: cells.ends[last] ?? 0,
  });
  return {
    count: Math.max(0, cells.rowStarts.length - 1 - skipped),
    rowSpan: (row) => spanOf(firstCell(row), firstCell(row + 1) - 1),
    visitFields: (row, visit) => {
      const first = firstCell(row);
      for (let cell = first; cell < firstCell(row + 1); cell++) {
        const value = cells.values[cell] ?? "";
        if (value !== "") visit(nameOf(cell - first), kindOf(value), value);
      }
    },
    textAt: (row, field) => cells.values[cellOf(row, field)],
    spanOf: (row, field) => spanOf(cellOf(row, field), cellOf(row, field)),
  };
}

/** What a cell holds, to tell numbers from texts; all cells are read as text. */
function kindOf(value: string): ScalarKind {
  if (/^(?:true|false)$/i.test(value)) return "boolean";
  return value.trim() !== "" && Number.isFinite(Number(value)) ? "number" : "string";
}
