import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { isMissing } from "../files/systemErrors.ts";
import { UNFINISHED } from "../files/wholeWrites.ts";
import { StrataError, reasonOf } from "../protocol/errors.ts";
import { DamagedFile } from "./safetensors.ts";
import { type LayerRows, type Scratch, type Shard, type ShardRows, openShard, readLayerRows } from "./shard.ts";
import { type HeldShard, type ShardContent, writeShard, writeShardNow } from "./writeShard.ts";

/**
 * Something is not as it should be, and the work goes on: a damaged shard was set aside, a shard or the folder is
 * ignored, or what is computed stays in memory.
 */
export type CacheWarning =
  StrataError<"cacheDamaged"> | StrataError<"cacheNotReadable"> | StrataError<"cacheNotWritable">;

/** What the hidden states of one extractor have in common. */
export interface CacheShape {
  /** Width of the vector at each layer. A row of states is these vectors one behind the other. */
  readonly widths: readonly number[];
}

/** Thrown while shards are merged: one of them is gone. */
export class ShardGone extends Error {
  override readonly name = "ShardGone";
}

/** `v1` is the format: another format takes another name, and the two leave each other alone. */
export const SHARD_NAME = /^v1-[0-9a-f]{32}\.safetensors$/;

/** What a damaged shard's name ends with. */
export const SET_ASIDE = ".damaged";

const NOT_WRITABLE = "not writable";
/** Shards opened at the same time: bounds the file descriptors in use. */
const OPEN_AT_ONCE = 16;
/** An unfinished file that has not grown for so long belongs to a process that died. */
const LEFTOVER_MS = 10 * 60_000;
/** Using a shard is noted in its time stamp no more often than this. */
const TOUCH_MS = 60_000;

/** The folder of one extractor's shards, shared with other processes without locks: any file may go at any time. */
export class ShardFolder {
  readonly path: string;
  readonly #shape: CacheShape;
  readonly #onWarning: (warning: CacheWarning) => void;
  readonly #ignored = new Set<string>();
  readonly #warned = new Set<string>();
  readonly #touched = new Set<string>();

  constructor(path: string, shape: CacheShape, onWarning: (warning: CacheWarning) => void) {
    this.path = path;
    this.#shape = shape;
    this.#onWarning = onWarning;
  }

  /** A name no other shard has. */
  static newName(): string {
    return `v1-${randomUUID().replaceAll("-", "")}.safetensors`;
  }

  /** Names of the shards that are there now. */
  async names(): Promise<string[]> {
    const names = await this.#list();
    return names.filter((name) => SHARD_NAME.test(name) && !this.#ignored.has(name));
  }

  /** Opens shards; what is gone by now or cannot be used is left out. */
  async open(names: readonly string[]): Promise<{ shard: Shard; rows: ShardRows }[]> {
    const opened = [];
    for (let i = 0; i < names.length; i += OPEN_AT_ONCE) {
      const batch = names.slice(i, i + OPEN_AT_ONCE).map((name) => {
        return this.#orIgnore(name, openShard(join(this.path, name), name, this.#shape.widths));
      });
      opened.push(...(await Promise.all(batch)));
    }
    return opened.filter((shard) => shard !== undefined);
  }

  /** Rows of one layer; `undefined` where the shard is gone or cannot be used. */
  async read(
    shard: Shard,
    layer: number,
    first: number,
    last: number,
    scratch: Scratch,
  ): Promise<LayerRows | undefined> {
    const path = join(this.path, shard.name);
    const rows = await this.#orIgnore(shard.name, readLayerRows(path, shard, layer, first, last, scratch));
    if (rows !== undefined) await this.#touch(shard);
    return rows;
  }

  /** Writes a shard, whole or not at all. Throws `cacheNotWritable`, after a warning, and `ShardGone`. */
  async write(name: string, content: ShardContent): Promise<void> {
    const path = join(this.path, name);
    try {
      // Once more if need be: another window may just have cleared the cache, a virus scanner may hold the file.
      await writeShard(path, content).catch(() => writeShard(path, content));
    } catch (error) {
      if (error instanceof ShardGone) throw error;
      throw this.#notWritable(error);
    }
    this.#warned.delete(NOT_WRITABLE);
  }

  /** Writes a shard before it returns, not synced. Throws `cacheNotWritable`, after a warning. */
  writeNow(name: string, content: HeldShard): void {
    try {
      writeShardNow(join(this.path, name), content);
    } catch (error) {
      throw this.#notWritable(error);
    }
    this.#warned.delete(NOT_WRITABLE);
  }

  /** Throws `cacheNotWritable`, after a warning. */
  async remove(names: readonly string[]): Promise<void> {
    try {
      for (const name of names) await rm(join(this.path, name), { force: true });
    } catch (error) {
      throw this.#notWritable(error);
    }
  }

  /** Removes what processes left that died while writing. */
  async removeLeftovers(): Promise<void> {
    const oldest = Date.now() - LEFTOVER_MS;
    for (const name of (await this.#list()).filter((name) => name.endsWith(UNFINISHED))) {
      const path = join(this.path, name);
      // Another window may have removed it, and a folder that cannot be written keeps it.
      const [found] = await Promise.allSettled([stat(path)]);
      if (found.status === "fulfilled" && found.value.mtimeMs < oldest) await Promise.allSettled([rm(path)]);
    }
  }

  async #list(): Promise<string[]> {
    try {
      return (await readdir(this.path)).sort();
    } catch (error) {
      if (!isMissing(error)) this.#warnUnread(this.path, error);
      return [];
    }
  }

  async #orIgnore<T>(name: string, reading: Promise<T>): Promise<T | undefined> {
    try {
      return await reading;
    } catch (error) {
      if (!isMissing(error)) await this.#ignore(name, error);
      return undefined;
    }
  }

  async #ignore(name: string, error: unknown): Promise<void> {
    this.#ignored.add(name);
    const path = join(this.path, name);
    if (error instanceof DamagedFile) {
      // Where it cannot be renamed, this process ignores it all the same.
      await Promise.allSettled([rename(path, path + SET_ASIDE)]);
      this.#warn(path, new StrataError("cacheDamaged", { path, reason: error.message }, { cause: error }));
    } else {
      this.#warnUnread(path, error);
    }
  }

  #notWritable(error: unknown): StrataError {
    const detail = { folder: this.path, reason: reasonOf(error) };
    const failure = new StrataError("cacheNotWritable", detail, { cause: error });
    this.#warn(NOT_WRITABLE, failure);
    return failure;
  }

  #warnUnread(path: string, error: unknown): void {
    this.#warn(path, new StrataError("cacheNotReadable", { path, reason: reasonOf(error) }, { cause: error }));
  }

  /** Says everything once; a folder that can be written again and then cannot is worth a second word. */
  #warn(about: string, warning: CacheWarning): void {
    if (this.#warned.has(about)) return;
    this.#warned.add(about);
    this.#onWarning(warning);
  }

  /** Notes the use in the time stamp, by which the least recently used are evicted. */
  async #touch(shard: Shard): Promise<void> {
    if (this.#touched.has(shard.name)) return;
    this.#touched.add(shard.name);
    const now = new Date();
    // A folder that can only be read keeps its order.
    if (now.getTime() - shard.modified > TOUCH_MS) {
      await Promise.allSettled([utimes(join(this.path, shard.name), now, now)]);
    }
  }
}
