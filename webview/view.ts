import { pointCount } from "../src/protocol/engine.ts";
import type { TaskValues } from "../src/protocol/panel.ts";
import type { Camera } from "./camera.ts";
import { withSets } from "./selecting.ts";
import type { Look } from "./categories.ts";
import { withCamera } from "./lens.ts";
import {
  currentDataset,
  layerCount,
  litLayer,
  separationOf,
  type State,
  type Target,
  type Trajectories,
  type View,
  type ViewId,
} from "./state.ts";

/** Pure updates of what the user looks at. Each gives the same state back where nothing changes. */

export const SEPARATION_RANGE = [1, 20] as const;

export function withView(state: State, change: Partial<View>): State {
  const same = (Object.keys(change) as (keyof View)[]).every((key) => Object.is(state.view[key], change[key]));
  return same ? state : { ...state, view: { ...state.view, ...change } };
}

export function setMode(state: State, mode: ViewId): State {
  const { other } = state.view;
  if (mode !== "pair" || other !== undefined || layerCount(state) === 0) return withView(state, { mode });
  // From now on, so that it stays where it is when the lit layer moves.
  return withView(state, { mode, other: litLayer(state) === 0 ? layerCount(state) - 1 : 0 });
}

export function setLayer(state: State, layer: number): State {
  const clamped = Math.max(0, Math.min(layerCount(state) - 1, layer));
  return layerCount(state) === 0 ? state : withView(state, { layer: clamped });
}

/** Lights the layer of this name, where the picture has it. */
export function setLayerNamed(state: State, name: string): State {
  const layer = state.shown?.picture.layers.indexOf(name) ?? -1;
  return layer === -1 ? state : setLayer(state, layer);
}

export function stepLayer(state: State, by: number): State {
  return setLayer(state, litLayer(state) + by);
}

/** Starts at the first layer where the last one is lit. */
export function togglePlay(state: State): State {
  if (state.view.playing) return withView(state, { playing: false });
  const atEnd = litLayer(state) === layerCount(state) - 1;
  return withView(atEnd ? setLayer(state, 0) : state, { playing: layerCount(state) > 1 });
}

/** One step of playing, which ends at the last layer. */
export function playOn(state: State): State {
  const next = stepLayer(state, 1);
  return litLayer(next) === layerCount(next) - 1 ? withView(next, { playing: false }) : next;
}

/** Selects a point, or none. */
export function select(state: State, point: number | undefined): State {
  const dataset = currentDataset(state);
  if (point !== undefined && dataset !== undefined && (point < 0 || point >= pointCount(dataset))) return state;
  return withView(state, { selected: point });
}

export function hover(state: State, target: Target | undefined): State {
  const { hovered } = state;
  const same = hovered?.point === target?.point && hovered?.layer === target?.layer;
  return same ? state : { ...state, hovered: target };
}

/** Chooses values for the parameters of an analysis. */
export function setTaskValues(state: State, task: string, values: TaskValues[string]): State {
  return withView(state, { values: { ...state.view.values, [task]: values } });
}

/** Lets one chart of Curves fill the view, or shows all of them. */
export function enlargeChart(state: State, chart: string | undefined): State {
  return withView(state, { chart });
}

export function setSeparation(state: State, separation: number): State {
  const [low, high] = SEPARATION_RANGE;
  return withView(state, { separation: Math.max(low, Math.min(high, separation)) });
}

export function stepSeparation(state: State, by: number): State {
  return setSeparation(state, separationOf(state) + by);
}

export function setTrajectories(state: State, trajectories: Trajectories): State {
  return withView(state, { trajectories });
}

/** Colours the points by something else. */
export function setColouring(state: State, colouring: View["colouring"]): State {
  return JSON.stringify(colouring) === JSON.stringify(state.view.colouring) ? state : withView(state, { colouring });
}

/** Gives a category a look of its own, or the one of its place again. */
export function setLook(state: State, key: string, look: Partial<Look> | undefined): State {
  const looks = new Map(state.view.looks);
  if (look === undefined) looks.delete(key);
  else looks.set(key, { ...looks.get(key), ...look });
  return withView(state, { looks });
}

/** Hides all categories but some; shows all where these are all. What a drag adds is no step of its own to undo. */
export function showOnly(state: State, keys: ReadonlySet<string>, isStep: boolean): State {
  const others = (state.shown?.categories.list ?? []).map(({ key }) => key).filter((key) => !keys.has(key));
  const hidden = new Set(others);
  return isStep ? withSets(state, { hidden }) : withView(state, { hidden });
}

export function toggleCategory(state: State, key: string): State {
  const hidden = new Set(state.view.hidden);
  if (!hidden.delete(key)) hidden.add(key);
  return withSets(state, { hidden });
}

/** Shows only this category; all of them where it is the only one already. */
export function isolateCategory(state: State, key: string): State {
  const others = (state.shown?.categories.list ?? []).map((category) => category.key).filter((other) => other !== key);
  const alone = !state.view.hidden.has(key) && others.every((other) => state.view.hidden.has(other));
  return withSets(state, { hidden: new Set(alone ? [] : others) });
}

export function toggleSheet(state: State): State {
  return withView(state, { sheet: !state.view.sheet });
}

/** Another camera for the current view. */
export function setCamera(state: State, camera: Camera): State {
  return withView(state, withCamera(state, camera));
}
