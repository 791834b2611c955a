import { type CellLook, lookOf } from "./csvKinds.ts";
import type { SampleRow } from "./csvSample.ts";
import type { RowScanner } from "./csvScanner.ts";
import { largest } from "../protocol/largest.ts";

/** What the cells of a column are like. */
interface Column {
  /** The look of most cells. */
  readonly look: CellLook;
  readonly meanLength: number;
  /** The few values that it has; `undefined` where there are many. */
  readonly values: ReadonlySet<string> | undefined;
}

const FEW_VALUES = 50;
/** Cells that are looked at behind the column that takes the surplus. */
const MOST_COLUMNS = 256;

/** Finds the column that a row's surplus cells belong to, where its text holds delimiters without quotes. */
export class SurplusJoiner {
  private readonly columns: readonly Column[];
  private readonly longest: number;

  constructor(body: readonly SampleRow[], width: number) {
    const exact = body.filter(({ cells }) => cells.length === width);
    const known = exact.length > 0 ? exact : body;
    this.columns = Array.from({ length: Math.min(width, MOST_COLUMNS) }, (_, column) => profile(known, column));
    this.longest = largest(
      this.columns.map(({ meanLength }) => meanLength),
      1,
    );
  }

  /**
   * The column of `width` with which the cells before and behind fit theirs best, `undefined` where none is of text.
   * Linear in `width`.
   */
  columnOf(row: RowScanner, width: number): number | undefined {
    if (width !== this.columns.length || row.count <= width) return undefined;
    const surplus = row.count - width;
    const before = [0];
    const behind = new Array<number>(width + 1).fill(0);
    for (let column = 0; column < width; column++) {
      before.push((before[column] ?? 0) + this.fit(row.value(column), column));
    }
    for (let column = width - 1; column >= 0; column--) {
      behind[column] = (behind[column + 1] ?? 0) + this.fit(row.value(column + surplus), column);
    }
    let quoted = 0;
    let best: { column: number; score: number } | undefined;
    for (let cell = 0; cell < surplus; cell++) if (row.quoted[cell] === true) quoted++;
    for (let column = 0; column < width; column++) {
      if (row.quoted[column + surplus] === true) quoted++;
      if (row.quoted[column - 1] === true) quoted--;
      const { look = "empty", meanLength = 0 } = this.columns[column] ?? {};
      if (look !== "text" || quoted > surplus) continue;
      const spaced = row.text.charAt(row.starts[column + 1] ?? 0) === " " ? 0.5 : 0;
      const score = (before[column] ?? 0) + (behind[column + 1] ?? 0) + meanLength / this.longest + spaced;
      if (best === undefined || score > best.score) best = { column, score };
    }
    return best?.column;
  }

  /** From -1 to 1: how well a cell fits a column. */
  private fit(cell: string, column: number): number {
    const own = this.columns[column];
    if (own === undefined || cell === "") return 0;
    if (own.values !== undefined) return own.values.has(cell) ? 1 : -0.5;
    if (cell.startsWith(" ")) return -1;
    const look = lookOf(cell);
    return look === own.look ? 0.5 : own.look === "text" && look === "token" ? 0 : -1;
  }
}

function profile(rows: readonly SampleRow[], column: number): Column {
  const cells = rows.map((row) => row.cells[column] ?? "").filter((cell) => cell !== "");
  const looks = cells.map(lookOf);
  const count = (look: CellLook) => looks.filter((own) => own === look).length;
  const texts = count("text");
  const numbers = Math.max(count("number"), count("time"));
  const look =
    texts * 4 >= cells.length && texts > 0
      ? "text"
      : numbers * 2 >= cells.length
        ? count("number") === numbers
          ? "number"
          : "time"
        : "token";
  const values = new Set(cells);
  const few = values.size <= FEW_VALUES && values.size * 2 <= cells.length + 1 && texts === 0;
  const length = cells.reduce((sum, cell) => sum + cell.length, 0);
  return { look, meanLength: cells.length === 0 ? 0 : length / cells.length, values: few ? values : undefined };
}
