import type { Rows, Span } from "./format.ts";
import type { SurplusJoiner } from "./csvJoin.ts";
import { kindOf } from "./csvKinds.ts";
import { type CellMarks, type QuoteReach, RowScanner } from "./csvScanner.ts";
import { GrowingArray } from "./growingArray.ts";

const REACHES: readonly QuoteReach[] = ["lines", "line", "loose"];
const JOINED = 4;
/** The longest string has less than 2²⁹ units, so an offset leaves three bits for how its row is read. */
const WAYS = 8;
const LONGEST_SHARED = 32;
const MOST_SHARED = 1000;

/**
 * The rows of a table by their offsets alone, four bytes each: a row's cells are read again when asked for, those of
 * the last one kept.
 */
export class Table {
  private readonly row: RowScanner;
  private readonly joiner: SurplusJoiner;
  private readonly width: number;
  private readonly quote: string;
  private readonly places = new GrowingArray();
  private current = -1;
  /** The cell that takes the surplus, and how many cells of the row that are. */
  private joined = -1;
  private surplus = 0;

  constructor(text: string, marks: CellMarks, joiner: SurplusJoiner, width: number) {
    this.row = new RowScanner(text, marks);
    this.joiner = joiner;
    this.width = width;
    this.quote = marks.quote;
  }

  get rows(): number {
    return this.places.length;
  }

  /** @param joined whether its surplus belongs to one of its cells */
  add(start: number, reach: QuoteReach, joined: boolean): void {
    this.places.push(start * WAYS + REACHES.indexOf(reach) + (joined ? JOINED : 0));
  }

  /** Makes a row the one whose cells are asked for; returns their number. */
  open(row: number): number {
    if (row !== this.current) {
      const place = this.places.at(row);
      this.row.read(Math.floor(place / WAYS), REACHES[place % JOINED] ?? "lines");
      const column = place % WAYS >= JOINED ? this.joiner.columnOf(this.row, this.width) : undefined;
      this.joined = column ?? -1;
      this.surplus = column === undefined ? 0 : this.row.count - this.width;
      this.current = row;
    }
    return this.row.count - this.surplus;
  }

  get rowSpan(): Span {
    return { start: this.row.start, end: this.row.end };
  }

  cellSpan(cell: number): Span {
    const first = this.firstOf(cell);
    const last = this.lastOf(cell);
    const start = this.row.starts[first] ?? 0;
    const end = this.row.ends[last] ?? 0;
    if (cell !== this.joined) return { start, end };
    const [before, behind] = [first, last].map((part) => (this.row.quoted[part] === true ? 1 : 0));
    if (before === 1 || behind === 1) return { start: start - (before ?? 0), end: end + (behind ?? 0) };
    const { text } = this.row;
    const inQuotes = end - start > 1 && [start, end - 1].every((at) => text[at] === this.quote);
    return inQuotes ? { start: start + 1, end: end - 1 } : { start, end };
  }

  value(cell: number): string {
    if (cell !== this.joined) return this.row.value(this.firstOf(cell));
    const { start, end } = this.cellSpan(cell);
    return this.row.text.slice(start, end);
  }

  private firstOf(cell: number): number {
    return this.joined >= 0 && cell > this.joined ? cell + this.surplus : cell;
  }

  private lastOf(cell: number): number {
    return this.joined >= 0 && cell >= this.joined ? cell + this.surplus : cell;
  }
}

/** Gives short values that occur again as one string, for labels of a million records. */
function sharedValues(): (value: string) => string {
  const known = new Map<string, string>();
  return (value) => {
    if (value.length > LONGEST_SHARED) return value;
    const same = known.get(value);
    if (same === undefined && known.size < MOST_SHARED) known.set(value, value);
    return same ?? value;
  };
}

/** The rows with the cells of each column as a field: of its name, `column 3` where it has none. */
export function tableRows(table: Table, names: readonly string[]): Rows {
  const shared = sharedValues();
  const columns = new Map<string, number>(names.map((name, column) => [name, column]));
  const unnamed = new Map<string, number>();
  const columnOf = (field: string): number => {
    const known = columns.get(field) ?? unnamed.get(field);
    if (known !== undefined) return known;
    const column = Number(/^column ([1-9]\d*)$/.exec(field)?.[1] ?? 0) - 1;
    unnamed.set(field, column >= names.length ? column : -1);
    return column >= names.length ? column : -1;
  };
  const cellOf = (row: number, field: string | undefined): number => {
    const column = field === undefined ? -1 : columnOf(field);
    return column < table.open(row) ? column : -1;
  };
  return {
    get count() {
      return table.rows;
    },
    rowSpan: (row) => {
      table.open(row);
      return table.rowSpan;
    },
    visitFields: (row, visit) => {
      const count = table.open(row);
      for (let cell = 0; cell < count; cell++) {
        const value = table.value(cell);
        if (value !== "") visit(names[cell] ?? `column ${cell + 1}`, kindOf(value), value);
      }
    },
    textAt: (row, field) => {
      const cell = cellOf(row, field);
      return cell < 0 ? undefined : shared(table.value(cell));
    },
    spanOf: (row, field) => table.cellSpan(cellOf(row, field)),
  };
}
