import { FourierTransform, transformSize } from "./fourier.ts";

/**
 * Sums of an even kernel over the nodes of a grid, without wrapping round: by the fast Fourier transform of a grid
 * twice as wide and high, of which rows that are empty or not asked for are left out.
 */
export class GridConvolution {
  readonly columns: number;
  readonly rows: number;
  readonly #wide: FourierTransform;
  readonly #high: FourierTransform;
  /** `[wide / 2 + 1, high / 2 + 1]`: real, since the kernel is even; divided by the size. */
  readonly #spectrum: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;
  readonly #rowReal: Float64Array;
  readonly #rowImaginary: Float64Array;
  readonly #columnReal: Float64Array;
  readonly #columnImaginary: Float64Array;

  /**
   * `kernel`: its value at so many columns and rows of distance. `filter`: what its transform is multiplied by at each
   * angle per column or row.
   */
  constructor(
    columns: number,
    rows: number,
    kernel: (column: number, row: number) => number,
    filter: (angle: number) => number,
  ) {
    this.columns = columns;
    this.rows = rows;
    this.#wide = new FourierTransform(transformSize(2 * columns));
    this.#high = new FourierTransform(transformSize(2 * rows));
    const [wide, high] = [this.#wide.size, this.#high.size];
    const half = wide / 2 + 1;
    this.#real = new Float64Array(half * rows);
    this.#imaginary = new Float64Array(half * rows);
    this.#rowReal = new Float64Array(wide);
    this.#rowImaginary = new Float64Array(wide);
    this.#columnReal = new Float64Array(high);
    this.#columnImaginary = new Float64Array(high);
    this.#spectrum = this.#spectrumOf(kernel, filter);
  }

  /** The sums `[rows × columns]` for weights at the nodes, in place. */
  run(grid: Float64Array): void {
    this.#rowsForward(grid);
    this.#multiply();
    this.#rowsBack(grid);
  }

  #spectrumOf(kernel: (column: number, row: number) => number, filter: (angle: number) => number): Float64Array {
    const [wide, high] = [this.#wide.size, this.#high.size];
    const [across, down] = [wide / 2 + 1, high / 2 + 1];
    const spectrum = new Float64Array(across * down);
    const re = this.#rowReal;
    const im = this.#rowImaginary;
    const rows = new Float64Array(across * down);
    for (let row = 0; row < down; row++) {
      for (let i = 0; i < wide; i++) re[i] = kernel(Math.min(i, wide - i), row);
      im.fill(0);
      this.#wide.run(re, im);
      for (let k = 0; k < across; k++) rows[k * down + row] = re[k] ?? 0;
    }
    for (let k = 0; k < across; k++) {
      const column = this.#columnReal;
      const none = this.#columnImaginary.fill(0);
      for (let row = 0; row < high; row++) column[row] = rows[k * down + Math.min(row, high - row)] ?? 0;
      this.#high.run(column, none);
      const filtered = filter((2 * Math.PI * k) / wide) / (wide * high);
      for (let j = 0; j < down; j++)
        spectrum[k * down + j] = (column[j] ?? 0) * filtered * filter((2 * Math.PI * j) / high);
    }
    return spectrum;
  }

  /** Two rows of real numbers in one transform; the half of the result that says all is kept column by column. */
  #rowsForward(grid: Float64Array): void {
    const { columns, rows } = this;
    const wide = this.#wide.size;
    const [re, im] = [this.#rowReal, this.#rowImaginary];
    for (let row = 0; row < rows; row += 2) {
      const first = grid.subarray(row * columns, (row + 1) * columns);
      re.fill(0, columns).set(first);
      if (row + 1 < rows) im.fill(0, columns).set(grid.subarray((row + 1) * columns, (row + 2) * columns));
      else im.fill(0);
      this.#wide.run(re, im);
      const isPair = row + 1 < rows;
      for (let k = 0; k <= wide / 2; k++) {
        const other = k === 0 ? 0 : wide - k;
        const ar = re[k] ?? 0;
        const ai = im[k] ?? 0;
        const br = re[other] ?? 0;
        const bi = im[other] ?? 0;
        const at = k * rows + row;
        this.#real[at] = (ar + br) / 2;
        this.#imaginary[at] = (ai - bi) / 2;
        if (!isPair) continue;
        this.#real[at + 1] = (ai + bi) / 2;
        this.#imaginary[at + 1] = (br - ar) / 2;
      }
    }
  }

  #multiply(): void {
    const { rows } = this;
    const high = this.#high.size;
    const down = high / 2 + 1;
    const [re, im] = [this.#columnReal, this.#columnImaginary];
    for (let k = 0; k <= this.#wide.size / 2; k++) {
      re.fill(0, rows).set(this.#real.subarray(k * rows, (k + 1) * rows));
      im.fill(0, rows).set(this.#imaginary.subarray(k * rows, (k + 1) * rows));
      this.#high.run(re, im);
      for (let j = 0; j < high; j++) {
        const factor = this.#spectrum[k * down + Math.min(j, high - j)] ?? 0;
        re[j] = (re[j] ?? 0) * factor;
        im[j] = (im[j] ?? 0) * factor;
      }
      this.#high.run(im, re);
      this.#real.set(re.subarray(0, rows), k * rows);
      this.#imaginary.set(im.subarray(0, rows), k * rows);
    }
  }

  #rowsBack(grid: Float64Array): void {
    const { columns, rows } = this;
    const wide = this.#wide.size;
    const [re, im] = [this.#rowReal, this.#rowImaginary];
    for (let row = 0; row < rows; row += 2) {
      const isPair = row + 1 < rows;
      for (let k = 0; k <= wide / 2; k++) {
        const at = k * rows + row;
        const ar = this.#real[at] ?? 0;
        const ai = this.#imaginary[at] ?? 0;
        const br = isPair ? (this.#real[at + 1] ?? 0) : 0;
        const bi = isPair ? (this.#imaginary[at + 1] ?? 0) : 0;
        re[k] = ar - bi;
        im[k] = ai + br;
        if (k === 0 || k === wide / 2) continue;
        re[wide - k] = ar + bi;
        im[wide - k] = br - ai;
      }
      this.#wide.run(im, re);
      grid.set(re.subarray(0, columns), row * columns);
      if (isPair) grid.set(im.subarray(0, columns), (row + 1) * columns);
    }
  }
}
