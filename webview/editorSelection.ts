import { pointCount } from "../src/protocol/engine.ts";
import { currentDataset, type State } from "./state.ts";

/**
 * What is marked in the editor is the set of selected points. Where nothing is marked there any more, only a set that
 * came from there goes: `before` is the one it gave last.
 */
export function markedInEditor(state: State, points: Uint32Array, before: Uint32Array | undefined): State {
  const dataset = currentDataset(state);
  // Not while a line is drawn round others.
  if (dataset === undefined || state.outline !== undefined || (points.length === 0 && state.view.selection !== before))
    return state;
  // Ascending: the last one is the largest.
  if ((points.at(-1) ?? -1) >= pointCount(dataset)) return state;
  return { ...state, view: { ...state.view, selection: points } };
}
