/** Values gone through between two yields: some 10 ms. */
const TURN_VALUES = 2 ** 22;
/** Steps for one eigenvalue: two are usual. */
const MOST_STEPS = 60;

/**
 * All eigenvalues of a symmetric matrix `[size × size]`, in no order: Householder's reduction to a tridiagonal matrix,
 * then implicit QL steps (Golub and Van Loan, Matrix Computations, 8.3). The lower triangle is overwritten. Yields now
 * and then. Throws where they do not converge, which no finite matrix does.
 */
export function* eigenvalues(matrix: Float64Array, size: number): Generator<number, Float64Array> {
  const diagonal = new Float64Array(size);
  const beside = new Float64Array(size);
  let done = 0;
  for (let row = size - 1; row > 0; row--) {
    beside[row - 1] = reflect(matrix, size, row);
    done += row * row;
    if (done < TURN_VALUES) continue;
    done = 0;
    yield 1 - (row / size) ** 3;
  }
  for (let i = 0; i < size; i++) diagonal[i] = matrix[i * size + i] ?? 0;
  implicitSteps(diagonal, beside);
  return diagonal;
}

/** Makes a row zero but for what stands beside the diagonal, which it returns, by a reflection from both sides. */
function reflect(matrix: Float64Array, size: number, row: number): number {
  const at = row * size;
  let squares = 0;
  for (let i = 0; i < row; i++) squares += (matrix[at + i] ?? 0) ** 2;
  const end = matrix[at + row - 1] ?? 0;
  const rest = squares - end * end;
  if (!(rest > 0)) return end;
  const length = end > 0 ? -Math.sqrt(squares) : Math.sqrt(squares);
  const vector = matrix.slice(at, at + row);
  vector[row - 1] = end - length;
  const scale = 1 / (squares - end * length);
  const image = new Float64Array(row);
  for (let i = 0; i < row; i++) {
    const own = vector[i] ?? 0;
    let sum = 0;
    for (let j = 0, from = i * size; j < i; j++, from++) {
      const value = matrix[from] ?? 0;
      sum += value * (vector[j] ?? 0);
      image[j] = (image[j] ?? 0) + value * own;
    }
    image[i] = (image[i] ?? 0) + sum + (matrix[i * size + i] ?? 0) * own;
  }
  let product = 0;
  for (let i = 0; i < row; i++) product += (image[i] ?? 0) * (vector[i] ?? 0);
  const half = (scale * scale * product) / 2;
  for (let i = 0; i < row; i++) image[i] = scale * (image[i] ?? 0) - half * (vector[i] ?? 0);
  for (let i = 0; i < row; i++) {
    const [v, w] = [vector[i] ?? 0, image[i] ?? 0];
    for (let j = 0, to = i * size; j <= i; j++, to++) {
      matrix[to] = (matrix[to] ?? 0) - v * (image[j] ?? 0) - w * (vector[j] ?? 0);
    }
  }
  return length;
}

/** Makes a tridiagonal matrix diagonal in place; `beside[i]` stands between `diagonal[i]` and the next. */
function implicitSteps(diagonal: Float64Array, beside: Float64Array): void {
  const size = diagonal.length;
  for (let first = 0; first < size; first++) {
    for (let step = 0; ; step++) {
      let last = first;
      while (last < size - 1 && !isNegligible(diagonal, beside, last)) last++;
      if (last === first) break;
      if (step === MOST_STEPS) throw new Error(`Eigenvalue ${first} of ${size} does not converge`);
      chase(diagonal, beside, first, last);
    }
  }
}

function isNegligible(diagonal: Float64Array, beside: Float64Array, i: number): boolean {
  const around = Math.abs(diagonal[i] ?? 0) + Math.abs(diagonal[i + 1] ?? 0);
  return Math.abs(beside[i] ?? 0) <= Number.EPSILON * around || beside[i] === 0;
}

/** One step with Wilkinson's shift on the block from `first` to `last`. */
function chase(diagonal: Float64Array, beside: Float64Array, first: number, last: number): void {
  const start = diagonal[first] ?? 0;
  const off = beside[first] ?? 0;
  const middle = ((diagonal[first + 1] ?? 0) - start) / (2 * off);
  const root = Math.hypot(middle, 1);
  let g = (diagonal[last] ?? 0) - start + off / (middle + (middle < 0 ? -root : root));
  let sine = 1;
  let cosine = 1;
  let carried = 0;
  for (let i = last - 1; i >= first; i--) {
    const f = sine * (beside[i] ?? 0);
    const b = cosine * (beside[i] ?? 0);
    const length = Math.hypot(f, g);
    beside[i + 1] = length;
    if (length === 0) {
      diagonal[i + 1] = (diagonal[i + 1] ?? 0) - carried;
      beside[last] = 0;
      return;
    }
    sine = f / length;
    cosine = g / length;
    const shifted = (diagonal[i + 1] ?? 0) - carried;
    const turned = ((diagonal[i] ?? 0) - shifted) * sine + 2 * cosine * b;
    carried = sine * turned;
    diagonal[i + 1] = shifted + carried;
    g = cosine * turned - b;
  }
  diagonal[first] = (diagonal[first] ?? 0) - carried;
  beside[first] = g;
  beside[last] = 0;
}
