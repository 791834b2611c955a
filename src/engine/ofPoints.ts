import { layerPlan } from "../projection/layers.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import type { PointIndex } from "../protocol/indices.ts";
import { UNCLUSTERED, type TaskResult } from "../protocol/tasks.ts";
import type { Run } from "./run.ts";

/** A result whose related points, or examples, are numbered among the drawn ones, as one that names the run's points. */
export function named(result: TaskResult, drawn: Uint32Array): TaskResult {
  if (result.kind === "groups") {
    const layers = result.layers.map((groups) =>
      groups.map((group) => ({ ...group, examples: group.examples.map((index) => drawn[index] ?? 0) })),
    );
    return { ...result, layers };
  }
  if (result.kind !== "related") return result;
  return { ...result, points: result.points.map((index) => drawn[index] ?? 0) };
}

/** Points of a run as they are numbered among the drawn ones, without those that are not; all of these where none are named. */
export function drawnAmong(points: Uint32Array | undefined, { drawn }: Run): Uint32Array {
  if (points === undefined) return Uint32Array.from(drawn.keys());
  const wanted = new Set(points);
  const found: number[] = [];
  for (const [index, point] of drawn.entries()) if (wanted.has(point)) found.push(index);
  return Uint32Array.from(found);
}

/** A result on all drawn points as one on all points of the run: NaN where one is not drawn, nothing related, and no group. */
export function spread(result: TaskResult, run: Run): TaskResult {
  if (result.kind === "perLayer" || run.drawn.length === run.points.count) return result;
  if (result.kind === "numbers") {
    const series = result.series.map((one) => ({ ...one, values: overPoints(run, one.values) }));
    return { ...result, series };
  }
  if (result.kind === "perPoint") return { ...result, values: over(run, result.values, 1, NaN) };
  if (result.kind === "groups") return { ...result, of: over(run, result.of, 1, UNCLUSTERED) };
  const { count, points, distances } = result;
  return { ...result, points: over(run, points, count, 0), distances: over(run, distances, count, NaN) };
}

/** A value of each drawn point as one of every point. */
function overPoints({ drawn, points }: Run, values: Float32Array): Float32Array {
  const whole = new Float32Array(points.count).fill(NaN);
  for (const [index, point] of drawn.entries()) whole[point] = values[index] ?? NaN;
  return whole;
}

/** `count` values of each drawn point as such of every point. */
function over<A extends Float32Array | Uint32Array | Uint16Array>(
  { drawn, points, canvas }: Run,
  values: A,
  count: number,
  none: number,
): A {
  const layers = canvas.layers.length;
  const Kind = values.constructor as new (length: number) => A;
  const whole = new Kind(layers * points.count * count).fill(none) as A;
  for (let layer = 0; layer < layers; layer++) {
    for (const [index, point] of drawn.entries()) {
      const start = (layer * drawn.length + index) * count;
      whole.set(values.subarray(start, start + count), (layer * points.count + point) * count);
    }
  }
  return whole;
}

/** The layer that all others of a run's picture are aligned to; undefined where each is aligned to the one before. */
export function alignedTo({ drawing, canvas }: Run): number | undefined {
  return layerPlan(drawing.projection.values, canvas.layers.length).alignTo;
}

const labels = new WeakMap<Run, Uint16Array>();
const files = new WeakMap<Run, Uint16Array>();

/** `[drawn]` the number of each drawn point's label; `undefined` where the data set has none that are categories. */
export function labelsOf(run: Run): Uint16Array | undefined {
  const { labelOf, labels: names } = run.points.dataset;
  return names.length === 0 ? undefined : ofDrawn(run, labels, labelOf, NO_LABEL);
}

/** `[drawn]` the number of each drawn point's file; `undefined` where the data set is not of several. */
export function filesOf(run: Run): Uint16Array | undefined {
  const { fileOf, files: names = [] } = run.points.dataset;
  return fileOf === undefined || names.length < 2 ? undefined : ofDrawn(run, files, fileOf, 0);
}

/** The records' numbers for the drawn points, made once for a run: they are asked for with every click. */
function ofDrawn(run: Run, known: WeakMap<Run, Uint16Array>, numbers: Uint16Array, none: number): Uint16Array {
  const before = known.get(run);
  if (before !== undefined) return before;
  const { points, drawn } = run;
  const made = Uint16Array.from(drawn, (point) => numbers[points.recordOf(point as PointIndex)] ?? none);
  known.set(run, made);
  return made;
}
