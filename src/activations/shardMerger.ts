import { StrataError } from "../protocol/errors.ts";
import { mergeGroups, mergeShards, rowsPerShard } from "./mergeShards.ts";
import type { Segments, StoredSegment } from "./segments.ts";
import { type CacheShape, type ShardFolder, ShardGone } from "./shardFolder.ts";

/** Small shards are merged when none was written for so long, or at once when there are many. */
const IDLE_MS = 3000;
const MANY_GROUPS = 8;

/** Merges small shards in the background. Old ones go only when the merged one is there, so no row is ever missing. */
export class ShardMerger {
  readonly #segments: Segments;
  readonly #folder: ShardFolder;
  readonly #shape: CacheShape;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #refresh: () => Promise<void>;
  #merging: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(
    segments: Segments,
    folder: ShardFolder,
    shape: CacheShape,
    metadata: Readonly<Record<string, string>>,
    refresh: () => Promise<void>,
  ) {
    this.#segments = segments;
    this.#folder = folder;
    this.#shape = shape;
    this.#metadata = metadata;
    this.#refresh = refresh;
  }

  /** Merges what is worth it. Throws `cacheNotWritable`. */
  merge(): Promise<void> {
    this.#merging ??= this.#mergeGroups().finally(() => (this.#merging = undefined));
    return this.#merging;
  }

  /** To be called when a shard was written. Does not keep the process alive. */
  mergeSoon(): void {
    clearTimeout(this.#timer);
    const delay = this.#groups().length >= MANY_GROUPS ? 0 : IDLE_MS;
    this.#timer = setTimeout(() => void this.#mergeBehind(), delay).unref();
  }

  /** Waits for a merge under way; no other begins. */
  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    if (this.#merging !== undefined) await Promise.allSettled([this.#merging]);
  }

  async #mergeBehind(): Promise<void> {
    try {
      await this.merge();
    } catch (error) {
      // The folder has warned that it cannot be written.
      if (!(error instanceof StrataError)) throw error;
    }
  }

  #groups(): StoredSegment[][] {
    return mergeGroups(this.#segments.stored, rowsPerShard(this.#shape));
  }

  async #mergeGroups(): Promise<void> {
    for (const group of this.#groups()) {
      if (!(await this.#mergeGroup(group))) return this.#refresh();
    }
  }

  /** Returns whether the shards were still there. */
  async #mergeGroup(group: readonly StoredSegment[]): Promise<boolean> {
    let name: string;
    try {
      name = await mergeShards(this.#folder, this.#segments.table, group, this.#metadata);
    } catch (error) {
      if (error instanceof ShardGone) return false;
      throw error;
    }
    const opened = await this.#folder.open([name]);
    if (opened.length === 0) return false;
    this.#segments.replace(group, opened);
    await this.#folder.remove(group.map(({ shard }) => shard.name));
    return true;
  }
}
