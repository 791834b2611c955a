/**
 * The discrete Fourier transform of complex numbers, for sizes whose only prime factors are 2 and 3: Stockham's form of
 * the fast transform, in radices 4, 3 and 2. It allocates nothing after it was made.
 */
export class FourierTransform {
  readonly size: number;
  readonly #radices: readonly number[];
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  constructor(size: number) {
    this.size = size;
    this.#radices = radicesOf(size);
    this.#cosines = new Float64Array(size);
    this.#sines = new Float64Array(size);
    for (let i = 0; i < size; i++) {
      this.#cosines[i] = Math.cos((2 * Math.PI * i) / size);
      this.#sines[i] = -Math.sin((2 * Math.PI * i) / size);
    }
    this.#real = new Float64Array(size);
    this.#imaginary = new Float64Array(size);
  }

  /** In place, not scaled. With real and imaginary parts changed places it is the inverse, times the size. */
  run(real: Float64Array, imaginary: Float64Array): void {
    let [re, im, toRe, toIm] = [real, imaginary, this.#real, this.#imaginary];
    let length = this.size;
    let stride = 1;
    for (const radix of this.#radices) {
      if (radix === 4) this.#four(re, im, toRe, toIm, length / 4, stride);
      else if (radix === 3) this.#three(re, im, toRe, toIm, length / 3, stride);
      else this.#two(re, im, toRe, toIm, length / 2, stride);
      length /= radix;
      stride *= radix;
      [re, im, toRe, toIm] = [toRe, toIm, re, im];
    }
    if (re === real) return;
    real.set(re);
    imaginary.set(im);
  }

  #two(re: Float64Array, im: Float64Array, toRe: Float64Array, toIm: Float64Array, m: number, stride: number): void {
    for (let p = 0; p < m; p++) {
      const wr = this.#cosines[p * stride] ?? 0;
      const wi = this.#sines[p * stride] ?? 0;
      const from = stride * p;
      const to = stride * 2 * p;
      for (let q = 0; q < stride; q++) {
        const a = from + q;
        const b = a + stride * m;
        const ar = re[a] ?? 0;
        const ai = im[a] ?? 0;
        const br = re[b] ?? 0;
        const bi = im[b] ?? 0;
        const dr = ar - br;
        const di = ai - bi;
        toRe[to + q] = ar + br;
        toIm[to + q] = ai + bi;
        toRe[to + stride + q] = dr * wr - di * wi;
        toIm[to + stride + q] = dr * wi + di * wr;
      }
    }
  }

  #three(re: Float64Array, im: Float64Array, toRe: Float64Array, toIm: Float64Array, m: number, stride: number): void {
    const sine = Math.sqrt(3) / 2;
    for (let p = 0; p < m; p++) {
      const w1r = this.#cosines[p * stride] ?? 0;
      const w1i = this.#sines[p * stride] ?? 0;
      const w2r = this.#cosines[2 * p * stride] ?? 0;
      const w2i = this.#sines[2 * p * stride] ?? 0;
      const from = stride * p;
      const to = stride * 3 * p;
      for (let q = 0; q < stride; q++) {
        const a = from + q;
        const b = a + stride * m;
        const c = b + stride * m;
        const sumR = (re[b] ?? 0) + (re[c] ?? 0);
        const sumI = (im[b] ?? 0) + (im[c] ?? 0);
        const turnR = sine * ((im[b] ?? 0) - (im[c] ?? 0));
        const turnI = -sine * ((re[b] ?? 0) - (re[c] ?? 0));
        const middleR = (re[a] ?? 0) - sumR / 2;
        const middleI = (im[a] ?? 0) - sumI / 2;
        toRe[to + q] = (re[a] ?? 0) + sumR;
        toIm[to + q] = (im[a] ?? 0) + sumI;
        const r1 = middleR + turnR;
        const i1 = middleI + turnI;
        toRe[to + stride + q] = r1 * w1r - i1 * w1i;
        toIm[to + stride + q] = r1 * w1i + i1 * w1r;
        const r2 = middleR - turnR;
        const i2 = middleI - turnI;
        toRe[to + 2 * stride + q] = r2 * w2r - i2 * w2i;
        toIm[to + 2 * stride + q] = r2 * w2i + i2 * w2r;
      }
    }
  }

  #four(re: Float64Array, im: Float64Array, toRe: Float64Array, toIm: Float64Array, m: number, stride: number): void {
    for (let p = 0; p < m; p++) {
      const w1r = this.#cosines[p * stride] ?? 0;
      const w1i = this.#sines[p * stride] ?? 0;
      const w2r = this.#cosines[2 * p * stride] ?? 0;
      const w2i = this.#sines[2 * p * stride] ?? 0;
      const w3r = this.#cosines[3 * p * stride] ?? 0;
      const w3i = this.#sines[3 * p * stride] ?? 0;
      const from = stride * p;
      const to = stride * 4 * p;
      for (let q = 0; q < stride; q++) {
        const a = from + q;
        const b = a + stride * m;
        const c = b + stride * m;
        const d = c + stride * m;
        const evenR = (re[a] ?? 0) + (re[c] ?? 0);
        const evenI = (im[a] ?? 0) + (im[c] ?? 0);
        const halfR = (re[a] ?? 0) - (re[c] ?? 0);
        const halfI = (im[a] ?? 0) - (im[c] ?? 0);
        const oddR = (re[b] ?? 0) + (re[d] ?? 0);
        const oddI = (im[b] ?? 0) + (im[d] ?? 0);
        const turnR = (im[b] ?? 0) - (im[d] ?? 0);
        const turnI = (re[d] ?? 0) - (re[b] ?? 0);
        toRe[to + q] = evenR + oddR;
        toIm[to + q] = evenI + oddI;
        const r1 = halfR + turnR;
        const i1 = halfI + turnI;
        toRe[to + stride + q] = r1 * w1r - i1 * w1i;
        toIm[to + stride + q] = r1 * w1i + i1 * w1r;
        const r2 = evenR - oddR;
        const i2 = evenI - oddI;
        toRe[to + 2 * stride + q] = r2 * w2r - i2 * w2i;
        toIm[to + 2 * stride + q] = r2 * w2i + i2 * w2r;
        const r3 = halfR - turnR;
        const i3 = halfI - turnI;
        toRe[to + 3 * stride + q] = r3 * w3r - i3 * w3i;
        toIm[to + 3 * stride + q] = r3 * w3i + i3 * w3r;
      }
    }
  }
}

/** The smallest even size of at least so many that a transform is made for. */
export function transformSize(least: number): number {
  let best = Infinity;
  for (let threes = 1; threes <= 27; threes *= 3) {
    let size = 2 * threes;
    while (size < least) size *= 2;
    best = Math.min(best, size);
  }
  return best;
}

function radicesOf(size: number): number[] {
  const radices: number[] = [];
  let rest = size;
  for (const radix of [4, 3, 2]) {
    while (rest % radix === 0) {
      radices.push(radix);
      rest /= radix;
    }
  }
  if (rest !== 1) throw new RangeError(`a transform of ${size} numbers`);
  return radices;
}
