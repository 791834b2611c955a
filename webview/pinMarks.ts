import type { Picture } from "../src/protocol/engine.ts";
import type { Point, Size } from "./camera.ts";
import { memoLast } from "./memo.ts";
import type { PointSet } from "./pointSet.ts";
import { seenAt } from "./seenLayers.ts";
import { sightOf } from "./sight.ts";
import { liftOf } from "./coordinates.ts";
import { litLayer, type State } from "./state.ts";

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
  const sight = sightOf(state, size);
  if (shown === undefined || sight === undefined) return { name, way: [], at: [] };
  const { dimensions, layers } = shown.picture;
  const placeAt = (layer: number): readonly [number, number, number] => [
    means[dimensions * layer] ?? NaN,
    means[dimensions * layer + 1] ?? NaN,
    dimensions === 3 ? (means[dimensions * layer + 2] ?? NaN) : 0,
  ];
  const isThere = ([x]: Point): boolean => !Number.isNaN(x);
  if (view.mode === "stack") {
    const lift = liftOf(shown.picture);
    const pixels = layers.map((_, layer): Point => {
      const [x, y, z] = placeAt(layer);
      return sight.project(x, y, layer + lift * z);
    });
    const here = pixels[litLayer(state)];
    return { name, way: pixels.filter(isThere), at: here !== undefined && isThere(here) ? [here] : [] };
  }
  const seen = seenAt(state, size);
  if (seen === undefined) return { name, way: [], at: [] };
  const [x, y, z] = placeAt(seen.layer);
  return { name, way: [], at: [seen.project(x, y, seen.height + seen.lift * z)].filter(isThere) };
}
