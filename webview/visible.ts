import { drawnRecords } from "./drawn.ts";
import { memoLast } from "./memo.ts";
import type { Shown } from "./state.ts";

/** The records that are drawn and whose category is not hidden, ascending. */
export const visibleRecords = memoLast(({ picture, categories }: Shown, hidden: ReadonlySet<string>): Uint32Array => {
  const drawn = drawnRecords(picture);
  if (hidden.size === 0) return drawn;
  return drawn.filter((record) => !hidden.has(categories.list[categories.of[record] ?? 0]?.key ?? ""));
});
