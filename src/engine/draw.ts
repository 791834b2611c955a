import { PICTURE } from "../activations/cacheFiles.ts";
import { KeyTable, NONE } from "../activations/keyTable.ts";
import { isSameKey, wordsOf } from "../activations/recordKeys.ts";
import { sharedEnds } from "../activations/sharedEnds.ts";
import { untilAborted, type LayerStates } from "../numeric/layerStates.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { fitStack, type FitOptions, type Stack } from "../projection/fitStack.ts";
import { canPlace, placeAmong, statesAfter, type DrawnLayer } from "../projection/placing.ts";
import type { Reducer } from "../projection/reducer.ts";
import { decodeStack, encodeStack, type StoredStack } from "../projection/stackFile.ts";
import type { StackFit } from "../projection/stackFit.ts";
import type { Points } from "../sources/points.ts";
import type { StateSource } from "../sources/stateSource.ts";
import { Canvas } from "./canvas.ts";
import { drawInAxes } from "./drawInAxes.ts";
import type { Run } from "./run.ts";
import type { ResultFormat, StoredResult } from "./storedResult.ts";

/** A picture is kept, and only what changed is placed in it, while at most this share of its points changed. */
const KEPT_SHARE = 0.2;

/** How points are projected, and which points it was made on. */
export interface FittedStack {
  /** Names the way of drawing: only pictures of the same one can share coordinates. */
  readonly key: string;
  /** Undefined where the projection is not linear. */
  readonly stack: StackFit | undefined;
  /** What was done to the states of each layer before; undefined where no further points can be placed. */
  readonly steps: Stack["steps"];
  /** The points it was fitted on; undefined where those are another run's. */
  readonly madeOn: KeyCounts | undefined;
}

/** Keys of points, and how many have each, by the keys' numbers. */
interface KeyCounts {
  readonly table: KeyTable;
  readonly counts: Uint32Array;
  readonly points: number;
}

export interface DrawInput {
  readonly source: StateSource;
  readonly points: Points;
  /** The points that have states, in the order of the file, and their states. */
  readonly drawn: Uint32Array;
  readonly states: LayerStates;
  /** What the points are drawn by, where that was fitted on another run. */
  readonly axes?: Reducer | undefined;
}

export interface Drawing {
  readonly fitted: FittedStack | undefined;
  readonly canvas: Canvas;
  /** Whether the fit was ended before its time. */
  readonly isEarly: boolean;
}

/** How finished pictures are kept. */
export const pictureFormat: ResultFormat<StoredStack> = {
  suffix: PICTURE,
  encode: encodeStack,
  decode: decodeStack,
};

/** Names the projection, its values and its dimensions. */
export function drawingKey({ projection, values, dimensions, madeFrom }: FitOptions): string {
  const made = [projection.id, projection.version, values, dimensions];
  return JSON.stringify(madeFrom === undefined ? made : [...made, madeFrom]);
}

/** Whether a picture that is fitted so stays as it is when the points are these: no more than a fifth were added or removed. */
export function isKept(
  previous: Run | undefined,
  source: StateSource,
  fitting: FitOptions,
  points: Points,
  drawn: Iterable<number>,
): previous is KeptRun {
  const fitted = previous?.fitted;
  if (fitted?.madeOn === undefined || previous?.source.resultKey !== source.resultKey) return false;
  if (fitted.stack === undefined && !canPlace(fitting.projection, fitted.steps)) return false;
  const { outcome, stoppedEarly } = previous.result;
  if (outcome !== "complete" || stoppedEarly !== undefined || fitted.key !== drawingKey(fitting)) return false;
  return changedShare(fitted.madeOn, points.keys, drawn) <= KEPT_SHARE;
}

/**
 * Draws the points that have states. After a small edit the previous picture stays as it is and the new points are
 * placed in it; else the picture is fitted anew, and depends on nothing but the points and their order.
 */
export async function drawPoints(
  input: DrawInput,
  previous: Run | undefined,
  stored: StoredResult<StoredStack> | undefined,
  fitting: FitOptions,
): Promise<Drawing> {
  const { points, drawn, states, source } = input;
  const canvas = new Canvas(source.layers, points.count, fitting.dimensions);
  if (input.axes !== undefined) return { ...(await drawInAxes(input, input.axes, canvas, fitting)), isEarly: false };
  if (drawn.length === 0) return { fitted: undefined, canvas, isEarly: false };
  if (isKept(previous, source, fitting, points, drawn)) {
    await keepAndPlace(previous, input, canvas, fitting);
    return { fitted: previous.fitted, canvas, isEarly: false };
  }
  const read = await stored?.read();
  const { fit, steps, coordinates, isEarly } = read
    ? { ...read, isEarly: false }
    : await fitAndStore(states, stored, fitting);
  canvas.put(drawn, coordinates);
  const madeOn = countKeys(points.keys, drawn);
  return { fitted: { key: drawingKey(fitting), stack: fit, steps, madeOn }, canvas, isEarly };
}

