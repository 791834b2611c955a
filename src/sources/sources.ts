import { ActivationCache } from "../activations/activationCache.ts";
import type { Devices } from "../model/devices/devices.ts";
import type { Extractor } from "../model/extractor.ts";
import { unlessAborted } from "../model/unlessAborted.ts";
import type { CacheChoice, StatesChoice } from "../protocol/engine.ts";
import type { Failure } from "../protocol/errors.ts";
import { BundleSource } from "./bundleSource.ts";
import { Caches } from "./caches.ts";
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
    this.#quantized = new QuantizedNotices(warn);
  }

  /**
   * Lends a source to `use`. What it has computed can be read afterwards, too. Where only the loaded model tells which
   * cache is its own, a run that is stopped before that gets an empty one. Throws what opening or `use` throws.
   */
  async lend<T>(
    choice: StatesChoice,
    cacheChoice: CacheChoice,
    signal: AbortSignal,
    use: (source: StateSource) => Promise<T>,
  ): Promise<T> {
    if (choice.kind === "bundle") return use(await BundleSource.open(choice.path));
    const { model, places } = choice;
    return this.models.lend(model, places, async (extractor) => {
      const cache = await this.#openCache(cacheChoice, extractor, signal);
      const shared = { caches: this.#caches, quantized: this.#quantized };
      return use(new ModelSource({ choice: model, places, extractor, cacheChoice, cache, ...shared }));
    });
  }

  /** Writes what is left to write and closes everything. */
  async dispose(): Promise<void> {
    await this.#caches.close();
    await this.models.dispose();
  }

  async #openCache(choice: CacheChoice, extractor: Extractor, signal: AbortSignal): Promise<ActivationCache> {
    const isKnown = extractor.identity.isKnown && extractor.identity.widths !== undefined;
    const opening = extractor.identify(signal).then(() => this.#caches.open(choice, extractor));
    if (isKnown) return opening;
    return (
      (await unlessAborted(opening, signal)) ??
      ActivationCache.inMemory({ widths: extractor.identity.layers.map(() => 0) })
    );
  }
}
