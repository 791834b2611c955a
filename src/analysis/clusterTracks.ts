import { greatestAssignment } from "../numeric/assignment.ts";
import { UNCLUSTERED } from "../protocol/tasks.ts";

/** Groups of a layer, the largest ones, whose matches are the best of all together; of more each takes the best that is left. */
const MOST_ASSIGNED = 256;
/** Share of the points of the smaller of two groups that they have in common at least, to be called the same. */
const LEAST_SHARE = 0.25;

/** Layers for which a track that has no group is not forgotten. */
const KEPT = 3;

/** Where a track was last: the points it had, and at which layer. */
interface Last {
  readonly points: Uint32Array;
  readonly layer: number;
}

/**
 * Follows groups from layer to layer: groups with many points in common are of one track, so that the sum of the points
 * they share is the greatest. Where groups merge the track of the one with most points goes on; where they part again, or
 * one comes back after a few layers, so do their tracks.
 * @param of `[layers × points]` the group of each; `UNCLUSTERED` where it is in none
 * @param sizes of the groups of each layer, the largest first
 * @returns of each layer's groups the track, numbered from 0 as they begin
 */
export function tracksOf(
  of: Uint16Array,
  points: number,
  sizes: readonly (readonly number[])[],
): readonly Uint32Array[] {
  const known = new Map<number, Last>();
  let tracks = 0;
  return sizes.map((own, layer) => {
    const groups = of.subarray(layer * points, (layer + 1) * points);
    for (const [track, last] of known) if (layer - last.layer > KEPT) known.delete(track);
    const found = matched(groups, known, own);
    const numbers = Uint32Array.from(found, (track) => (track < 0 ? tracks++ : track));
    for (const [group, members] of membersOf(groups, own).entries())
      known.set(numbers[group] ?? 0, { points: members, layer });
    return numbers;
  });
}

function membersOf(groups: Uint16Array, sizes: readonly number[]): readonly Uint32Array[] {
  const members = sizes.map((size) => new Uint32Array(size));
  const ends = new Uint32Array(sizes.length);
  for (const [point, group] of groups.entries()) {
    const own = members[group];
    if (own === undefined) continue;
    own[ends[group] ?? 0] = point;
    ends[group] = (ends[group] ?? 0) + 1;
  }
  return members;
}

/** Of each group the track before that it goes on; -1 where it begins one. */
function matched(groups: Uint16Array, known: ReadonlyMap<number, Last>, sizes: readonly number[]): Int32Array {
  const pairs: { readonly group: number; readonly track: number; readonly shared: number }[] = [];
  for (const [track, { points }] of known) {
    const counts = new Map<number, number>();
    for (const point of points) {
      const group = groups[point] ?? UNCLUSTERED;
      if (group !== UNCLUSTERED) counts.set(group, (counts.get(group) ?? 0) + 1);
    }
    for (const [group, shared] of counts)
      if (shared >= LEAST_SHARE * Math.min(sizes[group] ?? 0, points.length)) pairs.push({ group, track, shared });
  }
  pairs.sort((a, b) => b.shared - a.shared || a.group - b.group || a.track - b.track);
  const found = new Int32Array(sizes.length).fill(-1);
  const isTaken = new Set<number>();
  const large = pairs.filter(({ group }) => group < MOST_ASSIGNED);
  const columns = [...new Set(large.map(({ track }) => track))].slice(0, 2 * MOST_ASSIGNED);
  const places = new Map(columns.map((track, column) => [track, column]));
  const rows = Math.min(sizes.length, MOST_ASSIGNED);
  const values = new Float64Array(rows * columns.length);
  for (const { group, track, shared } of large) {
    const column = places.get(track);
    if (column !== undefined) values[group * columns.length + column] = shared;
  }
  for (const [group, column] of greatestAssignment(values, rows, columns.length).entries()) {
    const track = column < 0 ? undefined : columns[column];
    if (track === undefined) continue;
    found[group] = track;
    isTaken.add(track);
  }
  for (const { group, track } of pairs) {
    if ((found[group] ?? -1) >= 0 || isTaken.has(track)) continue;
    found[group] = track;
    isTaken.add(track);
  }
  return found;
}
