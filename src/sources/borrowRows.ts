import type { ActivationCache } from "../activations/activationCache.ts";
import { layerStarts } from "../activations/layerStarts.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Slots } from "./slots.ts";

/** Rows copied at a time. */
const ROWS_AT_ONCE = 512;

export interface BorrowOptions {
  /** Called with the points whose states are there: those from before, and those copied so far. */
  readonly onProgress: (points: number) => void;
  /** Ends it; what was copied stays. */
  readonly signal: AbortSignal;
}

/**
 * Copies what `cache` lacks from another cache of the same model that has these and further layers; `layers` says which
 * of them each layer is. It goes shard by shard, so that each is read once. States that were lost meanwhile, or that no
 * more room is for, are left to be computed.
 */
export async function borrowRows(
  slots: Slots,
  cache: ActivationCache,
  from: ActivationCache,
  layers: readonly number[],
  { onProgress, signal }: BorrowOptions,
): Promise<void> {
  const missing = slots.missing();
  const theirs = from.lookup(slots.keysOf(missing));
  const order = from.inShardOrder(theirs);
  let points = slots.countPoints(slots.present());
  for (let at = 0; at < order.length && !signal.aborted; at += ROWS_AT_ONCE) {
    const positions = order.subarray(at, at + ROWS_AT_ONCE);
    const part = positions.map((position) => missing[position] ?? 0);
    const rows = Int32Array.from(positions, (position) => theirs[position] ?? 0);
    const states = await rowsOf(from, rows, layers, cache.widths, signal);
    if (states === undefined) return;
    const facts = Array.from(rows, (row) => from.facts(row));
    const tokens = Uint32Array.from(facts, (fact) => fact.tokens);
    const truncated = Uint8Array.from(facts, (fact) => Number(fact.truncated));
    const hasRoom = await cache.append(slots.keysOf(part), states, tokens, truncated);
    slots.found(part);
    points += slots.countPoints(part);
    onProgress(points);
    if (!hasRoom) return;
  }
}

/** `[rows, all layers of `widths`]`; undefined where some were lost or the signal aborted. */
async function rowsOf(
  from: ActivationCache,
  rows: Int32Array,
  layers: readonly number[],
  widths: readonly number[],
  signal: AbortSignal,
): Promise<Float32Array | undefined> {
  const starts = layerStarts(widths);
  const size = starts.at(-1) ?? 0;
  const states = new Float32Array(rows.length * size);
  for (const [layer, width] of widths.entries()) {
    const one = new Float32Array(rows.length * width);
    try {
      await from.readLayer(layers[layer] ?? 0, rows, one, signal);
    } catch (error) {
      if (signal.aborted || (error instanceof StrataError && error.code === "cacheRowsLost")) return undefined;
      throw error;
    }
    for (let row = 0; row < rows.length; row++)
      states.set(one.subarray(row * width, (row + 1) * width), row * size + (starts[layer] ?? 0));
  }
  return states;
}
