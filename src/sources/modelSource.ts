import type { ActivationCache } from "../activations/activationCache.ts";
import type { RecordFacts } from "../activations/rowTable.ts";
import type { Extractor } from "../model/extractor.ts";
import { resolveModel } from "../model/store/resolveModel.ts";
import { unlessAborted } from "../model/unlessAborted.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { SlotIndex } from "../protocol/indices.ts";
import type { CacheChoice } from "../protocol/engine.ts";
import type { ModelChoice, ModelPlaces, Notice } from "../protocol/models.ts";
import { borrowRows, type BorrowOptions } from "./borrowRows.ts";
import type { CacheLease, Caches } from "./caches.ts";
import type { Points } from "./points.ts";
import type { QuantizedNotices } from "./quantizedNotices.ts";
import type { Slots } from "./slots.ts";
import type { ComputedBatch, Origin, StateSource } from "./stateSource.ts";
import { tokensOf } from "./tokensOf.ts";

export interface ModelSourceOptions {
  readonly choice: ModelChoice;
  readonly places: ModelPlaces;
  readonly extractor: Extractor;
  readonly cacheChoice: CacheChoice;
  readonly lease: CacheLease;
  readonly caches: Caches;
  readonly quantized: QuantizedNotices;
}

/** A model and the cache of what it computed. */
export class ModelSource implements StateSource {
  readonly key: string;
  readonly layers: readonly string[];
  readonly widths: readonly number[];
  readonly spaces: readonly string[];
  readonly #options: ModelSourceOptions;
  readonly #cache: ActivationCache;

  constructor(options: ModelSourceOptions) {
    this.#options = options;
    const { extractor, lease } = options;
    const { key, layers, spaces } = extractor.identity;
    this.key = key;
    this.layers = layers;
    this.#cache = lease.cache;
    this.widths = lease.cache.widths;
    this.spaces = spaces;
  }

  get resultKey(): string {
    return this.key;
  }

  get origin(): Origin {
    const { identity, device, notices } = this.#options.extractor;
    const { name, pooling, maxTokens } = identity;
    return { model: name, pooling, maxTokens, device, notices };
  }

  pointsOf(records: Points, signal: AbortSignal): Promise<Points> {
    const { extractor } = this.#options;
    return extractor.identity.points === "tokens" ? tokensOf(records, extractor, signal) : Promise.resolve(records);
  }

  lookup(keys: Uint8Array): Int32Array {
    return this.#cache.lookup(keys);
  }

  facts(row: number): RecordFacts {
    return this.#cache.facts(row);
  }

  states(rows: Int32Array): LayerStates {
    return this.#cache.states(rows, this.spaces, this.#options.extractor.identity.finalNorm);
  }

