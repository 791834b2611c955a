/** Sets of points as ascending ids without repeats. Everything is linear in what it is given. */
export type PointSet = Uint32Array;

/** The points of either set. */
export function union(one: PointSet, other: PointSet): PointSet {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const all = new Uint32Array(one.length + other.length);
  let [a, b, count] = [0, 0, 0];
  while (a < one.length || b < other.length) {
    const [x, y] = [one[a] ?? Infinity, other[b] ?? Infinity];
    all[count++] = Math.min(x, y);
    if (x <= y) a++;
    if (y <= x) b++;
  }
  return all.slice(0, count);
}

/** The points of the first set that are not in the second. */
export function without(one: PointSet, other: PointSet): PointSet {
  if (one.length === 0 || other.length === 0) return one;
  let at = 0;
  return one.filter((point) => {
    while ((other[at] ?? Infinity) < point) at++;
    return other[at] !== point;
  });
}

/** The points of both sets. */
export function common(one: PointSet, other: PointSet): PointSet {
  let at = 0;
  return one.filter((point) => {
    while ((other[at] ?? Infinity) < point) at++;
    return other[at] === point;
  });
}

/** All points below `count` that are not in the set. */
export function complement(set: PointSet, count: number): PointSet {
  const rest = new Uint32Array(count);
  let [at, length] = [0, 0];
  for (let point = 0; point < count; point++) {
    if (set[at] === point) at++;
    else rest[length++] = point;
  }
  return rest.slice(0, length);
}

/** True where both hold the same points. */
export function sameSet(one: PointSet, other: PointSet): boolean {
  return one === other || (one.length === other.length && one.every((point, i) => point === other[i]));
}

/** Points in any order and with repeats, as a set. */
export function setOf(points: Iterable<number>): PointSet {
  const sorted = Uint32Array.from(points).sort();
  return sorted.filter((point, i) => i === 0 || point !== sorted[i - 1]);
}

/** A set as the lengths of the stretches out of it and in it, in turn, from point 0 on: `{2, 3, 4, 7}` is `2 3 2 1`. */
export function toStretches(set: PointSet): readonly number[] {
  const stretches: number[] = [];
  let [end, at] = [0, 0];
  while (at < set.length) {
    const first = set[at] ?? 0;
    let length = 1;
    while (set[at + length] === first + length) length++;
    stretches.push(first - end, length);
    end = first + length;
    at += length;
  }
  return stretches;
}

/** The set that `toStretches` wrote; `undefined` where the stretches are none of a set of points below `count`. */
export function fromStretches(stretches: unknown, count: number): PointSet | undefined {
  if (!Array.isArray(stretches) || stretches.length % 2 === 1) return undefined;
  const set = new Uint32Array(count);
  let [point, length] = [0, 0];
  for (const [i, stretch] of (stretches as readonly unknown[]).entries()) {
    if (typeof stretch !== "number" || !Number.isInteger(stretch) || stretch < 0) return undefined;
    if (point + stretch > count) return undefined;
    if (i % 2 === 1) for (let offset = 0; offset < stretch; offset++) set[length++] = point + offset;
    point += stretch;
  }
  return set.slice(0, length);
}
