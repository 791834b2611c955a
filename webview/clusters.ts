import { pointCount, type DatasetInfo } from "../src/protocol/engine.ts";
import { UNCLUSTERED, type Groups, type PerLayer } from "../src/protocol/tasks.ts";
import { clusterText } from "../src/strings/clusters.ts";
import { MAX_LABELS, type Categories, type Category } from "./categories.ts";
import { PLACES, type Places } from "./labelPlaces.ts";
import { memoLast } from "./memo.ts";

/**
 * The groups of a layer as categories, the largest first. A group's key and colour are those of its track: what is hidden
 * stays hidden, and what is blue stays blue, from layer to layer.
 */
export const byGroups = memoLast(
  (groups: Groups, task: string, title: string, dataset: DatasetInfo, places: Places, layer: number): Categories => {
    const points = pointCount(dataset);
    const own = groups.layers[layer] ?? [];
    const shown = own.slice(0, own.length > MAX_LABELS ? MAX_LABELS - 1 : own.length);
    const rest = shown.length;
    const none = shown.length + 1;
    const of = new Uint8Array(points);
    const sizes = new Uint32Array(none + 1);
    for (let point = 0, at = layer * points; point < points; point++, at++) {
      const group = groups.of[at] ?? UNCLUSTERED;
      const category = group === UNCLUSTERED ? none : Math.min(group, rest);
      of[point] = category;
      sizes[category] = (sizes[category] ?? 0) + 1;
    }
    const placeOf = placesOfTracks(groups);
    const all: readonly Category[] = [
      ...shown.map(({ words, track }, i): Category => ({
        kind: "label",
        key: `\0${task}\0${track}`,
        name: words.length === 0 ? clusterText.numbered(track + 1) : words.join(", "),
        place: placeOf[track] ?? 0,
        points: sizes[i] ?? 0,
      })),
      { kind: "rest", key: `\0${task}\0rest`, place: 0, points: sizes[rest] ?? 0 },
      { kind: "unlabelled", key: `\0${task}\0none`, name: clusterText.unclustered, place: 0, points: sizes[none] ?? 0 },
    ];
    const list = all.filter(({ kind, points: size }) => kind === "label" || size > 0);
    const shift = Uint8Array.from(all, (category) => Math.max(0, list.indexOf(category)));
    const merged = own.length - shown.length;
    return { list, of: of.map((each) => shift[each] ?? 0), merged, places, title, clusters: true };
  },
);

/**
 * Of each track the place that gives its colour: the first that no other has at a layer at which it is shown, or at one
 * beside it. Those that have most points over the layers choose first.
 */
export const placesOfTracks = memoLast(({ layers }: Groups): readonly number[] => {
  const tracks = new Map<number, { points: number; readonly at: number[] }>();
  for (const [layer, groups] of layers.entries()) {
    for (const { track, size } of groups.slice(0, MAX_LABELS)) {
      const known = tracks.get(track) ?? { points: 0, at: [] };
      known.points += size;
      known.at.push(layer);
      tracks.set(track, known);
    }
  }
  const taken = Array.from({ length: PLACES }, () => new Set<number>());
  const places: number[] = [];
  for (const [track, { at }] of [...tracks].sort(([a, one], [b, other]) => other.points - one.points || a - b)) {
    const free = taken.findIndex((layersOf) => !at.some((layer) => layersOf.has(layer)));
    const place = free < 0 ? track % PLACES : free;
    for (const layer of at) for (const near of [layer - 1, layer, layer + 1]) taken[place]?.add(near);
    places[track] = place;
  }
  return places;
});

/** What is said of layers of groups, as numbers of layers. */
export function curvesOfGroups({ series, sampled }: Groups): PerLayer {
  return { kind: "perLayer", series, ...(sampled !== undefined && { sampled }) };
}
