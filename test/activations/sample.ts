import { recordKeys } from "../../src/activations/recordKeys.ts";

/** Small enough to be quick, large enough that a shard has more than a page. */
export const LAYERS = 3;
export const HIDDEN = 16;
export const SHAPE = { widths: [HIDDEN, HIDDEN, HIDDEN] };

/** Values that float16 holds exactly and that tell record, layer and dimension apart. */
export function sampleValue(record: number, layer: number, dimension: number): number {
  return ((record * 31 + layer * 7 + dimension) % 2048) - 1024;
}

export interface Sample {
  readonly keys: Uint8Array;
  readonly states: Float32Array;
  readonly tokens: Uint32Array;
  readonly truncated: Uint8Array;
}

/** The records `from` up to `to`, of a named source, as an extractor computes them. */
export function sample(source: string, from: number, to: number): Sample {
  const records = Array.from({ length: to - from }, (_, i) => from + i);
  const states = new Float32Array(records.length * LAYERS * HIDDEN);
  records.forEach((record, i) => {
    for (let j = 0; j < LAYERS * HIDDEN; j++) {
      states[i * LAYERS * HIDDEN + j] = sampleValue(record, Math.floor(j / HIDDEN), j % HIDDEN);
    }
  });
  return {
    keys: recordKeys(records.map((record) => `${source} ${record}`)),
    states,
    tokens: Uint32Array.from(records, (record) => record + 2),
    truncated: Uint8Array.from(records, (record) => record % 2),
  };
}

/** What reading the given records at a layer must give. */
export function sampleLayer(records: readonly number[], layer: number): Float32Array {
  return Float32Array.from({ length: records.length * HIDDEN }, (_, i) =>
    sampleValue(records[Math.floor(i / HIDDEN)] ?? 0, layer, i % HIDDEN),
  );
}

/** The numbers from `from` up to `to`, exclusive. */
export function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
