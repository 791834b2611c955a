import { ActivationCache } from "../activations/activationCache.ts";
import type { Devices } from "../model/devices/devices.ts";
import type { Extractor } from "../model/extractor.ts";
import { unlessAborted } from "../model/unlessAborted.ts";
import type { CacheChoice, StatesChoice } from "../protocol/engine.ts";
import type { Failure } from "../protocol/errors.ts";
import { BundleSource } from "./bundleSource.ts";
import { type CacheLease, Caches, unshared } from "./caches.ts";
import { Models, type ModelWorkers } from "./models.ts";
import { ModelSource } from "./modelSource.ts";
import { QuantizedNotices } from "./quantizedNotices.ts";
import type { StateSource } from "./stateSource.ts";

export interface SourcesOptions {
  readonly workers: ModelWorkers;
  readonly devices: Devices;
  readonly warn: (failure: Failure) => void;
}

/** Opens sources of states, and shares between runs what is costly to open: models and caches. */
export class Sources {
  readonly models: Models;
  readonly #caches: Caches;
  readonly #quantized: QuantizedNotices;

  constructor({ workers, devices, warn }: SourcesOptions) {
    this.models = new Models(workers, devices);
    this.#caches = new Caches(warn);
    this.#quantized = new QuantizedNotices(warn, workers.tokenizerWorker);
  }

  /**
   * Lends a source to `use`, which has to release it unless it throws; until then what was computed can be read. Where
   * only the loaded model tells which cache is its own, a run that is stopped before that gets an empty one. Throws what
   * opening or `use` throws.
   */
  async lend<T>(
    choice: StatesChoice,
    cacheChoice: CacheChoice,
    signal: AbortSignal,
    use: (source: StateSource) => Promise<T>,
  ): Promise<T> {
    if (choice.kind === "bundle") return use(await BundleSource.open(choice.path, signal));
    const { model, places, points } = choice;
    const lent = async (extractor: Extractor) => {
      const lease = await this.#openCache(cacheChoice, extractor, signal);
      const shared = { caches: this.#caches, quantized: this.#quantized };
      const source = new ModelSource({ choice: model, places, extractor, cacheChoice, lease, ...shared });
      try {
        return await use(source);
      } catch (error) {
        await source.release();
        throw error;
      }
    };
    return this.models.lend(model, places, lent, points);
  }

  /** Writes what is left to write and closes everything. */
  async dispose(): Promise<void> {
    await this.#caches.close();
    await this.models.dispose();
  }

  async #openCache(choice: CacheChoice, extractor: Extractor, signal: AbortSignal): Promise<CacheLease> {
    const isKnown = extractor.identity.isKnown && extractor.identity.widths !== undefined;
    const opening = extractor.identify(signal).then(() => this.#caches.open(choice, extractor));
    if (isKnown) return opening;
    const opened = await unlessAborted(opening, signal);
    if (opened !== undefined) return opened;
    // The run is over; whether the cache could be opened is of no more interest.
    void opening.then((lease) => lease.release()).catch(() => undefined);
    return unshared(ActivationCache.inMemory({ widths: extractor.identity.layers.map(() => 0) }));
  }
}
