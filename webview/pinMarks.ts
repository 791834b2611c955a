import type { Picture } from "../src/protocol/engine.ts";
import type { Point, Size } from "./camera.ts";
import { memoLast } from "./memo.ts";
import type { PointSet } from "./pointSet.ts";
import type { SeenLayer } from "./lasso.ts";
import { isIn } from "./scene.ts";
import { seenLayers } from "./seenLayers.ts";
import type { State } from "./state.ts";

/** Where A or B is on the canvas: the way of its mean through the layers, and its places at the layers looked at. */
export interface PinMark {
  readonly name: "a" | "b";
  readonly way: readonly Point[];
  readonly at: readonly Point[];
}

/** `[layers × dimensions]` the mean place of a set's drawn points at each layer; NaN where none is drawn. */
export function meanPlaces({ coordinates, points, layers, dimensions }: Picture, set: PointSet): Float64Array {
  const means = new Float64Array(layers.length * dimensions);
  for (let layer = 0; layer < layers.length; layer++) {
    let count = 0;
    for (const point of set) {
      const at = dimensions * (layer * points + point);
      if (Number.isNaN(coordinates[at] ?? NaN)) continue;
      count++;
      for (let axis = 0; axis < dimensions; axis++)
        means[layer * dimensions + axis] = (means[layer * dimensions + axis] ?? 0) + (coordinates[at + axis] ?? 0);
    }
    for (let axis = 0; axis < dimensions; axis++)
      means[layer * dimensions + axis] = count === 0 ? NaN : (means[layer * dimensions + axis] ?? 0) / count;
  }
  return means;
}

const meanOfA = memoLast(meanPlaces);
const meanOfB = memoLast(meanPlaces);

/** The marks of A and B, as far as they are pinned. */
export function pinMarks(state: State, size: Size): readonly PinMark[] {
  const { a, b } = state.view.pins;
  const { shown } = state;
  if (shown === undefined) return [];
  const marks: PinMark[] = [];
  if (a.length > 0) marks.push(markOf(state, size, "a", meanOfA(shown.picture, a)));
  if (b.length > 0) marks.push(markOf(state, size, "b", meanOfB(shown.picture, b)));
  return marks;
}

function markOf(state: State, size: Size, name: "a" | "b", means: Float64Array): PinMark {
  const { shown, view } = state;
  if (shown === undefined) return { name, way: [], at: [] };
  const { dimensions, layers } = shown.picture;
  const pixelAt = ({ layer, height, lift, project }: SeenLayer): Point => {
    const at = dimensions * layer;
    const rise = dimensions === 3 ? lift * (means[at + 2] ?? NaN) : 0;
    return project(means[at] ?? NaN, means[at + 1] ?? NaN, height + rise);
  };
  const isThere = ([x]: Point): boolean => !Number.isNaN(x);
  const seen = seenLayers(state, size);
  const [stack] = seen;
  const way =
    view.mode === "stack" && stack !== undefined
      ? layers.map((_, layer) => pixelAt({ ...stack, layer, height: layer })).filter(isThere)
      : [];
  const inSight = seen.flatMap((layer) => {
    const at = pixelAt(layer);
    return isIn(layer.area, ...at) ? [at] : [];
  });
  return { name, way, at: inSight };
}
