import path from "node:path";
import type { Kernel } from "../numeric/kernel.ts";
import { conditional, type Affinities } from "./tsneAffinities.ts";
import { GridRepulsion, type GridState } from "./tsneGrid.ts";
import { TreeRepulsion, type TreeState } from "./tsneTree.ts";

/** What the threads of t-SNE are to do: find the affinities of neighbours, or go down the gradient. */
export type TsneData = CalibrationData | DescentData;

export interface CalibrationData {
  readonly kind: "calibration";
  /** `[points × count]` distances, which become probabilities. */
  readonly distances: Float32Array;
  readonly count: number;
  readonly perplexity: number;
}

export interface DescentData {
  readonly kind: "descent";
  readonly dimensions: 2 | 3;
  readonly affinities: Affinities;
  readonly repulsion:
    | { readonly kind: "grid"; readonly state: GridState }
    | { readonly kind: "tree"; readonly state: TreeState; readonly theta: number };
  /** `[points × dimensions]` */
  readonly attraction: Float64Array;
  readonly updates: Float64Array;
  readonly gains: Float64Array;
  /** `[parts]` of the sum over all pairs. */
  readonly sums: Float64Array;
  readonly schedule: Schedule;
}

export interface Schedule {
  readonly earlyIterations: number;
  readonly earlyExaggeration: number;
  readonly exaggeration: number;
  /** 0 for the number of points over the exaggeration: Belkina et al. 2019. */
  readonly learningRate: number;
}

/** Steps of an iteration: attraction beside what repulsion needs, repulsion, movement. */
export const ITERATION_STEPS = 3;
const MOMENTUM = 0.8;
const [GAIN_UP, GAIN_DOWN, LEAST_GAIN] = [0.2, 0.8, 0.01];
/** No point moves further in one iteration. */
const LONGEST_MOVE = 5;

export const tsneKernel: Kernel<TsneData> = {
  file: path.join(import.meta.dirname, "tsneWorker.ts"),
  open: (data) => (data.kind === "calibration" ? openCalibration(data) : openDescent(data)),
};

function openCalibration({ distances, count, perplexity }: CalibrationData) {
  const points = distances.length / count;
  return (_: number, part: number, parts: number): void => {
    const to = Math.floor((points * (part + 1)) / parts);
    for (let point = Math.floor((points * part) / parts); point < to; point++)
      conditional(distances.subarray(point * count, (point + 1) * count), perplexity);
  };
}

function openDescent(data: DescentData) {
  const { dimensions, repulsion, sums, schedule } = data;
  const points = data.updates.length / dimensions;
  const { state } = repulsion;
  const repels =
    repulsion.kind === "grid"
      ? new GridRepulsion(repulsion.state)
      : new TreeRepulsion(repulsion.state, dimensions, repulsion.theta);
  return (step: number, part: number, parts: number): void => {
    const from = Math.floor((points * part) / parts);
    const to = Math.floor((points * (part + 1)) / parts);
    switch (step % ITERATION_STEPS) {
      case 0: {
        // The longest part first: the others are attraction, so many fewer.
        if (part === 0) repels.prepare();
        else attract(data, state.places, share(points, part - 1, parts - 1), share(points, part, parts - 1));
        break;
      }
      case 1:
        sums[part] = repels.repel(from, to);
        break;
      default: {
        const isEarly = step < schedule.earlyIterations * ITERATION_STEPS;
        const exaggeration = isEarly ? schedule.earlyExaggeration : schedule.exaggeration;
        const rate = schedule.learningRate > 0 ? schedule.learningRate : points / exaggeration;
        let total = 0;
        for (let i = 0; i < parts; i++) total += sums[i] ?? 0;
        move(data, exaggeration, 1 / Math.max(total, Number.MIN_VALUE), rate, from, to);
      }
    }
  };
}

function share(points: number, part: number, parts: number): number {
  return Math.floor((points * part) / parts);
}

/** The sums of `p_ij (y_i - y_j) / (1 + |y_i - y_j|²)`. */
function attract(
  { dimensions, affinities, attraction }: DescentData,
  places: Float64Array,
  from: number,
  to: number,
): void {
  const { starts, others, values } = affinities;
  if (dimensions === 2) {
    for (let i = from; i < to; i++) {
      const x = places[2 * i] ?? 0;
      const y = places[2 * i + 1] ?? 0;
      let [fx, fy] = [0, 0];
      for (let at = starts[i] ?? 0, end = starts[i + 1] ?? 0; at < end; at++) {
        const other = 2 * (others[at] ?? 0);
        const dx = x - (places[other] ?? 0);
        const dy = y - (places[other + 1] ?? 0);
        const weight = (values[at] ?? 0) / (1 + dx * dx + dy * dy);
        fx += weight * dx;
        fy += weight * dy;
      }
      attraction[2 * i] = fx;
      attraction[2 * i + 1] = fy;
    }
    return;
  }
  for (let i = from; i < to; i++) {
    const x = places[3 * i] ?? 0;
    const y = places[3 * i + 1] ?? 0;
    const z = places[3 * i + 2] ?? 0;
    let [fx, fy, fz] = [0, 0, 0];
    for (let at = starts[i] ?? 0, end = starts[i + 1] ?? 0; at < end; at++) {
      const other = 3 * (others[at] ?? 0);
      const dx = x - (places[other] ?? 0);
      const dy = y - (places[other + 1] ?? 0);
      const dz = z - (places[other + 2] ?? 0);
      const weight = (values[at] ?? 0) / (1 + dx * dx + dy * dy + dz * dz);
      fx += weight * dx;
      fy += weight * dy;
      fz += weight * dz;
    }
    attraction[3 * i] = fx;
    attraction[3 * i + 1] = fy;
    attraction[3 * i + 2] = fz;
  }
}

/** Down the gradient with momentum, each number with a gain of its own: Jacobs 1988. */
function move(
  { dimensions, repulsion, attraction, updates, gains }: DescentData,
  exaggeration: number,
  normalisation: number,
  rate: number,
  from: number,
  to: number,
): void {
  const { places, forces } = repulsion.state;
  for (let i = from; i < to; i++) {
    let squares = 0;
    for (let at = i * dimensions; at < (i + 1) * dimensions; at++) {
      const gradient = exaggeration * (attraction[at] ?? 0) - normalisation * (forces[at] ?? 0);
      const before = updates[at] ?? 0;
      const turns = Math.sign(before) !== Math.sign(gradient);
      const gain = turns ? (gains[at] ?? 1) + GAIN_UP : (gains[at] ?? 1) * GAIN_DOWN + LEAST_GAIN;
      const update = MOMENTUM * before - rate * gain * gradient;
      gains[at] = gain;
      updates[at] = update;
      squares += update * update;
    }
    const factor = squares > LONGEST_MOVE ** 2 ? LONGEST_MOVE / Math.sqrt(squares) : 1;
    for (let at = i * dimensions; at < (i + 1) * dimensions; at++) {
      const update = (updates[at] ?? 0) * factor;
      updates[at] = update;
      places[at] = (places[at] ?? 0) + update;
    }
  }
}