async function fitAndStore(
  states: LayerStates,
  stored: StoredResult<StoredStack> | undefined,
  fitting: FitOptions,
): Promise<Stack & { readonly isEarly: boolean }> {
  const stack = await fitStack(untilAborted(states, fitting.signal), fitting);
  const isEarly = fitting.enough?.aborted === true;
  if (!isEarly) await stored?.write({ ...stack, layers: states.widths.length, dimensions: fitting.dimensions });
  return { ...stack, isEarly };
}

/** Points added and removed since a fit, as a share of those it was made on; a changed one is both, and counts once. */
function changedShare({ table, counts, points: before }: KeyCounts, keys: Uint8Array, drawn: Iterable<number>): number {
  const words = wordsOf(keys);
  const left = counts.slice();
  let added = 0;
  let kept = 0;
  for (const point of drawn) {
    const number = table.find(words, point);
    const of = left[number] ?? 0;
    if (of === 0) added++;
    else {
      left[number] = of - 1;
      kept++;
    }
  }
  return Math.max(added, before - kept) / before;
}

function countKeys(keys: Uint8Array, points: Uint32Array): KeyCounts {
  const words = wordsOf(keys);
  const table = new KeyTable();
  const counts = new Uint32Array(points.length);
  for (const point of points) {
    const number = table.add(words, point);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return { table, counts, points: points.length };
}

type KeptRun = Run & { readonly fitted: FittedStack };

/** Points of the previous run stay where they are; the others are placed layer by layer. */
async function keepAndPlace(
  previous: KeptRun,
  { points, drawn, states }: DrawInput,
  canvas: Canvas,
  fitting: FitOptions,
): Promise<void> {
  const added = copyKnown(previous, points, drawn, canvas);
  const targets = Uint32Array.from(added, (index) => drawn[index] ?? 0);
  const { stack } = previous.fitted;
  const before = stack === undefined && added.length > 0 ? drawnLayers(previous) : [];
  const news = pickedStates(states, Uint32Array.from(added));
  for (let layer = 0; layer < canvas.layers.length; layer++) {
    const among = before[layer];
    const places =
      among === undefined
        ? stack?.placeLayer(layer, await rowsAt(states, layer, added))
        : await placeAmong(news, layer, among, fitting);
    if (places !== undefined) canvas.putLayer(layer, targets, places);
  }
}

/** The layers of a run, for others to be placed in; none where they cannot be. */
export function drawnLayers({ canvas, drawn, states, fitted }: Run): DrawnLayer[] {
  const { steps } = fitted ?? {};
  if (steps === undefined) return [];
  const coordinates = canvas.coordinatesOf(drawn);
  const perLayer = drawn.length * canvas.dimensions;
  return canvas.layers.map((_, layer) => ({
    states: statesAfter(states, layer, steps[layer] ?? []),
    coordinates: Float64Array.from(coordinates.subarray(layer * perLayer, (layer + 1) * perLayer)),
    steps: steps[layer] ?? [],
  }));
}

/** Puts the drawn points where the previous run drew the same ones; returns the indices of those that it did not. */
function copyKnown(previous: KeptRun, points: Points, drawn: Uint32Array, canvas: Canvas): number[] {
  const before = wordsOf(previous.points.keys);
  const words = wordsOf(points.keys);
  // Where some points are not drawn, what was drawn of them before must not stay.
  const ends =
    drawn.length === points.count
      ? sharedEnds(previous.points.count, points.count, (i, j) => isSameKey(before, i, words, j))
      : { start: 0, end: points.count, shift: 0 };
  canvas.copySpan(0, ends.start, previous.canvas, 0);
  canvas.copySpan(ends.end, points.count, previous.canvas, ends.shift);
  const known = new KeyTable();
  const places = new Uint32Array(previous.drawn.length);
  for (const point of previous.drawn) places[known.add(before, point)] = point;
  const added: number[] = [];
  for (let index = 0; index < drawn.length; index++) {
    const point = drawn[index] ?? 0;
    const isCopied = point < ends.start || point >= ends.end;
    if (isCopied && previous.rows[point < ends.start ? point : point + ends.shift] !== -1) continue;
    const same = known.find(words, point);
    if (same === NONE) added.push(index);
    else canvas.copy(point, previous.canvas, places[same] ?? 0);
  }
  return added;
}

/** States of scattered points at a layer, `[indices, width]`: neighbouring ones are read together. */
async function rowsAt(states: LayerStates, layer: number, indices: readonly number[]): Promise<Float32Array> {
  const width = states.widths[layer] ?? 0;
  const rows = new Float32Array(indices.length * width);
  for (let first = 0; first < indices.length;) {
    const from = indices[first] ?? 0;
    let next = first + 1;
    while (indices[next] === from + next - first) next++;
    rows.set(await states.read(layer, from, from + next - first), first * width);
    first = next;
  }
  return rows;
}
