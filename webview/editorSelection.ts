import { pointCount } from "../src/protocol/engine.ts";
import { withSets } from "./selecting.ts";
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
  // What was marked in the panel comes back by undo; what grows in the editor is no step of its own.
  const next = state.view.selection === before ? state : withSets(state, { selection: points });
  return { ...next, view: { ...next.view, selection: points } };
}
