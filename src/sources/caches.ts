import { totalmem } from "node:os";
import { ActivationCache, type CacheOptions } from "../activations/activationCache.ts";
import { evictShards } from "../activations/evictShards.ts";
import { storedWidths } from "../activations/storedWidths.ts";
import type { Extractor } from "../model/extractor.ts";
import type { ModelIdentity } from "../model/modelIdentity.ts";
import type { CacheChoice } from "../protocol/engine.ts";
import { StrataError, toFailure, type Failure } from "../protocol/errors.ts";

/** Share of the machine's memory that the states of one cache may take while the disk refuses them. */
const MEMORY_SHARE = 0.25;

/** What the states of a model are kept under, and how their metadata names it. */
export type CachedIdentity = Pick<ModelIdentity, "key" | "widths" | "whole" | "name" | "pooling" | "maxTokens">;

export interface CachedExtractor extends Pick<Extractor, "measure"> {
  readonly identity: CachedIdentity;
}

/** A cache that is held: it stays open, and what is used of it stays on the disk, until `release`. */
export interface CacheLease {
  readonly cache: ActivationCache;
  /**
   * Writes what is left to write. From now on only these rows are in use: where the folder exceeds its limit, what
   * nobody uses is evicted, the least recently used first. Does not fail; what does is warned of.
   */
  settle(rows: Int32Array): Promise<void>;
  /** Gives it back, and evicts likewise; the second time does nothing. */
  release(): Promise<void>;
}

/** A cache that everybody who holds it shares, and of each of them the rows they use: undefined stands for all. */
interface Shared {
  readonly opening: Promise<ActivationCache>;
  readonly holders: Set<{ rows: Int32Array | undefined }>;
}

/** The caches in use: one for every folder and extractor, shared by the runs that hold it, closed when none does. */
export class Caches {
  readonly #warn: (failure: Failure) => void;
  readonly #shared = new Map<string, Shared>();
  /** Bytes that each folder may hold, as it was last chosen. */
  readonly #limits = new Map<string, number>();

  constructor(warn: (failure: Failure) => void) {
    this.#warn = warn;
  }

  /** The cache of what `extractor` computes, with what other windows wrote meanwhile. */
  open(choice: CacheChoice, extractor: CachedExtractor): Promise<CacheLease> {
    const { folder } = choice;
    const { identity } = extractor;
    return this.#lease(choice, identity.key, async () => {
      const stored = identity.widths ?? (await this.#storedWidths(folder, identity.key));
      return this.#options(folder, identity.key, stored ?? (await extractor.measure()), identity);
    });
  }

  /** The cache of all hidden states where the layers are some of them; undefined where there is nothing in it. */
  async openWhole(choice: CacheChoice, identity: CachedIdentity): Promise<CacheLease | undefined> {
    const { folder } = choice;
    const key = identity.whole?.key;
    const widths = key === undefined ? undefined : await this.#storedWidths(folder, key);
    if (key === undefined || widths === undefined) return undefined;
    return this.#lease(choice, key, () => Promise.resolve(this.#options(folder, key, widths, identity)));
  }

  /** Closes every cache, whoever holds it. */
  async close(): Promise<void> {
    const opened = [...this.#shared.values()];
    this.#shared.clear();
    await Promise.allSettled(opened.map(async ({ opening }) => (await opening).close()));
  }

  async #lease(choice: CacheChoice, key: string, options: () => Promise<CacheOptions>): Promise<CacheLease> {
    const { folder, limit } = choice;
    this.#limits.set(folder, limit);
    const id = JSON.stringify([folder, key]);
    const known = this.#shared.get(id);
    const shared = known ?? { opening: options().then((chosen) => ActivationCache.open(chosen)), holders: new Set() };
    const holder: { rows: Int32Array | undefined } = { rows: undefined };
    shared.holders.add(holder);
    this.#shared.set(id, shared);
    try {
      const cache = await shared.opening;
      if (known !== undefined) await cache.refresh();
      return {
        cache,
        settle: async (rows) => {
          await this.#flush(cache);
          holder.rows = rows;
          await this.#evict(folder);
        },
        release: async () => {
          if (!shared.holders.delete(holder)) return;
          await this.#closeUnheld(id, shared);
          await this.#evict(folder);
        },
      };
    } catch (error) {
      // One that failed is tried again the next time.
      if (this.#shared.get(id) === shared) this.#shared.delete(id);
      throw error;
    }
  }

  /** Whoever opens it meanwhile gets another: caches of one folder need not know of each other. */
  async #closeUnheld(id: string, shared: Shared): Promise<void> {
    if (shared.holders.size > 0 || this.#shared.get(id) !== shared) return;
    const cache = await shared.opening;
    // What is left to write comes first, so that the next who opens it finds it.
    await this.#flush(cache);
    if (shared.holders.size > 0 || this.#shared.get(id) !== shared) return;
    this.#shared.delete(id);
    await cache.close();
  }

  async #flush(cache: ActivationCache): Promise<void> {
    try {
      await cache.flush();
    } catch (error) {
      // The cache warned of a disk that refuses.
      if (!(error instanceof StrataError)) this.#warn(toFailure(error));
    }
  }

  async #evict(folder: string): Promise<void> {
    const limit = this.#limits.get(folder);
    if (limit === undefined) return;
    try {
      await evictShards(folder, limit, await this.#pathsInUse());
    } catch (error) {
      this.#warn(toFailure(error));
    }
  }

  /** Those of caches that cannot be opened are not in use. */
  async #pathsInUse(): Promise<Set<string>> {
    const paths = new Set<string>();
    for (const { opening, holders } of this.#shared.values()) {
      const [opened] = await Promise.allSettled([opening]);
      if (opened.status === "rejected") continue;
      for (const { rows } of holders) for (const path of opened.value.pathsOf(rows)) paths.add(path);
    }
    return paths;
  }

  #options(folder: string, key: string, widths: readonly number[], identity: CachedIdentity): CacheOptions {
    const { name: model, pooling, maxTokens } = identity;
    return {
      root: folder,
      key,
      widths,
      metadata: { model, pooling, maxTokens: String(maxTokens) },
      memory: MEMORY_SHARE * machineMemory(),
      onWarning: ({ failure }) => this.#warn(failure),
    };
  }

  /** Undefined, with a warning, also where they cannot be read. */
  async #storedWidths(folder: string, key: string): Promise<readonly number[] | undefined> {
    try {
      return await storedWidths(folder, key);
    } catch (error) {
      if (!(error instanceof StrataError)) throw error;
      this.#warn(toFailure(error));
      return undefined;
    }
  }
}

/** A cache that nobody shares and nothing is evicted for. */
export function unshared(cache: ActivationCache): CacheLease {
  return { cache, settle: () => Promise.resolve(), release: () => cache.close() };
}

/** Bytes of memory that this process may have: a container may have less than the machine. */
function machineMemory(): number {
  const allowed = process.constrainedMemory();
  return allowed > 0 ? Math.min(allowed, totalmem()) : totalmem();
}
