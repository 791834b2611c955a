/** The two numbers of the curve `1 / (1 + a·d^2b)` that says how much points at distance `d` in the picture belong together. */
export interface Curve {
  readonly a: number;
  readonly b: number;
}

const SAMPLES = 300;
const ROUNDS = 500;

/**
 * The curve closest, by least squares, to one that is 1 up to `minDist` and then falls exponentially on the scale of
 * `spread`: McInnes, Healy and Melville 2018, section 3.2. By Levenberg and Marquardt's method.
 */
export function curveOf(minDist: number, spread: number): Curve {
  const at = Float64Array.from({ length: SAMPLES }, (_, i) => (3 * spread * i) / (SAMPLES - 1));
  const goal = at.map((x) => (x < minDist ? 1 : Math.exp(-(x - minDist) / spread)));
  let [a, b, damping] = [1, 1, 1e-3];
  let error = squaredError(at, goal, a, b);
  for (let round = 0; round < ROUNDS; round++) {
    let [aa, ab, bb, ga, gb] = [0, 0, 0, 0, 0];
    for (let i = 1; i < SAMPLES; i++) {
      const x = at[i] ?? 0;
      const power = x ** (2 * b);
      const value = 1 / (1 + a * power);
      const rest = value - (goal[i] ?? 0);
      const byA = -value * value * power;
      const byB = byA * a * 2 * Math.log(x);
      aa += byA * byA;
      ab += byA * byB;
      bb += byB * byB;
      ga += byA * rest;
      gb += byB * rest;
    }
    const [ada, bdb] = [aa * (1 + damping), bb * (1 + damping)];
    const determinant = ada * bdb - ab * ab;
    const nextA = a - (bdb * ga - ab * gb) / determinant;
    const nextB = b - (ada * gb - ab * ga) / determinant;
    const next = nextA > 0 && nextB > 0 ? squaredError(at, goal, nextA, nextB) : Infinity;
    if (next < error) {
      const gain = error - next;
      [a, b, error, damping] = [nextA, nextB, next, damping / 3];
      if (gain < 1e-14) break;
    } else damping *= 3;
  }
  return { a, b };
}

function squaredError(at: Float64Array, goal: Float64Array, a: number, b: number): number {
  let sum = 0;
  for (let i = 0; i < at.length; i++) sum += (1 / (1 + a * (at[i] ?? 0) ** (2 * b)) - (goal[i] ?? 0)) ** 2;
  return sum;
}
