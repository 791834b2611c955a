import type { Size } from "./camera.ts";
import { placesOf } from "./coordinates.ts";
import { evenSubset, MAX_LIT, trajectoryPoints } from "./drawn.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import { sightOf, type Sight } from "./sight.ts";
import { litLayer, type Shown, type State, type Target } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** Pixels round a point that count as on it: the lit layer comes first, then what is bright, then the faint rest. */
const LIT_REACH = 10;
const BRIGHT_REACH = 7;
const FAINT_REACH = 5;

/** The drawn point at a pixel of the canvas. */
export function pointAt(state: State, size: Size, x: number, y: number): Target | undefined {
  const sight = sightOf(state, size);
  if (state.shown === undefined || sight === undefined) return undefined;
  const visible = visiblePoints(state);
  const layers = state.shown.picture.layers.map((_, layer) => layer);
  const nearest = (points: Iterable<number>, among: readonly number[], reach: number): Target | undefined =>
    closest(state.shown, sight, points, among, [x, y, reach]);
  return (
    nearest(evenSubset(visible, MAX_LIT), [litLayer(state)], LIT_REACH) ??
    nearest(brightPoints(state), layers, BRIGHT_REACH) ??
    nearest(trajectoryPoints(visible, layers.length), layers, FAINT_REACH)
  );
}

/** Where a point is drawn at a layer, in pixels of the canvas; `undefined` where it has no place. */
export function pixelOf(state: State, size: Size, { point, layer }: Target): readonly [number, number] | undefined {
  const sight = sightOf(state, size);
  if (state.shown === undefined || sight === undefined) return undefined;
  const pixel = sight.project(...placesOf(state.shown.picture)(point, layer));
  return Number.isNaN(pixel[0]) ? undefined : pixel;
}

function brightPoints(state: State): readonly number[] {
  const related = nearestOf(state);
  const { selected } = state.view;
  if (selected === undefined) return [];
  return [selected, ...(related === undefined ? [] : relatedAt(related, litLayer(state)))];
}

/** The nearest within reach; of two as near, the one in front. */
function closest(
  shown: Shown | undefined,
  sight: Sight,
  points: Iterable<number>,
  layers: readonly number[],
  [px, py, reach]: readonly [number, number, number],
): Target | undefined {
  if (shown === undefined) return undefined;
  const places = placesOf(shown.picture);
  let best: { readonly target: Target; readonly distance: number; readonly depth: number } | undefined;
  for (const point of points) {
    for (const layer of layers) {
      const place = places(point, layer);
      const [sx, sy] = sight.project(...place);
      const distance = Math.hypot(sx - px, sy - py);
      if (!(distance <= Math.min(reach, (best?.distance ?? Infinity) + 0.5))) continue;
      const depth = sight.depth(...place);
      if (best !== undefined && distance > best.distance - 0.5 && depth <= best.depth) continue;
      best = { target: { point, layer }, distance, depth };
    }
  }
  return best?.target;
}
