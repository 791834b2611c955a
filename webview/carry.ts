import type { DatasetInfo } from "../src/protocol/engine.ts";

/** A stretch of the points before an edit, and the one that took its place. */
interface Gap {
  readonly from: readonly [before: number, after: number];
  readonly to: readonly [before: number, after: number];
}

type Keys = Uint32Array;

/**
 * Where a point of the data set went when the file was edited. A text that occurs once is the same point wherever it
 * stands; of equal texts, and of texts that were edited, order tells: what stands between the same neighbours is the
 * same point. `undefined` where it was deleted, or the file is read another way.
 */
export function carryPoint(before: DatasetInfo, after: DatasetInfo, point: number): number | undefined {
  if (before.path !== after.path || before.textField !== after.textField) return undefined;
  if (before.reading.array !== after.reading.array) return undefined;
  if ((before.tokens === undefined) !== (after.tokens === undefined)) return undefined;
  const [old, now] = [before.textKeys, after.textKeys];
  const key = old?.[point];
  if (old === undefined || now === undefined || key === undefined) return undefined;

  const whole: Gap = { from: [0, 0], to: [old.length, now.length] };
  if (placesOf(old, 0, old.length, key).length === 1) {
    const places = placesOf(now, 0, now.length, key);
    if (places.length === 1) return places[0];
  }
  return within(old, now, point, whole);
}

/** Narrows the stretch a point lies in, from both ends and by the texts that occur once in it, until it decides. */
function within(old: Keys, now: Keys, point: number, gap: Gap): number | undefined {
  const { from, to } = withoutEnds(old, now, gap);
  if (point < from[0]) return gap.from[1] + point - gap.from[0];
  if (point >= to[0]) return gap.to[1] + point - gap.to[0];
  const narrower = betweenAnchors(old, now, point, { from, to });
  if (narrower !== undefined) return within(old, now, point, narrower);

  const key = old[point] ?? 0;
  const places = placesOf(now, from[1], to[1], key);
  const nth = placesOf(old, from[0], point, key).length;
  if (places.length > 0) return places[Math.min(nth, places.length - 1)];
  return to[0] - from[0] === to[1] - from[1] ? from[1] + point - from[0] : undefined;
}

/** A stretch without the points at both ends that are the same. */
function withoutEnds(old: Keys, now: Keys, { from, to }: Gap): Gap {
  let [a, b] = from;
  let [c, d] = to;
  while (a < c && b < d && old[a] === now[b]) [a, b] = [a + 1, b + 1];
  while (c > a && d > b && old[c - 1] === now[d - 1]) [c, d] = [c - 1, d - 1];
  return { from: [a, b], to: [c, d] };
}

/**
 * The stretch round a point between the nearest texts that occur once on both sides and kept their order; undefined
 * where there are none.
 */
function betweenAnchors(old: Keys, now: Keys, point: number, { from, to }: Gap): Gap | undefined {
  const anchors = inOrder(pairs(old, now, { from, to }));
  if (anchors.length === 0) return undefined;
  const next = anchors.findIndex(([before]) => before >= point);
  const [above, below] = next < 0 ? [anchors.at(-1), undefined] : [anchors[next - 1], anchors[next]];
  if (below?.[0] === point) return { from: below, to: [below[0] + 1, below[1] + 1] };
  return { from: above === undefined ? from : [above[0] + 1, above[1] + 1], to: below ?? to };
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

function placesOf(keys: Keys, from: number, to: number, key: number): number[] {
  const places: number[] = [];
  for (let at = keys.indexOf(key, from); at >= 0 && at < to; at = keys.indexOf(key, at + 1)) places.push(at);
  return places;
}
