import type { Picture } from "../src/protocol/engine.ts";
import type { PerLayer, TaskProgress } from "../src/protocol/tasks.ts";
import { colourWorkProgressed } from "./colourWork.ts";
import { pictureNoted } from "./pictures.ts";
import type { LayerWork, State } from "./state.ts";

/** Pure updates of what is known of whole layers. */

/** What an analysis says of the layers; dropped where it is of another picture. */
export function layerResultLoaded(state: State, picture: Picture, task: string, result: PerLayer): State {
  if (state.shown?.picture !== picture) return state;
  return pictureNoted({ ...state, layerResults: { ...state.layerResults, [task]: result } });
}

/** How far an analysis of the layers is; what it said before is of other values and goes. */
export function layerWorkChanged(state: State, picture: Picture, task: string, work: LayerWork): State {
  if (state.shown?.picture !== picture) return state;
  const others = Object.entries(state.layerResults).filter(([id]) => id !== task);
  const layerResults =
    others.length < Object.keys(state.layerResults).length ? Object.fromEntries(others) : state.layerResults;
  return { ...state, layerResults, layerWork: { ...state.layerWork, [task]: work } };
}

/** The share done of an analysis that is under way. */
export function taskProgressed(before: State, progress: TaskProgress): State {
  const { run, task, done } = progress;
  const state = colourWorkProgressed(before, progress);
  const work = state.layerWork[task];
  if (state.shown?.picture.run !== run || work?.kind !== "working" || work.done >= done) return state;
  return { ...state, layerWork: { ...state.layerWork, [task]: { kind: "working", done } } };
}
