import type { PointSet } from "./pointSet.ts";

/** What undo brings back: the marked points and what is hidden. */
export interface Sets {
  readonly selection: PointSet;
  readonly filter: PointSet;
  /** Keys of hidden categories. */
  readonly hidden: ReadonlySet<string>;
}

/** The sets as they were, the newest last, and those that were undone, the next one last. */
export interface History {
  readonly past: readonly Sets[];
  readonly future: readonly Sets[];
}

export const noHistory: History = { past: [], future: [] };

/** Steps kept, and points in all of them: each is four bytes. */
const MOST_STEPS = 100;
const MOST_POINTS = 4_000_000;

/** After a step from `before`; what was undone is gone for good. */
export function stepped({ past }: History, before: Sets): History {
  return { past: bounded([...past, before]), future: [] };
}

/** One step back from `now`; `undefined` where there is none. */
export function back(
  { past, future }: History,
  now: Sets,
): { readonly sets: Sets; readonly history: History } | undefined {
  const sets = past.at(-1);
  return sets && { sets, history: { past: past.slice(0, -1), future: bounded([...future, now]) } };
}

/** One step forward again. */
export function forth(
  { past, future }: History,
  now: Sets,
): { readonly sets: Sets; readonly history: History } | undefined {
  const sets = future.at(-1);
  return sets && { sets, history: { past: bounded([...past, now]), future: future.slice(0, -1) } };
}

/** The same history of the points after an edit. */
export function historyOf({ past, future }: History, carry: (set: PointSet) => PointSet): History {
  const carried = (all: readonly Sets[]): readonly Sets[] => {
    // Steps share most of their sets.
    const known = new Map<PointSet, PointSet>();
    const once = (set: PointSet): PointSet => {
      const there = known.get(set) ?? carry(set);
      known.set(set, there);
      return there;
    };
    return all.map(({ selection, filter, hidden }) => ({ selection: once(selection), filter: once(filter), hidden }));
  };
  return { past: carried(past), future: carried(future) };
}

/** Without the oldest where there are too many. */
function bounded(steps: readonly Sets[]): readonly Sets[] {
  let points = 0;
  let first = steps.length;
  while (first > Math.max(0, steps.length - MOST_STEPS)) {
    const step = steps[first - 1];
    points += (step?.selection.length ?? 0) + (step?.filter.length ?? 0);
    if (points > MOST_POINTS && first < steps.length) break;
    first--;
  }
  return steps.slice(first);
}
