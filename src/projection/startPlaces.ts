import { chunksOf } from "../numeric/layerStates.ts";
import { contiguous } from "../numeric/moments.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import type { Step } from "../protocol/tasks.ts";
import { mapRows } from "./linearMap.ts";
import { layerAxes } from "./pca.ts";
import type { LayerInput } from "./projection.ts";

/** Of the widest axis' standard deviation: lets points out that lie on each other or on one line, as openTSNE does. */
const JITTER = 0.01;

/** Where a method's points begin. */
export interface StartPlaces {
  /** The points whose states are finite, ascending. */
  readonly points: Uint32Array;
  /** `[points × dimensions]`, centred, the standard deviation along the widest axis 1; all 0 where all states are equal. */
  readonly places: Float64Array;
  readonly hasExtent: boolean;
}

export interface StartOptions {
  readonly seed: number;
  /** Along which axes points are a little moved apart: all, or those along which all lie on each other. */
  readonly jitter: "all" | "flat";
}

/** Where the layer before was drawn, else the principal components; a little moved apart, by `seed`. */
export async function* startPlaces(
  input: LayerInput,
  { seed, jitter }: StartOptions,
  signal: AbortSignal,
): AsyncGenerator<Step, StartPlaces, void> {
  const { states, layer, dimensions, start } = input;
  const { map, totalVariance } = yield* layerAxes(input, dimensions, signal);
  const width = states.widths[layer] ?? 0;
  const all = new Float64Array(states.records * dimensions);
  const points = new Uint32Array(states.records);
  let count = 0;
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    all.set(mapRows(map, rows, contiguous(to - from, width)), from * dimensions);
    for (let point = from; point < to; point++) if (Number.isFinite(all[point * dimensions])) points[count++] = point;
    yield { done: (1 + to / states.records) / 2 };
  }
  const finite = points.slice(0, count);
  const hasExtent = totalVariance > 0;
  if (!hasExtent) return { points: finite, places: new Float64Array(count * dimensions), hasExtent };
  const places =
    (start && scaled(picked(start, finite, dimensions), dimensions)) ??
    scaled(picked(all, finite, dimensions), dimensions);
  if (places === undefined) return { points: finite, places: new Float64Array(count * dimensions), hasExtent: false };
  const widths = squaresAlong(places, dimensions).map((squares) => Math.sqrt(squares / count));
  const random = new RandomStream();
  for (let i = 0; i < count; i++) {
    random.begin(seed, finite[i] ?? 0);
    for (let axis = 0; axis < dimensions; axis++) {
      const moved = JITTER * (random.signed() + random.signed() + random.signed());
      const at = i * dimensions + axis;
      if (jitter === "all" || (widths[axis] ?? 0) < JITTER / 100) places[at] = (places[at] ?? 0) + moved;
    }
  }
  return { points: finite, places: centred(places, dimensions), hasExtent };
}

/** The coordinates of every point, NaN where the method has none, of those of some; around the origin. */
export function allCoordinates(
  places: Float64Array,
  points: Uint32Array,
  records: number,
  dimensions: number,
): Float64Array {
  const middle = centred(places.slice(), dimensions);
  const coordinates = new Float64Array(records * dimensions).fill(NaN);
  for (let i = 0; i < points.length; i++) {
    const to = (points[i] ?? 0) * dimensions;
    for (let axis = 0; axis < dimensions; axis++) coordinates[to + axis] = middle[i * dimensions + axis] ?? 0;
  }
  return coordinates;
}

/** Those of some points; the origin where one has none. */
function picked(coordinates: Float64Array, points: Uint32Array, dimensions: number): Float64Array {
  const places = new Float64Array(points.length * dimensions);
  for (let i = 0; i < points.length; i++) {
    for (let axis = 0; axis < dimensions; axis++) {
      const value = coordinates[(points[i] ?? 0) * dimensions + axis] ?? NaN;
      places[i * dimensions + axis] = Number.isFinite(value) ? value : 0;
    }
  }
  return places;
}

/** In place: around the origin, with a standard deviation of 1 along the widest axis; `undefined` where all are at one place. */
function scaled(places: Float64Array, dimensions: number): Float64Array | undefined {
  centred(places, dimensions);
  let most = 0;
  for (const value of squaresAlong(places, dimensions)) most = Math.max(most, value);
  const deviation = Math.sqrt((most * dimensions) / places.length);
  if (!(deviation > 0)) return undefined;
  for (let at = 0; at < places.length; at++) places[at] = (places[at] ?? 0) / deviation;
  return places;
}

/** Sum of the squares along each axis. */
function squaresAlong(places: Float64Array, dimensions: number): Float64Array {
  const squares = new Float64Array(dimensions);
  for (let at = 0; at < places.length; at++)
    squares[at % dimensions] = (squares[at % dimensions] ?? 0) + (places[at] ?? 0) ** 2;
  return squares;
}

/** In place: the mean taken off. */
export function centred(places: Float64Array, dimensions: number): Float64Array {
  for (let axis = 0; axis < dimensions; axis++) {
    let sum = 0;
    for (let at = axis; at < places.length; at += dimensions) sum += places[at] ?? 0;
    const mean = (sum * dimensions) / Math.max(1, places.length);
    for (let at = axis; at < places.length; at += dimensions) places[at] = (places[at] ?? 0) - mean;
  }
  return places;
}
