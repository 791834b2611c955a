import { pointCount, type DatasetInfo } from "../src/protocol/engine.ts";
import { memoLast } from "./memo.ts";
import { setOf, type PointSet } from "./pointSet.ts";

/** A stretch of the points before an edit, and the one that took its place. */
interface Gap {
  readonly from: readonly [before: number, after: number];
  readonly to: readonly [before: number, after: number];
}

type Keys = Uint32Array;

const GONE = -1;

/**
 * Where a point of the data set went when the file was edited. A text that occurs once is the same point wherever it
 * stands; of equal texts, and of texts that were edited, order tells: what stands between the same neighbours is the
 * same point. `undefined` where it was deleted, or the file is read another way.
 */
export function carryPoint(before: DatasetInfo, after: DatasetInfo, point: number): number | undefined {
  const place = ways(before, after)[point] ?? GONE;
  return place === GONE ? undefined : place;
}

/** Where the points of a set went. */
export function carrySet(before: DatasetInfo, after: DatasetInfo, set: PointSet): PointSet {
  if (set.length === 0) return set;
  const to = ways(before, after);
  const there: number[] = [];
  for (const point of set) {
    const place = to[point] ?? GONE;
    if (place !== GONE) there.push(place);
  }
  return setOf(there);
}

/** Where a point went, of a data set that may have been unknown: then it stays what it was, where there is such a one. */
export function carried(old: DatasetInfo | undefined, now: DatasetInfo, point: number | undefined): number | undefined {
  if (point === undefined) return undefined;
  const goes = old === undefined ? point : carryPoint(old, now, point);
  return goes !== undefined && goes < pointCount(now) ? goes : undefined;
}

/** The same for a set. */
export function carriedSet(old: DatasetInfo | undefined, now: DatasetInfo, set: PointSet): PointSet {
  if (old !== undefined) return carrySet(old, now, set);
  return set.filter((point) => point < pointCount(now));
}

/** `[points before]` where each went. */
const ways = memoLast((before: DatasetInfo, after: DatasetInfo): Int32Array => {
  const [old, now] = [before.textKeys, after.textKeys];
  const isAnother =
    before.path !== after.path ||
    before.textField !== after.textField ||
    before.reading.array !== after.reading.array ||
    (before.tokens === undefined) !== (after.tokens === undefined);
  if (isAnother || old === undefined || now === undefined) return new Int32Array();
  const to = new Int32Array(old.length).fill(GONE);
  const whole: Gap = { from: [0, 0], to: [old.length, now.length] };
  settle(old, now, whole, to);
  // Whatever their neighbours say.
  const { from, to: end } = withoutEnds(old, now, whole);
  const places = singlesAmong(now, new Set(old.subarray(from[0], end[0])));
  for (const [key, point] of singlesAmong(old, new Set(places.keys()))) to[point] = places.get(key) ?? GONE;
  return to;
});

/** Decides a stretch from both ends and by the texts that occur once in it, which part it into narrower ones. */
function settle(old: Keys, now: Keys, gap: Gap, ways: Int32Array): void {
  const { from, to } = withoutEnds(old, now, gap);
  for (let point = gap.from[0]; point < from[0]; point++) ways[point] = gap.from[1] + point - gap.from[0];
  for (let point = to[0]; point < gap.to[0]; point++) ways[point] = gap.to[1] + point - gap.to[0];
  if (from[0] === to[0]) return;
  const anchors = inOrder(pairs(old, now, { from, to }));
  if (anchors.length === 0) {
    settleByOrder(old, now, { from, to }, ways);
    return;
  }
  let start = from;
  for (const anchor of anchors) {
    ways[anchor[0]] = anchor[1];
    settle(old, now, { from: start, to: anchor }, ways);
    start = [anchor[0] + 1, anchor[1] + 1];
  }
  settle(old, now, { from: start, to }, ways);
}

/** Equal texts in their order; what has no equal keeps its place in a stretch that kept its length. */
function settleByOrder(old: Keys, now: Keys, { from, to }: Gap, ways: Int32Array): void {
  const places = new Map<number, number[]>();
  for (let at = from[1]; at < to[1]; at++) {
    const key = now[at] ?? 0;
    const known = places.get(key);
    if (known === undefined) places.set(key, [at]);
    else known.push(at);
  }
  const seen = new Map<number, number>();
  const keptLength = to[0] - from[0] === to[1] - from[1];
  for (let point = from[0]; point < to[0]; point++) {
    const key = old[point] ?? 0;
    const equals = places.get(key);
    const nth = seen.get(key) ?? 0;
    seen.set(key, nth + 1);
    if (equals !== undefined) ways[point] = equals[Math.min(nth, equals.length - 1)] ?? GONE;
    else if (keptLength) ways[point] = from[1] + point - from[0];
  }
}

/** A stretch without the points at both ends that are the same. */
function withoutEnds(old: Keys, now: Keys, { from, to }: Gap): Gap {
  let [a, b] = from;
  let [c, d] = to;
  while (a < c && b < d && old[a] === now[b]) [a, b] = [a + 1, b + 1];
  while (c > a && d > b && old[c - 1] === now[d - 1]) [c, d] = [c - 1, d - 1];
  return { from: [a, b], to: [c, d] };
}

/** Where those of the wanted keys stand that occur once in all. */
function singlesAmong(keys: Keys, wanted: ReadonlySet<number>): Map<number, number> {
  const places = new Map<number, number>();
  const repeated = new Set<number>();
  if (wanted.size === 0) return places;
  keys.forEach((key, at) => {
    if (!wanted.has(key)) return;
    if (places.has(key)) repeated.add(key);
    else places.set(key, at);
  });
  for (const key of repeated) places.delete(key);
  return places;
}

/** Places of the texts that occur once in a stretch before and once after, in the order before. */
function pairs(old: Keys, now: Keys, { from, to }: Gap): (readonly [before: number, after: number])[] {
  const once = placesOfSingles(now, from[1], to[1]);
  return [...placesOfSingles(old, from[0], to[0])].flatMap(([key, before]) => {
    const after = once.get(key);
    return after === undefined ? [] : [[before, after] as const];
  });
}

/** Where the keys stand that occur once in a stretch, in its order. */
function placesOfSingles(keys: Keys, from: number, to: number): Map<number, number> {
  const places = new Map<number, number>();
  const repeated = new Set<number>();
  for (let at = from; at < to; at++) {
    const key = keys[at] ?? 0;
    if (places.has(key)) repeated.add(key);
    else places.set(key, at);
  }
  for (const key of repeated) places.delete(key);
  return places;
}

/** The most pairs that ascend on both sides (patience sorting). */
function inOrder(all: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  /** The last pair of the best chain of each length, and what stands before each pair in its chain. */
  const ends: number[] = [];
  const previous = new Int32Array(all.length).fill(-1);
  all.forEach(([, after], i) => {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((all[ends[middle] ?? 0]?.[1] ?? 0) < after) low = middle + 1;
      else high = middle;
    }
    previous[i] = low === 0 ? -1 : (ends[low - 1] ?? -1);
    ends[low] = i;
  });
  const chain: (readonly [number, number])[] = [];
  for (let i = ends.at(-1) ?? -1; i >= 0; i = previous[i] ?? -1) {
    const pair = all[i];
    if (pair !== undefined) chain.push(pair);
  }
  return chain.reverse();
}
