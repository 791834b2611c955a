import { ActivationCache, type CacheOptions } from "../activations/activationCache.ts";
import { storedWidths } from "../activations/storedWidths.ts";
import { evictShards } from "../activations/evictShards.ts";
import type { Extractor } from "../model/extractor.ts";
import type { CacheChoice } from "../protocol/engine.ts";
import { toFailure, type Failure } from "../protocol/errors.ts";

/** The caches in use: one for every folder and extractor, shared by the runs. */
export class Caches {
  readonly #warn: (failure: Failure) => void;
  readonly #open = new Map<string, Promise<ActivationCache>>();

  constructor(warn: (failure: Failure) => void) {
    this.#warn = warn;
  }

  /** The cache of what `extractor` computes, with what other windows wrote meanwhile. */
  open({ folder }: CacheChoice, extractor: Extractor): Promise<ActivationCache> {
    return this.#shared(folder, extractor.key, async () => {
      const widths = extractor.widths ?? (await storedWidths(folder, extractor.key)) ?? (await extractor.measure());
      return this.#options(folder, extractor.key, widths, extractor);
    });
  }

  /** The cache of all hidden states where `extractor` computes some of them; undefined where there is nothing in it. */
  async openWhole({ folder }: CacheChoice, extractor: Extractor): Promise<ActivationCache | undefined> {
    const key = extractor.whole?.key;
    const widths = key === undefined ? undefined : await storedWidths(folder, key);
    if (key === undefined || widths === undefined) return undefined;
    return this.#shared(folder, key, () => Promise.resolve(this.#options(folder, key, widths, extractor)));
  }

  async #shared(folder: string, key: string, options: () => Promise<CacheOptions>): Promise<ActivationCache> {
    const id = JSON.stringify([folder, key]);
    const known = this.#open.get(id);
    if (known !== undefined) {
      const cache = await known;
      await cache.refresh();
      return cache;
    }
    const opening = options().then((chosen) => ActivationCache.open(chosen));
    this.#open.set(id, opening);
    // One that failed is tried again the next time.
    opening.catch(() => this.#open.delete(id));
    return opening;
  }

  #options(folder: string, key: string, widths: readonly number[], extractor: Extractor): CacheOptions {
    const { name: model, pooling, maxTokens } = extractor;
    return {
      root: folder,
      key,
      widths,
      metadata: { model, pooling, maxTokens: String(maxTokens) },
      onWarning: ({ failure }) => this.#warn(failure),
    };
  }

  /** Writes what is left to write, then brings the folder below its limit. What fails is warned of. */
  async settle(cache: ActivationCache, { folder, limit }: CacheChoice): Promise<void> {
    try {
      await cache.flush();
      await evictShards(folder, limit, new Set(await this.#pathsInUse()));
    } catch (error) {
      this.#warn(toFailure(error));
    }
  }

  async #pathsInUse(): Promise<string[]> {
    const caches = await Promise.all(this.#open.values());
    return caches.flatMap((cache) => cache.paths);
  }

  /** Writes what is left to write. */
  async close(): Promise<void> {
    const caches = await Promise.all(this.#open.values());
    this.#open.clear();
    await Promise.all(caches.map((cache) => cache.close()));
  }
}
