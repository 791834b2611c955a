import { inSteps } from "../dataset/inSteps.ts";
import { NO_RANK, type RanksParams } from "../protocol/finding.ts";
import type { PointIndex } from "../protocol/indices.ts";
import type { Points } from "../sources/points.ts";
import { known } from "./find.ts";

/** Points that are read, or sorted, between two looks at the messages. */
const PER_STEP = 2000;
/** Characters of a text that decide where it stands. */
const SORTED_LENGTH = 200;

const alphabet = new Intl.Collator("en", { numeric: true });

/**
 * `[points]` ranks of points by their texts or by what they have in a field: numbers by size before words by the
 * alphabet, the same for equals, `NO_RANK` for those that have nothing. Throws `fieldMissing`, and `cancelled` where the
 * signal aborts.
 */
export function ranks(points: Points, { by }: RanksParams, signal: AbortSignal): Promise<Uint32Array> {
  return inSteps(ranked(points, by), signal);
}

function* ranked(points: Points, by: RanksParams["by"]): Generator<void, Uint32Array> {
  const { values } = points.dataset;
  const name = by.kind === "field" ? known(points, by.name) : undefined;
  const words: string[] = [];
  const numbers = new Float64Array(points.count);
  const present = new Uint32Array(points.count);
  let count = 0;
  for (let point = 0; point < points.count; point++) {
    if (point % PER_STEP === 0) yield;
    const value =
      name === undefined ? points.textOf(point as PointIndex) : values.of(points.recordOf(point as PointIndex), name);
    if (value !== undefined && value !== "") present[count++] = point;
    words.push((value ?? "").trimStart().slice(0, SORTED_LENGTH));
    numbers[point] = name === undefined || value === undefined || value.trim() === "" ? NaN : Number(value);
  }
  const compare = (a: number, b: number): number => {
    const [x, y] = [numbers[a] ?? NaN, numbers[b] ?? NaN];
    if (!Number.isNaN(x) && !Number.isNaN(y)) return x - y;
    if (Number.isNaN(x) !== Number.isNaN(y)) return Number.isNaN(x) ? 1 : -1;
    return alphabet.compare(words[a] ?? "", words[b] ?? "");
  };
  const ordered = yield* mergeSorted(present.subarray(0, count), compare);
  const found = new Uint32Array(points.count).fill(NO_RANK);
  let rank = 0;
  ordered.forEach((point, i) => {
    const before = ordered[i - 1];
    if (before !== undefined && compare(before, point) !== 0) rank++;
    found[point] = rank;
  });
  return found;
}

/** Merge sort in steps: stable, and others have their turn. */
function* mergeSorted(items: Uint32Array, compare: (a: number, b: number) => number): Generator<void, Uint32Array> {
  let from = items.slice();
  for (let start = 0; start < from.length; start += PER_STEP) {
    from.subarray(start, start + PER_STEP).sort(compare);
    yield;
  }
  let to = new Uint32Array(from.length);
  for (let size = PER_STEP; size < from.length; size *= 2) {
    for (let start = 0; start < from.length; start += 2 * size) {
      const middle = Math.min(start + size, from.length);
      const end = Math.min(middle + size, from.length);
      let [left, right] = [start, middle];
      for (let at = start; at < end; at++) {
        if (at % PER_STEP === 0) yield;
        const isLeft = left < middle && (right >= end || compare(from[left] ?? 0, from[right] ?? 0) <= 0);
        to[at] = from[isLeft ? left++ : right++] ?? 0;
      }
    }
    [from, to] = [to, from];
  }
  return from;
}
