import type { Picture } from "../src/protocol/engine.ts";
import type { FailureMessage } from "../src/protocol/panel.ts";
import type { Related } from "../src/protocol/tasks.ts";
import { memoLast } from "./memo.ts";
import type { Ranking } from "./planes.ts";
import { otherLayer } from "./planeState.ts";
import { litLayer, type State } from "./state.ts";

/** The task that says how far records move between two layers. */
export const BETWEEN = "between";

/** What points are ranked by: how far they are drawn apart is what every picture tells. */
export type Known = Ranking | "drawn";

/** How far the points of a run move between two layers. */
export interface Between {
  readonly run: string;
  readonly first: number;
  readonly second: number;
  /** Nearest points that are compared. */
  readonly k: number;
  /** `[points]`; NaN where a point has no number. What is not known is left out. */
  readonly values: Readonly<Partial<Record<Known, Float32Array>>>;
  /** Why the host did not compare the layers. */
  readonly failure?: FailureMessage;
}

/** What moved between the layers that Pair shows; `undefined` until that is known. */
export function betweenOf(state: State): Between | undefined {
  const { between, shown } = state;
  const isOfThese =
    between?.run === shown?.picture.run && between?.first === otherLayer(state) && between.second === litLayer(state);
  return isOfThese ? between : undefined;
}

/** What was found for two layers; dropped where it is of another run. */
export function betweenLoaded(state: State, between: Between): State {
  return state.shown?.picture.run === between.run ? { ...state, between } : state;
}

/** The ranking that is shown: where the chosen one is not known, neighbours lost, else the way in the picture. */
export function rankingOf({ values }: Between, chosen: Ranking): Known {
  return [chosen, "lost" as const].find((each) => values[each] !== undefined) ?? "drawn";
}

/** The points that moved, the furthest first; those without a number are left out. */
export const ranked = memoLast((between: Between, chosen: Ranking): Uint32Array => {
  const { lost, residual } = between.values;
  const known = rankingOf(between, chosen);
  const [values, next] = [between.values[known], known === "lost" ? residual : lost];
  if (values === undefined) return new Uint32Array();
  const points = Uint32Array.from(values.keys()).filter((point) => !Number.isNaN(values[point]));
  const order = (a: number, b: number): number =>
    (values[b] ?? 0) - (values[a] ?? 0) || (next === undefined ? 0 : (next[b] ?? 0) - (next[a] ?? 0)) || a - b;
  return points.sort(order);
});

/** `[points]` of each point's nearest at one layer, how many are not among those at another; NaN where it has none. */
export function lostBetween({ points, distances, count }: Related, all: number, first: number, second: number) {
  return Float32Array.from({ length: all }, (_, point) => {
    const [here, there] = [(first * all + point) * count, (second * all + point) * count];
    if (Number.isNaN(distances[here]) || Number.isNaN(distances[there])) return NaN;
    const others = points.subarray(there, there + count);
    return points.subarray(here, here + count).reduce((lost, other) => lost + (others.includes(other) ? 0 : 1), 0);
  });
}

/** `[points]` how far apart a point's places at two layers are drawn, in radii of the layers; NaN where it has none. */
export function drawnBetween({ points, dimensions, coordinates }: Picture, first: number, second: number) {
  const at = (layer: number, point: number, axis: number): number =>
    coordinates[(layer * points + point) * dimensions + axis] ?? NaN;
  return Float32Array.from({ length: points }, (_, point) => {
    let squares = 0;
    for (let axis = 0; axis < dimensions; axis++) squares += (at(first, point, axis) - at(second, point, axis)) ** 2;
    return Math.sqrt(squares);
  });
}
