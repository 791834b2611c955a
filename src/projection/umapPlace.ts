import { finitePoints } from "./finitePoints.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { nearestAtLayer } from "../numeric/nearestStates.ts";
import type { NeighbourGraph } from "../numeric/neighbourGraph.ts";
import { countTo } from "../numeric/sample.ts";
import { sharedFloats, sharedIntegers } from "../numeric/sharedMemory.ts";
import { runKernel } from "../numeric/threads.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { TaskContext } from "../protocol/tasks.ts";
import type { LayerStep, PlaceInput } from "./projection.ts";
import { curveOf } from "./umapCurve.ts";
import { membershipStrengths } from "./umapGraph.ts";
import { umapKernel, umapWork, type UmapData } from "./umapKernel.ts";
import type { umapParameters } from "./umapParameters.ts";

type Values = ParameterValues<typeof umapParameters>;

/** Epochs for points up to so many and for more of them, as in the reference implementation's transform. */
const FEW_POINTS = 10_000;
const EPOCHS = { few: 100, many: 30 };
/** The share of the learning rate, as there: the points are near their places when they begin. */
const RATE = 0.25;
/** Root-mean-square radius that pictures have as the method leaves them, roughly: what the curve is made for. */
const RADIUS = 9;
/** Points of one part of an epoch. */
const PART_POINTS = 512;
/** The share of the work that ends with the neighbours. */
const NEIGHBOURS = 0.6;

/**
 * Places points among the fitted ones, which stay: each in the weighted mean of its nearest fitted points first, then
 * drawn to them and pushed away by others as in a fit, as the reference implementation's transform does. In
 * the middle where none was fitted; NaN where a state is not finite. A point's place depends on no other that is placed with it but by its number.
 */
export async function* placeByUmap(
  input: PlaceInput,
  values: Values,
  context: TaskContext,
): AsyncGenerator<LayerStep, Float64Array, void> {
  const { states, dimensions, fitted } = input;
  const places = new Float64Array(states.records * dimensions).fill(NaN);
  const fixed = finitePlaces(fitted.coordinates, dimensions);
  const finite = await finitePoints(input.states, input.layer, context.signal);
  if (fixed.points.length === 0)
    for (const point of finite) places.fill(0, point * dimensions, (point + 1) * dimensions);
  if (fixed.points.length === 0 || finite.length === 0) return places;
  const near = yield* nearestFitted(input, values, fixed, finite, context.signal);
  const data = dataOf(near, fixed, finite.length, values, dimensions);
  const show = (from: Float32Array): Float64Array => {
    for (const [i, point] of finite.entries()) {
      for (let axis = 0; axis < dimensions; axis++) {
        const at = (fixed.points.length + i) * dimensions + axis;
        places[point * dimensions + axis] = (from[at] ?? 0) / fixed.scale;
      }
    }
    return places;
  };
  const work = runKernel(umapKernel, umapWork(data), context);
  for (;;) {
    const step = await work.next();
    if (step.done === true) {
      const passing = show(step.value % 2 === 0 ? data.even : data.odd);
      yield { done: 1, passing };
      return passing;
    }
    yield { done: NEIGHBOURS + (1 - NEIGHBOURS) * step.value.done, passing: show(data.even) };
  }
}

interface Fixed {
  /** Fitted points that are drawn, ascending. */
  readonly points: Uint32Array;
  /** `[fitted]` their numbers among these; -1 where a point is not drawn. */
  readonly numbers: Int32Array;
  /** `[points × dimensions]`, enlarged by `scale`. */
  readonly places: Float32Array;
  readonly scale: number;
}

