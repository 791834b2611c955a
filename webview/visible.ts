import { drawnPoints } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import type { PointSet } from "./pointSet.ts";
import { type Shown, type State } from "./state.ts";

const visible = memoLast(({ picture, categories }: Shown, hidden: ReadonlySet<string>, filter: PointSet): PointSet => {
  const drawn = drawnPoints(picture);
  if (hidden.size === 0 && filter.length === 0) return drawn;
  const off = categories.list.map(({ key }) => hidden.has(key));
  let at = 0;
  return drawn.filter((point) => {
    while ((filter[at] ?? Infinity) < point) at++;
    return filter[at] !== point && off[categories.of[point] ?? 0] !== true;
  });
});

/** The points that are drawn and that neither the legend nor the user has hidden, ascending. Nothing before a picture. */
export function visiblePoints({ shown, view }: Pick<State, "shown" | "view">): PointSet {
  return shown === undefined ? NONE : visible(shown, view.hidden, view.filter);
}

const NONE = new Uint32Array();
