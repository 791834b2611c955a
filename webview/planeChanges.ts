import type { Dimensions } from "../src/protocol/engine.ts";
import { otherLayer } from "./planeState.ts";
import type { PairLines, Planes, Ranking, Trail } from "./planes.ts";
import { layerCount, litLayer, type State } from "./state.ts";
import { withView } from "./view.ts";

/** Pure updates of what Layer and Pair show. Each gives the same state back where nothing changes. */

function withPlanes(state: State, change: Partial<Planes>): State {
  const { planes } = state.view;
  const same = (Object.keys(change) as (keyof Planes)[]).every((key) => Object.is(planes[key], change[key]));
  return same ? state : withView(state, { planes: { ...planes, ...change } });
}

export function setSpace(state: State, space: Dimensions): State {
  return withPlanes(state, { space });
}

export function toggleWords(state: State): State {
  return withPlanes(state, { words: !state.view.planes.words });
}

export function setTrail(state: State, trail: Trail): State {
  return withPlanes(state, { trail });
}

export function setPairLines(state: State, lines: PairLines): State {
  return withPlanes(state, { lines });
}

export function setRanking(state: State, ranking: Ranking): State {
  return withPlanes(state, { ranking });
}

export function setOther(state: State, layer: number): State {
  if (layerCount(state) === 0) return state;
  return withView(state, { other: Math.max(0, Math.min(layerCount(state) - 1, layer)) });
}

export function stepOther(state: State, by: number): State {
  return setOther(state, otherLayer(state) + by);
}

/** Puts each of Pair's layers in the other half. */
export function swapLayers(state: State): State {
  return layerCount(state) === 0 ? state : withView(state, { layer: otherLayer(state), other: litLayer(state) });
}
