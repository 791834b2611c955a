import type { ActivationCache } from "../activations/activationCache.ts";
import { layerStarts } from "../activations/layerStarts.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Slots } from "./slots.ts";

/** Rows copied at a time. */
const ROWS_AT_ONCE = 512;

/**
 * Copies what `cache` lacks from another cache of the same model that has these and further layers; `layers` says which
 * of them each layer is. States that were lost meanwhile are left to be computed.
 */
export async function borrowRows(
  slots: Slots,
  cache: ActivationCache,
  from: ActivationCache,
  layers: readonly number[],
): Promise<void> {
  const missing = slots.missing();
  const rows = from.lookup(slots.keysOf(missing));
  const there = missing.filter((_, i) => rows[i] !== -1);
  const theirRows = rows.filter((row) => row !== -1);
  for (let at = 0; at < there.length; at += ROWS_AT_ONCE) {
    const part = there.subarray(at, at + ROWS_AT_ONCE);
    const states = await rowsOf(from, theirRows.subarray(at, at + ROWS_AT_ONCE), layers, cache.widths);
    if (states === undefined) return;
    const facts = [...theirRows.subarray(at, at + ROWS_AT_ONCE)].map((row) => from.facts(row));
    const tokens = Uint32Array.from(facts, (fact) => fact.tokens);
    const truncated = Uint8Array.from(facts, (fact) => Number(fact.truncated));
    await cache.append(slots.keysOf(part), states, tokens, truncated);
    slots.found(part);
  }
}

async function rowsOf(
  from: ActivationCache,
  rows: Int32Array,
  layers: readonly number[],
  widths: readonly number[],
): Promise<Float32Array | undefined> {
  const starts = layerStarts(widths);
  const size = starts.at(-1) ?? 0;
  const states = new Float32Array(rows.length * size);
  for (const [layer, width] of widths.entries()) {
    const one = new Float32Array(rows.length * width);
    try {
      await from.readLayer(layers[layer] ?? 0, rows, one);
    } catch (error) {
      if (error instanceof StrataError && error.code === "cacheRowsLost") return undefined;
      throw error;
    }
    for (let row = 0; row < rows.length; row++)
      states.set(one.subarray(row * width, (row + 1) * width), row * size + (starts[layer] ?? 0));
  }
  return states;
}
