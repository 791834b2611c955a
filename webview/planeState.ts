import type { Dimensions } from "../src/protocol/engine.ts";
import { planeViews, type PlaneView } from "./planes.ts";
import { layerCount, litLayer, type State } from "./state.ts";

/** The view that shows layers one by one, where it is such a view. */
export function planeViewOf({ view }: State): PlaneView | undefined {
  return planeViews.find((each) => each === view.mode);
}

/** Dimensions Layer and Pair show: three only where the picture has them. */
export function spaceOf({ view, shown }: State): Dimensions {
  const dimensions = shown?.picture.dimensions ?? 2;
  return dimensions === 2 ? 2 : (view.planes.space ?? 3);
}

/** True where the picture is seen straight from above, so that there is nothing to turn. */
export function isFlat(state: State): boolean {
  return planeViewOf(state) !== undefined && spaceOf(state) === 2;
}

/** The layer on Pair's first half: the first one until another is chosen, or the last where the first is lit. */
export function otherLayer(state: State): number {
  const last = Math.max(0, layerCount(state) - 1);
  return Math.min(state.view.other ?? (litLayer(state) === 0 ? last : 0), last);
}

/** The layers that are shown: in Pair the first half's, then the lit one. */
export function shownLayers(state: State): readonly number[] {
  return state.view.mode === "pair" ? [otherLayer(state), litLayer(state)] : [litLayer(state)];
}
