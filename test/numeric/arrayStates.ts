import { readFileSync } from "node:fs";
import path from "node:path";
import type { LayerStates } from "../../src/numeric/layerStates.ts";

/** Hidden states that are in memory: one array `[records, width]` per layer, of one width or several. */
export function arrayStates(layers: readonly Float32Array[], width: number | readonly number[]): LayerStates {
  const widths = typeof width === "number" ? layers.map(() => width) : width;
  return {
    widths,
    spaces: layers.map(() => "hidden"),
    records: (layers[0]?.length ?? 0) / (widths[0] ?? 1),
    read: (layer, from, to) => {
      const one = widths[layer] ?? 0;
      const rows = layers[layer]?.slice(from * one, to * one);
      return rows ? Promise.resolve(rows) : Promise.reject(new RangeError(`layer ${layer}`));
    },
  };
}

/** Rows of states, as the model gives them, of the records from `from` up to `to`. */
export function asBatch(
  layers: readonly Float32Array[],
  width: number | readonly number[],
  from: number,
  to: number,
): Float32Array {
  const widths = typeof width === "number" ? layers.map(() => width) : width;
  const batch: number[] = [];
  for (let record = from; record < to; record++) {
    for (const [layer, rows] of layers.entries()) {
      const one = widths[layer] ?? 0;
      batch.push(...rows.subarray(record * one, (record + 1) * one));
    }
  }
  return Float32Array.from(batch);
}

/** Seeded numbers from -1 to 1. */
export function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    return state / 2 ** 31;
  };
}

/**
 * States like a transformer's: clusters, a decaying spectrum, means far from the origin and a few dominating
 * dimensions; each layer a little moved from the one before.
 */
export function hiddenStates(records: number, layers: number, hidden: number, seed = 1): Float32Array[] {
  const random = noise(seed);
  const offset = Float64Array.from({ length: hidden }, (_, i) => random() * 3 + (i % 11 === 3 ? 40 : 0));
  const scale = Float64Array.from({ length: hidden }, (_, i) => (i + 1) ** -0.7 * (i % 11 === 3 ? 20 : 1));
  const clusters = Float64Array.from({ length: 5 * hidden }, (_, i) => random() * (scale[i % hidden] ?? 0));
  let before = Float64Array.from({ length: records * hidden }, (_, i) => {
    const cluster = Math.floor(i / hidden) % 5;
    return random() * (scale[i % hidden] ?? 0) + (clusters[cluster * hidden + (i % hidden)] ?? 0);
  });
  return Array.from({ length: layers }, () => {
    before = before.map((value, i) => value + 0.2 * random() * (scale[i % hidden] ?? 0));
    return Float32Array.from(before, (value, i) => value + (offset[i % hidden] ?? 0));
  });
}

interface Truth {
  readonly records: number;
  readonly hidden: number;
  readonly states: readonly number[][];
  readonly components: readonly number[][];
  readonly explained: readonly number[][];
  readonly variance: readonly number[];
  readonly aligned: readonly number[][];
  readonly neighbours: readonly number[][];
  readonly distances: readonly number[][];
  readonly moved: readonly number[][];
}

/** What scikit-learn and SciPy say; see `test/fixtures/projection/make.py`. */
export const truth = JSON.parse(
  readFileSync(path.join(import.meta.dirname, "../fixtures/projection/truth.json"), "utf8"),
) as { readonly k: number; readonly many: Truth; readonly few: Truth };

/** The states a truth is about. */
export function statesOf(values: Truth): LayerStates {
  return arrayStates(
    values.states.map((states) => Float32Array.from(states)),
    values.hidden,
  );
}
