import type { Size } from "./camera.ts";
import { evenSubset, MAX_LIT, trajectoryRecords } from "./drawn.ts";
import { neighboursAt } from "./neighbours.ts";
import { sightOf, type Sight } from "./sight.ts";
import { litLayer, selectedDetails, type Shown, type State, type Target } from "./state.ts";
import { visibleRecords } from "./visible.ts";

/** Pixels round a point that count as on it: the lit layer comes first, then what is bright, then the faint rest. */
const LIT_REACH = 10;
const BRIGHT_REACH = 7;
const FAINT_REACH = 5;

/** The drawn point at a pixel of the canvas. */
export function pointAt(state: State, size: Size, x: number, y: number): Target | undefined {
  const sight = sightOf(state, size);
  if (state.shown === undefined || sight === undefined) return undefined;
  const visible = visibleRecords(state.shown, state.view.hidden);
  const layers = state.shown.picture.layers.map((_, layer) => layer);
  const nearest = (records: Iterable<number>, among: readonly number[], reach: number): Target | undefined =>
    closest(state.shown, sight, records, among, [x, y, reach]);
  return (
    nearest(evenSubset(visible, MAX_LIT), [litLayer(state)], LIT_REACH) ??
    nearest(brightRecords(state), layers, BRIGHT_REACH) ??
    nearest(trajectoryRecords(visible, layers.length), layers, FAINT_REACH)
  );
}

/** Where a record's point at a layer is drawn, in pixels of the canvas; `undefined` where it has none. */
export function pixelOf(state: State, size: Size, { record, layer }: Target): readonly [number, number] | undefined {
  const sight = sightOf(state, size);
  if (state.shown === undefined || sight === undefined) return undefined;
  const { coordinates, points: records } = state.shown.picture;
  const at = 2 * (layer * records + record);
  const point = sight.project(coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN, layer);
  return Number.isNaN(point[0]) ? undefined : point;
}

function brightRecords(state: State): readonly number[] {
  const details = selectedDetails(state);
  const { selected } = state.view;
  if (selected === undefined) return [];
  return [selected, ...(details === undefined ? [] : neighboursAt(details, litLayer(state)))];
}

/** The nearest within reach; of two as near, the one in front. */
function closest(
  shown: Shown | undefined,
  sight: Sight,
  records: Iterable<number>,
  layers: readonly number[],
  [px, py, reach]: readonly [number, number, number],
): Target | undefined {
  if (shown === undefined) return undefined;
  const { coordinates, points: stride } = shown.picture;
  let best: { readonly target: Target; readonly distance: number; readonly depth: number } | undefined;
  for (const record of records) {
    for (const layer of layers) {
      const at = 2 * (layer * stride + record);
      const [x, y] = [coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN];
      const [sx, sy] = sight.project(x, y, layer);
      const distance = Math.hypot(sx - px, sy - py);
      if (!(distance <= Math.min(reach, (best?.distance ?? Infinity) + 0.5))) continue;
      const depth = sight.depth(x, y, layer);
      if (best !== undefined && distance > best.distance - 0.5 && depth <= best.depth) continue;
      best = { target: { record, layer }, distance, depth };
    }
  }
  return best?.target;
}
