import { ActivationCache, type CacheOptions } from "../activations/activationCache.ts";
import { storedWidths } from "../activations/storedWidths.ts";
import { evictShards } from "../activations/evictShards.ts";
import type { Extractor } from "../model/extractor.ts";
import type { ModelIdentity } from "../model/modelIdentity.ts";
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
    const { identity } = extractor;
    return this.#shared(folder, identity.key, async () => {
      const widths = identity.widths ?? (await storedWidths(folder, identity.key)) ?? (await extractor.measure());
      return this.#options(folder, identity.key, widths, identity);
    });
  }

  /** The cache of all hidden states where the layers are some of them; undefined where there is nothing in it. */
  async openWhole({ folder }: CacheChoice, identity: ModelIdentity): Promise<ActivationCache | undefined> {
    const key = identity.whole?.key;
    const widths = key === undefined ? undefined : await storedWidths(folder, key);
    if (key === undefined || widths === undefined) return undefined;
    return this.#shared(folder, key, () => Promise.resolve(this.#options(folder, key, widths, identity)));
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

  #options(folder: string, key: string, widths: readonly number[], identity: ModelIdentity): CacheOptions {
    const { name: model, pooling, maxTokens } = identity;
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
