import { gunzipSync } from "node:zlib";
import { readFileSync } from "node:fs";
import path from "node:path";

export interface Scores {
  readonly trustworthiness: number;
  readonly continuity: number;
  readonly silhouette: number;
}

export interface ScoredSet {
  readonly width: number;
  readonly states: Float32Array;
  readonly labels: readonly number[];
  /** By the method's id and the dimensions: mean and standard deviation over the seeds. */
  readonly scores: Readonly<Record<string, { readonly mean: Scores; readonly spread: Scores }>>;
}

interface Stored {
  readonly k: number;
  readonly seeds: readonly number[];
  readonly sets: Readonly<Record<string, Omit<ScoredSet, "states"> & { readonly states: string }>>;
}

const stored = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../reference/projections.json"), "utf8"),
) as Stored;

/** What the references make of some sets; see `test/reference/projections.py`. */
export const { k, seeds } = stored;
export const scoredSets: readonly (readonly [string, ScoredSet])[] = Object.entries(stored.sets).map(([name, set]) => {
  const bytes = gunzipSync(Buffer.from(set.states, "base64"));
  const states = Float32Array.from({ length: bytes.length / 2 }, (_, i) => bytes.readInt16LE(2 * i));
  return [name, { ...set, states }];
});

/** Distances of all pairs, `[points × points]`. */
export function allDistances(places: Float32Array | Float64Array, width: number): Float64Array {
  const count = places.length / width;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < i; j++) {
      let squares = 0;
      for (let axis = 0; axis < width; axis++)
        squares += ((places[i * width + axis] ?? 0) - (places[j * width + axis] ?? 0)) ** 2;
      distances[i * count + j] = distances[j * count + i] = Math.sqrt(squares);
    }
  }
  return distances;
}

/** Ranks of all others by distance from each, from 1, `[points × points]`; 0 for itself. */
export function ranksOf(distances: Float64Array): Uint16Array {
  const count = Math.sqrt(distances.length);
  const ranks = new Uint16Array(distances.length);
  const others = Uint16Array.from({ length: count }, (_, i) => i);
  for (let i = 0; i < count; i++) {
    const row = distances.subarray(i * count, (i + 1) * count);
    const order = others.slice().sort((a, b) => (row[a] ?? 0) - (row[b] ?? 0));
    let rank = 0;
    for (const other of order) ranks[i * count + other] = other === i ? 0 : ++rank;
  }
  return ranks;
}

/** Venna and Kaski 2001: how far those near by the second ranks are near by the first. */
export function trustworthiness(ranks: Uint16Array, drawn: Uint16Array, k: number): number {
  const count = Math.sqrt(ranks.length);
  let lost = 0;
  for (let at = 0; at < ranks.length; at++) {
    const rank = drawn[at] ?? 0;
    if (rank > 0 && rank <= k) lost += Math.max(0, (ranks[at] ?? 0) - k);
  }
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * lost;
}

/** Rousseeuw 1987. */
export function silhouette(distances: Float64Array, labels: readonly number[]): number {
  const count = labels.length;
  const kinds = [...new Set(labels)];
  const sizes = kinds.map((kind) => labels.filter((label) => label === kind).length);
  let total = 0;
  for (let i = 0; i < count; i++) {
    const means = kinds.map((kind, at) => {
      let sum = 0;
      for (let j = 0; j < count; j++) if (labels[j] === kind) sum += distances[i * count + j] ?? 0;
      return sum / ((sizes[at] ?? 1) - (labels[i] === kind ? 1 : 0));
    });
    const own = kinds.indexOf(labels[i] ?? NaN);
    const [a, b] = [means[own] ?? 0, Math.min(...means.filter((_, at) => at !== own))];
    total += (b - a) / Math.max(a, b);
  }
  return total / count;
}
