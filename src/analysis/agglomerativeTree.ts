/** Which distance two groups have. */
export const linkages = ["ward", "average", "complete"] as const;
export type Linkage = (typeof linkages)[number];

/** Merges of groups, the nearest first: each of the two groups by one of its points. */
export interface Merges {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
}

/** Values gone through between two yields. */
const TURN = 2 ** 21;

/**
 * Merges the two nearest groups until one is left, by chains of nearest neighbours (Murtagh 1983) with the distances of Lance
 * and Williams. Yields the share done.
 * @param distances `[points × points]`, both ways; squared Euclidean ones for Ward's; they are used up
 */
export function* agglomerate(distances: Float32Array, points: number, linkage: Linkage): Generator<number, Merges> {
  const sizes = new Uint32Array(points).fill(1);
  const from = new Uint32Array(Math.max(0, points - 1));
  const to = new Uint32Array(from.length);
  const heights = new Float64Array(from.length);
  const chain: number[] = [];
  let merged = 0;
  let passed = 0;
  while (merged < points - 1) {
    if (chain.length === 0) chain.push(sizes.findIndex((size) => size > 0));
    const last = chain.at(-1) ?? 0;
    const before = chain.at(-2) ?? -1;
    // Of equally near ones the one before: else chains could go round in circles.
    let nearest = before;
    let least = before < 0 ? Infinity : (distances[last * points + before] ?? Infinity);
    for (let other = 0, at = last * points; other < points; other++, at++) {
      if (other === last || sizes[other] === 0) continue;
      const distance = distances[at] ?? Infinity;
      if (distance < least || nearest < 0) {
        least = distance;
        nearest = other;
      }
    }
    passed += points;
    if (passed > TURN) {
      passed = 0;
      yield merged / points;
    }
    if (nearest !== before) {
      chain.push(nearest);
      continue;
    }
    chain.length -= 2;
    from[merged] = last;
    to[merged] = nearest;
    heights[merged++] = least;
    unite(distances, sizes, last, nearest, linkage);
  }
  const order = Array.from(heights.keys()).sort((a, b) => (heights[a] ?? 0) - (heights[b] ?? 0));
  return {
    from: Uint32Array.from(order, (merge) => from[merge] ?? 0),
    to: Uint32Array.from(order, (merge) => to[merge] ?? 0),
  };
}

/** Makes two groups the second of them. */
function unite(distances: Float32Array, sizes: Uint32Array, gone: number, kept: number, linkage: Linkage): void {
  const points = sizes.length;
  const [one, other] = [sizes[gone] ?? 0, sizes[kept] ?? 0];
  const between = distances[gone * points + kept] ?? 0;
  for (let third = 0; third < points; third++) {
    const size = sizes[third] ?? 0;
    if (size === 0 || third === gone || third === kept) continue;
    const a = distances[gone * points + third] ?? 0;
    const b = distances[kept * points + third] ?? 0;
    const distance =
      linkage === "complete"
        ? Math.max(a, b)
        : linkage === "average"
          ? (one * a + other * b) / (one + other)
          : ((one + size) * a + (other + size) * b - size * between) / (one + other + size);
    distances[kept * points + third] = distance;
    distances[third * points + kept] = distance;
  }
  sizes[kept] = one + other;
  sizes[gone] = 0;
}
