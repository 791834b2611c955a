import { UNCLUSTERED } from "../protocol/tasks.ts";
import type { SpanningTree } from "./hdbscanSpanningTree.ts";

/** How groups are chosen of the tree: those that live longest for their size, or its leaves. */
export type Selection = "eom" | "leaf";

/** Density at which equal points are still apart, in inverse lengths of the longest edge: infinite ones have no sums. */
const MOST_DENSITY = 1e9;

/** Merges of single linkage: what two parts became one at which length. Parts below `points` are points. */
interface Linkage {
  readonly points: number;
  readonly left: Uint32Array;
  readonly right: Uint32Array;
  readonly sizes: Uint32Array;
  readonly lengths: Float64Array;
}

/** Clusters that split or lose points as the density asked for grows; 0 is the whole. */
interface Condensed {
  /** `[points]` the cluster each falls out of. */
  readonly of: Uint32Array;
  readonly parents: readonly number[];
  readonly stabilities: readonly number[];
}

/** The tree as merges: `scipy.cluster.hierarchy`'s form. */
export function linkageOf({ from, to, lengths }: SpanningTree): Linkage {
  const points = lengths.length + 1;
  const linkage = {
    ...{ points, lengths },
    left: new Uint32Array(points - 1),
    right: new Uint32Array(points - 1),
    sizes: new Uint32Array(2 * points - 1).fill(1, 0, points),
  };
  const parents = new Uint32Array(2 * points - 1);
  for (let part = 0; part < parents.length; part++) parents[part] = part;
  const rootOf = (point: number): number => {
    let at = point;
    for (let parent = parents[at] ?? at; parent !== at; parent = parents[at] ?? at) {
      parents[at] = parents[parent] ?? parent;
      at = parent;
    }
    return at;
  };
  for (let edge = 0; edge < points - 1; edge++) {
    const [one, other] = [rootOf(from[edge] ?? 0), rootOf(to[edge] ?? 0)];
    const made = points + edge;
    linkage.left[edge] = one;
    linkage.right[edge] = other;
    linkage.sizes[made] = (linkage.sizes[one] ?? 0) + (linkage.sizes[other] ?? 0);
    parents[one] = made;
    parents[other] = made;
  }
  return linkage;
}

/**
 * `[points]` the group of each, numbered from 0, `UNCLUSTERED` where it is noise: the condensed tree of clusters of at
 * least `minClusterSize` points, and of that the clusters with the greatest excess of mass, or the leaves. The whole is
 * never one (McInnes and Healy 2017, doi:10.1109/ICDMW.2017.12).
 */
export function clustersOf(linkage: Linkage, minClusterSize: number, selection: Selection): Uint16Array {
  const condensed = condense(linkage, minClusterSize);
  const isChosen = selection === "leaf" ? leaves(condensed) : excessOfMass(condensed);
  const { parents, of } = condensed;
  // Parents come before their children.
  const groups = new Uint16Array(parents.length).fill(UNCLUSTERED);
  let count = 0;
  for (let cluster = 1; cluster < parents.length; cluster++) {
    const above = groups[parents[cluster] ?? 0] ?? UNCLUSTERED;
    if (above !== UNCLUSTERED) groups[cluster] = above;
    else if (isChosen[cluster] === true && count < UNCLUSTERED) groups[cluster] = count++;
  }
  return Uint16Array.from(of, (cluster) => groups[cluster] ?? UNCLUSTERED);
}

function condense({ points, left, right, sizes, lengths }: Linkage, minClusterSize: number): Condensed {
  const of = new Uint32Array(points);
  const parents = [0];
  const births = [0];
  const stabilities = [0];
  if (points < 2) return { of, parents, stabilities };
  const least = (lengths.at(-1) ?? 0) / MOST_DENSITY || 1;
  const fallOut = (part: number, cluster: number): void => {
    const waiting = [part];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (at < points) of[at] = cluster;
      else waiting.push(left[at - points] ?? 0, right[at - points] ?? 0);
    }
  };
  const waiting: (readonly [part: number, cluster: number])[] = [[2 * points - 2, 0]];
  const goOn = (part: number, cluster: number): void => {
    // A single point has no merge.
    if (part < points) of[part] = cluster;
    else waiting.push([part, cluster]);
  };
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [merged, cluster] = next;
    const density = 1 / Math.max(least, lengths[merged - points] ?? 0);
    const life = density - (births[cluster] ?? 0);
    const parts = [left[merged - points] ?? 0, right[merged - points] ?? 0];
    const large = parts.filter((part) => (sizes[part] ?? 0) >= minClusterSize);
    for (const part of parts) {
      const size = sizes[part] ?? 0;
      const isLarge = size >= minClusterSize;
      // Of a cluster that has lost points the rest is the same one.
      if (isLarge && large.length === 1) {
        goOn(part, cluster);
        continue;
      }
      stabilities[cluster] = (stabilities[cluster] ?? 0) + life * size;
      if (!isLarge) {
        fallOut(part, cluster);
        continue;
      }
      goOn(part, parents.length);
      parents.push(cluster);
      births.push(density);
      stabilities.push(0);
    }
  }
  return { of, parents, stabilities };
}

function leaves({ parents }: Condensed): readonly boolean[] {
  const isLeaf = parents.map((_, cluster) => cluster > 0);
  for (let cluster = 1; cluster < parents.length; cluster++) isLeaf[parents[cluster] ?? 0] = false;
  return isLeaf;
}

function excessOfMass({ parents, stabilities }: Condensed): readonly boolean[] {
  const masses = [...stabilities];
  const below = new Float64Array(parents.length);
  const isChosen = parents.map(() => false);
  // Children come after their parents.
  for (let cluster = parents.length - 1; cluster > 0; cluster--) {
    const parts = below[cluster] ?? 0;
    if (parts > (masses[cluster] ?? 0)) masses[cluster] = parts;
    else isChosen[cluster] = true;
    const parent = parents[cluster] ?? 0;
    below[parent] = (below[parent] ?? 0) + (masses[cluster] ?? 0);
  }
  return isChosen;
}