  /** Of what is kept of the whole model, where this one has some of its layers. */
  async borrow(slots: Slots, options: BorrowOptions): Promise<void> {
    const { caches, cacheChoice, extractor } = this.#options;
    const { identity } = extractor;
    const whole = slots.missing().length > 0 ? await caches.openWhole(cacheChoice, identity) : undefined;
    if (whole === undefined) return;
    try {
      await borrowRows(slots, this.#cache, whole.cache, identity.whole?.layers ?? [], options);
    } finally {
      await whole.release();
    }
  }

  async prepare(signal: AbortSignal): Promise<void> {
    await unlessAborted(this.#options.extractor.load(signal), signal);
  }

  async *compute(
    wanted: Uint32Array,
    slots: Slots,
    points: Points,
    signal: AbortSignal,
  ): AsyncGenerator<ComputedBatch, void> {
    const { extractor } = this.#options;
    const texts = textsOf(wanted, slots, points);
    const hasSucceeded = wanted.length < slots.count;
    const isWanted = new Uint8Array(slots.count);
    for (const slot of wanted) isWanted[slot] = 1;
    for await (const batch of extractor.extract(texts.texts, { signal, hasSucceeded })) {
      const computed = texts.slotsOf(batch.rows);
      const tokens = repeated(batch.tokens, batch.points);
      const truncated = repeated(batch.truncated, batch.points);
      const hasRoom = await this.#cache.append(slots.keysOf(computed), batch.states, tokens, truncated);
      slots.found(computed);
      const failed = batch.failed.flatMap(({ row, kind, reason }) =>
        Array.from(
          texts.slotsOf([row]).filter((slot) => isWanted[slot] === 1),
          (slot) => ({ slot: slot as SlotIndex, kind, reason }),
        ),
      );
      yield { ...onlyWanted(computed, batch.states, isWanted), failed, runSeconds: batch.runSeconds };
      // The disk refuses and the memory is used up: what is there is drawn.
      if (!hasRoom) return;
    }
  }

  async furtherNotices(signal: AbortSignal): Promise<readonly Notice[]> {
    const { choice, places, extractor, quantized } = this.#options;
    const { quantization } = extractor.identity;
    if (quantization === undefined || signal.aborted) return [];
    const location = await resolveModel(choice.model, places, choice.device?.device);
    const notice = await unlessAborted(quantized.of(location, quantization, choice.device?.probes, signal), signal);
    return notice ? [notice] : [];
  }

  settle(rows: Int32Array): Promise<void> {
    return this.#options.lease.settle(rows);
  }

  release(): Promise<void> {
    return this.#options.lease.release();
  }
}

/** The texts to be read for some slots, and the slots that each of them gives states to. */
function textsOf(
  wanted: Uint32Array,
  slots: Slots,
  points: Points,
): { readonly texts: readonly string[]; readonly slotsOf: (rows: ArrayLike<number>) => Uint32Array } {
  const { dataset, tokens } = points;
  if (tokens === undefined) {
    const texts = Array.from(wanted, (slot) => points.textOf(slots.firstPoint(slot as SlotIndex)));
    return { texts, slotsOf: (rows) => Uint32Array.from(rows, (row) => wanted[row] ?? 0) };
  }
  // The tokens of one text have their first points in one record.
  const records = [...new Set(Array.from(wanted, (slot) => points.recordOf(slots.firstPoint(slot as SlotIndex))))];
  return {
    texts: records.map((record) => dataset.texts[record] ?? ""),
    slotsOf: (rows) => {
      const found = Array.from(rows, (row) => {
        const record = records[row] ?? 0;
        return slots.slotsOf(tokens.starts[record] ?? 0, tokens.starts[record + 1] ?? 0);
      });
      const all = new Uint32Array(found.reduce((sum, part) => sum + part.length, 0));
      let at = 0;
      for (const part of found) {
        all.set(part, at);
        at += part.length;
      }
      return all;
    },
  };
}

/** What was computed without the slots that were there before: of a text, only some of the tokens may have been. */
function onlyWanted(
  slots: Uint32Array,
  states: Float32Array,
  isWanted: Uint8Array,
): { readonly slots: Uint32Array; readonly states: Float32Array } {
  const wanted = slots.filter((slot) => isWanted[slot] === 1);
  if (wanted.length === slots.length) return { slots, states };
  const width = states.length / slots.length;
  const kept = new Float32Array(wanted.length * width);
  let at = 0;
  for (const [row, slot] of slots.entries()) {
    if (isWanted[slot] !== 1) continue;
    kept.set(states.subarray(row * width, (row + 1) * width), at);
    at += width;
  }
  return { slots: wanted, states: kept };
}

/** Each value as often as its count says. */
function repeated<A extends Uint32Array | Uint8Array>(values: A, counts: Uint32Array): A {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === values.length) return values;
  const all = new (values.constructor as new (length: number) => A)(total);
  let at = 0;
  for (const [i, count] of counts.entries()) {
    all.fill(values[i] ?? 0, at, at + count);
    at += count;
  }
  return all;
}
