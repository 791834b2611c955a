import { drawnPoints } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import { without, type PointSet } from "./pointSet.ts";
import { type Shown, type State } from "./state.ts";

const visible = memoLast(({ picture, categories }: Shown, hidden: ReadonlySet<string>, filter: PointSet): PointSet => {
  const kept = without(drawnPoints(picture), filter);
  const off = categories.list.map(({ key }) => hidden.has(key));
  return off.includes(true) ? kept.filter((point) => off[categories.of[point] ?? 0] !== true) : kept;
});

/** The points that are drawn and that neither the legend nor the user has hidden, ascending. Nothing before a picture. */
export function visiblePoints({ shown, view }: Pick<State, "shown" | "view">): PointSet {
  return shown === undefined ? NONE : visible(shown, view.hidden, view.filter);
}

const NONE = new Uint32Array();
