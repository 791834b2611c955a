import { lookOf } from "./csvKinds.ts";
import { type CellMarks, type QuoteReach, RowScanner } from "./csvScanner.ts";

/** What is known of the rows of a table before all are read. */
export interface TableShape {
  /** Cells of a row. */
  readonly width: number;
  /** Columns that hold numbers or times in nearly every row. */
  readonly numbers: readonly number[];
}

/** Share of the lines below a quote that must be rows of their own before the quote is taken for text. */
const LINES_THAT_FIT = 0.8;
/** Delimiters and numbers in their places, in lines below a quote, that are no accident in prose. */
const MARKS_NO_ACCIDENT = 4;

/** Reads rows one after the other and decides for each what its quotes mean, by the cells that the row should have. */
export class RowReader {
  readonly row: RowScanner;
  /** How the row last read was read. */
  reach: QuoteReach = "lines";

  private readonly lines: RowScanner;
  private readonly tabs: boolean;
  private readonly shape: TableShape;
  private linesUntil = 0;

  constructor(text: string, marks: CellMarks, shape: TableShape) {
    this.row = new RowScanner(text, marks);
    this.lines = new RowScanner(text, marks);
    this.tabs = marks.delimiter === "\t";
    this.shape = shape;
  }

  /** Reads the row at `offset`; returns where the next one begins. */
  next(offset: number): number {
    let next = this.readAs(offset, offset < this.linesUntil ? "line" : "lines");
    if (this.row.overLines && this.areRows(offset, next)) {
      this.linesUntil = next;
      next = this.readAs(offset, "line");
    }
    const { width } = this.shape;
    if (this.row.faults.length > 0 && this.row.count !== width && width > 1) {
      for (const reach of ["line", "loose"] as const) {
        const end = this.readAs(offset, reach);
        if (this.row.count === width) return end;
      }
      next = this.readAs(offset, offset < this.linesUntil ? "line" : "lines");
    }
    return next;
  }

  private readAs(offset: number, reach: QuoteReach): number {
    this.reach = reach;
    return this.row.read(offset, reach);
  }

  /** Whether the lines of a row that reaches over lines are rows by themselves, so that its quote is text. */
  private areRows(start: number, end: number): boolean {
    const { width, numbers } = this.shape;
    if (width < 2) return false;
    let lines = 0;
    let fitting = 0;
    for (let offset = start; offset < end;) {
      offset = this.lines.read(offset, "line");
      const fits = this.lines.count === width && numbers.every((column) => isNumberLike(this.lines.value(column)));
      if (lines++ === 0 && !fits) return false;
      if (fits) fitting++;
    }
    const marks = (fitting - 1) * (width - 1 + 2 * numbers.length);
    return fitting >= lines * LINES_THAT_FIT && fitting > 1 && (this.tabs || marks >= MARKS_NO_ACCIDENT);
  }
}

export function isNumberLike(cell: string): boolean {
  const look = lookOf(cell);
  return look === "number" || look === "time" || look === "empty";
}
