import type { LabelPlaces } from "../src/protocol/panel.ts";

/** The place of each label in the legend, which is its colour and symbol too: by name, present or not. */
export type Places = ReadonlyMap<string, number>;

/** Places whose looks differ in every picture, and places there are. */
export const APART = 48;
export const PLACES = 84;

export const noPlaces: Places = new Map();

/**
 * Gives every label a place that has none yet: the first of its wishes that nobody has, else the next free one. The
 * place of a label that is gone stays free for it as long as there is another among the same looks.
 */
export function withPlaces(
  known: Places,
  wishes: readonly Places[],
  labels: readonly string[],
  present: ReadonlySet<string> = new Set(labels),
): Places {
  const waiting = labels.filter((label) => !known.has(label));
  if (waiting.length === 0) return known;
  const places = new Map(known);
  const owners = new Map(Array.from(known, ([name, place]) => [place, name]));
  const put = (label: string, place: number | undefined): boolean => {
    if (place === undefined) return false;
    const owner = owners.get(place);
    if (owner !== undefined) places.delete(owner);
    owners.set(place, label);
    places.set(label, place);
    return true;
  };
  const wished = (label: string): number | undefined =>
    wishes.map((wish) => wish.get(label)).find((place) => place !== undefined && !owners.has(place));
  const isLeft = (place: number): boolean => !present.has(owners.get(place) ?? "");
  const free = (): number | undefined =>
    near.find((place) => !owners.has(place)) ??
    near.find(isLeft) ??
    far.find((place) => !owners.has(place)) ??
    far.find(isLeft);
  for (const label of waiting.filter((each) => !put(each, wished(each)))) put(label, free());
  return places;
}

const near = Array.from({ length: APART }, (_, place) => place);
const far = Array.from({ length: PLACES - APART }, (_, place) => APART + place);

/** The places of a panel after those that all panels share have changed: what is new there holds here too. */
export function followPlaces(own: Places, before: Places, after: Places): Places {
  const moved = [...own].filter(([name, place]) => {
    const shared = after.get(name);
    return shared !== undefined && shared !== before.get(name) && shared !== place;
  });
  if (moved.length === 0) return own;
  const names = moved.map(([name]) => name);
  const rest = new Map(own);
  for (const name of names) rest.delete(name);
  return withPlaces(rest, [after, own], names, new Set(own.keys()));
}

/** Places as they were sent or kept; what is no place is left out. */
export function readPlaces(kept: unknown): Places {
  const pairs: readonly unknown[] = Array.isArray(kept) ? kept : [];
  const taken = new Set<number>();
  return new Map(
    pairs.filter((pair): pair is LabelPlaces[number] => {
      if (!Array.isArray(pair) || typeof pair[0] !== "string" || !isPlace(pair[1]) || taken.has(pair[1])) return false;
      taken.add(pair[1]);
      return true;
    }),
  );
}

function isPlace(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < PLACES;
}
