import type { Categories } from "./categories.ts";
import { drawnPoints } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import type { Shown } from "./state.ts";

/** The points that are drawn and whose category is not hidden, ascending. */
export const visiblePoints = memoLast(({ picture, categories }: Shown, hidden: ReadonlySet<string>): Uint32Array => {
  const drawn = drawnPoints(picture);
  if (hidden.size === 0) return drawn;
  return drawn.filter((point) => !isHidden(categories, hidden, point));
});

/** Whether a point's category is hidden. */
export function isHidden({ list, of }: Categories, hidden: ReadonlySet<string>, point: number): boolean {
  return hidden.has(list[of[point] ?? 0]?.key ?? "");
}
