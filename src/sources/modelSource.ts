import type { ActivationCache } from "../activations/activationCache.ts";
import type { RecordFacts } from "../activations/rowTable.ts";
import type { Extractor } from "../model/extractor.ts";
import { resolveModel } from "../model/store/resolveModel.ts";
import { unlessAborted } from "../model/unlessAborted.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { CacheChoice } from "../protocol/engine.ts";
import type { ModelChoice, ModelPlaces, Notice } from "../protocol/models.ts";
import { borrowRows, type BorrowOptions } from "./borrowRows.ts";
import type { CacheLease, Caches } from "./caches.ts";
import type { Points } from "./points.ts";
import type { QuantizedNotices } from "./quantizedNotices.ts";
import type { Slots } from "./slots.ts";
import type { ComputedBatch, Origin, StateSource } from "./stateSource.ts";

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

  get origin(): Origin {
    const { identity, device, notices } = this.#options.extractor;
    const { name, pooling, maxTokens } = identity;
    return { model: name, pooling, maxTokens, device, notices };
  }

  pointsOf(records: Points): Promise<Points> {
    return Promise.resolve(records);
  }

  lookup(keys: Uint8Array): Int32Array {
    return this.#cache.lookup(keys);
  }

  facts(row: number): RecordFacts {
    return this.#cache.facts(row);
  }

  states(rows: Int32Array): LayerStates {
    return this.#cache.states(rows, this.spaces);
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
    const texts = Array.from(wanted, (slot) => points.textOf(slots.firstPoint(slot)));
    const hasSucceeded = wanted.length < slots.count;
    for await (const batch of extractor.extract(texts, { signal, hasSucceeded })) {
      const computed = batch.rows.map((row) => wanted[row] ?? 0);
      const hasRoom = await this.#cache.append(slots.keysOf(computed), batch.states, batch.tokens, batch.truncated);
      slots.found(computed);
      const failed = batch.failed.map(({ row, kind, reason }) => ({ slot: wanted[row] ?? 0, kind, reason }));
      yield { slots: computed, states: batch.states, failed, runSeconds: batch.runSeconds };
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
