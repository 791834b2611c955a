import { pointCount, type DatasetInfo } from "../src/protocol/engine.ts";
import type { SavedSets } from "../src/protocol/panel.ts";
import { memoLast } from "./memo.ts";
import { fromStretches, toStretches, type PointSet } from "./pointSet.ts";

/** The sets of points a view holds. */
export interface HeldSets {
  readonly selection: PointSet;
  readonly filter: PointSet;
  readonly pins: { readonly a: PointSet; readonly b: PointSet };
}

/** Tells a data set from another: how many points, and a sum over their texts in their order (FNV-1a, 32 bits). */
export const digestOf = memoLast(({ textKeys = NO_KEYS }: DatasetInfo): number => {
  let digest = 0x811c9dc5;
  for (const key of textKeys) digest = Math.imul(digest ^ key, 0x01000193);
  return digest >>> 0;
});

const NO_KEYS = new Uint32Array();

/** The sets in a few numbers, with what tells whose points they and the selected one are; `undefined` without any. */
export const saveSets = memoLast(
  (
    dataset: DatasetInfo,
    selected: number | undefined,
    selection: PointSet,
    filter: PointSet,
    pins: HeldSets["pins"],
  ): SavedSets | undefined => {
    const isEmpty = [selection, filter, pins.a, pins.b].every(({ length }) => length === 0);
    if (isEmpty && selected === undefined) return undefined;
    return {
      points: pointCount(dataset),
      digest: digestOf(dataset),
      selection: toStretches(selection),
      filter: toStretches(filter),
      a: toStretches(pins.a),
      b: toStretches(pins.b),
    };
  },
);

/** Whether what was saved tells that its points are of other texts. A page has its own, and cannot tell. */
export function isOfOthers(saved: Pick<SavedSets, "digest"> | undefined, dataset: DatasetInfo): boolean {
  return saved !== undefined && dataset.textKeys !== undefined && saved.digest !== digestOf(dataset);
}

/** The sets that were saved, where they are of this data set; `undefined` where its texts are others by now. */
export function readSets(saved: SavedSets | undefined, dataset: DatasetInfo): HeldSets | undefined {
  const points = pointCount(dataset);
  if (saved?.points !== points || isOfOthers(saved, dataset)) return undefined;
  const [selection, filter, a, b] = [saved.selection, saved.filter, saved.a, saved.b].map((each) =>
    fromStretches(each, points),
  );
  return selection && filter && a && b && { selection, filter, pins: { a, b } };
}