function finitePlaces(coordinates: Float64Array, dimensions: number): Fixed {
  const records = coordinates.length / dimensions;
  const points = countTo(records).filter((point) => Number.isFinite(coordinates[point * dimensions]));
  const numbers = new Int32Array(records).fill(-1);
  const places = new Float32Array(points.length * dimensions);
  let squares = 0;
  for (const [i, point] of points.entries()) {
    numbers[point] = i;
    for (let axis = 0; axis < dimensions; axis++) squares += (coordinates[point * dimensions + axis] ?? 0) ** 2;
  }
  const scale = squares > 0 ? RADIUS / Math.sqrt(squares / points.length) : 1;
  for (const [i, point] of points.entries()) {
    for (let axis = 0; axis < dimensions; axis++)
      places[i * dimensions + axis] = scale * (coordinates[point * dimensions + axis] ?? 0);
  }
  return { points, numbers, places, scale };
}

/** The nearest fitted points of every finite new one, by their numbers among those that are drawn. */
async function* nearestFitted(
  { states, layer, algebra, fitted }: PlaceInput,
  { n_neighbors, metric }: Values,
  { points: drawn, numbers }: Fixed,
  points: Uint32Array,
  signal: AbortSignal,
): AsyncGenerator<LayerStep, NeighbourGraph, void> {
  const k = Math.min(n_neighbors, drawn.length);
  const size = points.length * k;
  const near = { kind: "related", count: k, points: new Uint32Array(size), distances: new Float32Array(size) } as const;
  const allows = (_: number, other: number): boolean => (numbers[other] ?? -1) >= 0;
  const among: LayerStates = fitted.states;
  const search = { states, among, points, layer, algebra, k, metric, signal };
  const isAllDrawn = drawn.length === fitted.states.records;
  for await (const done of nearestAtLayer({ ...search, ...(!isAllDrawn && { allows }) }, near, 0)) {
    signal.throwIfAborted();
    yield { done: NEIGHBOURS * done };
  }
  for (let at = 0; at < size; at++) near.points[at] = numbers[near.points[at] ?? 0] ?? 0;
  return near;
}

function dataOf(near: NeighbourGraph, fixed: Fixed, count: number, values: Values, dimensions: 2 | 3): UmapData {
  const first = fixed.points.length;
  const size = (first + count) * dimensions;
  const [even, odd] = [sharedFloats(size), sharedFloats(size)];
  even.set(fixed.places);
  odd.set(fixed.places);
  const strengths = strengthsOf(near);
  let most = 0;
  for (const strength of strengths) most = Math.max(most, strength);
  const starts = sharedIntegers(count + 1);
  const tails = sharedIntegers(near.points.length);
  const rates = sharedFloats(near.points.length);
  tails.set(near.points);
  for (let point = 0; point < count; point++) {
    starts[point + 1] = (point + 1) * near.count;
    let sum = 0;
    for (let at = point * near.count; at < (point + 1) * near.count; at++) {
      rates[at] = (strengths[at] ?? 0) / most;
      sum += strengths[at] ?? 0;
    }
    for (let axis = 0; axis < dimensions; axis++) {
      let place = 0;
      for (let at = point * near.count; at < (point + 1) * near.count; at++)
        place += ((strengths[at] ?? 0) / sum) * (even[(near.points[at] ?? 0) * dimensions + axis] ?? 0);
      even[(first + point) * dimensions + axis] = place;
    }
  }
  const parts = Math.ceil(count / PART_POINTS);
  return {
    dimensions,
    even,
    odd,
    first,
    blocks: Uint32Array.from({ length: parts + 1 }, (_, part) => first + Math.min(part * PART_POINTS, count)),
    starts,
    tails,
    rates,
    curve: curveOf(values.min_dist, values.spread),
    epochs: values.n_epochs > 0 ? Math.ceil(values.n_epochs / 3) : count > FEW_POINTS ? EPOCHS.many : EPOCHS.few,
    learningRate: RATE * values.learning_rate,
    negativeSamples: values.negative_sample_rate,
    seed: values.seed,
    target: sharedFloats(0),
    pull: 0,
  };
}

/** How much each fitted neighbour belongs to a point; the nearest one is not the point itself, and counts as others do. */
function strengthsOf(near: NeighbourGraph): Float32Array {
  const work = membershipStrengths(near);
  for (;;) {
    const step = work.next();
    if (step.done === true) return step.value;
  }
}
