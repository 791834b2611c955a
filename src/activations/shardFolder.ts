import { randomUUID } from "node:crypto";
import { readdir, rename, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { patiently } from "../files/patience.ts";
import { isMissing, isPassing } from "../files/systemErrors.ts";
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
/** Shards are opened for so long before others have their turn. */
const TURN_MS = 10;
/** An unfinished file that has not grown for so long belongs to a process that died. */
const LEFTOVER_MS = 10 * 60_000;
/** Using a shard is noted in its time stamp no more often than this. */
const TOUCH_MS = 60_000;

/** The folder of one extractor's shards, shared with other processes without locks: any file may go at any time. */
export class ShardFolder {
  readonly path: string;
  readonly #shape: CacheShape;
  readonly #onWarning: (warning: CacheWarning) => void;
  /** Damaged shards that could not be set aside. */
  readonly #damaged = new Set<string>();
  /** Shards that could not be read; left out until `tryAgain`. */
  readonly #unreadable = new Set<string>();
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

  /** Names of the usable shards that are there now; undefined, after a warning, where the folder cannot be listed. */
  async names(): Promise<string[] | undefined> {
    const names = await this.#list();
    return names?.filter((name) => SHARD_NAME.test(name) && this.isUsable(name));
  }

  /** Whether a shard was not found damaged or unreadable. */
  isUsable(name: string): boolean {
    return !this.#damaged.has(name) && !this.#unreadable.has(name);
  }

  /** What could not be read is tried again from now on: who may read it, or how much is open, can change. */
  tryAgain(): void {
    for (const name of this.#unreadable) this.#warned.delete(join(this.path, name));
    this.#unreadable.clear();
  }

  /** Opens shards; what is gone by now or cannot be used is left out. */
  async open(names: readonly string[]): Promise<{ shard: Shard; rows: ShardRows }[]> {
    const opened: { shard: Shard; rows: ShardRows }[] = [];
    let turned = performance.now();
    for (const name of names) {
      const reading = patiently(() => openShard(join(this.path, name), name, this.#shape.widths));
      const shard = await reading.catch((error: unknown) => this.#leaveOut(name, error));
      if (shard !== undefined) opened.push(shard);
      if (performance.now() - turned < TURN_MS) continue;
      await setImmediate();
      turned = performance.now();
    }
    return opened;
  }

  /**
   * Rows of one layer; `undefined` where the shard is gone or cannot be used. Throws `cacheNotReadable`, after a
   * warning, where only this moment is to blame: the shard stays in use.
   */
  async read(
    shard: Shard,
    layer: number,
    first: number,
    last: number,
    scratch: Scratch,
  ): Promise<LayerRows | undefined> {
    const path = join(this.path, shard.name);
    try {
      const rows = await patiently(() => readLayerRows(path, shard, layer, first, last, scratch));
      await this.#touch(shard);
      return rows;
    } catch (error) {
      if (isPassing(error)) throw this.#notReadable(path, error);
      return this.#leaveOut(shard.name, error);
    }
  }

  /** Writes a shard, whole or not at all. Throws `cacheNotWritable`, after a warning, and what its content throws. */
  async write(name: string, content: ShardContent): Promise<void> {
    const path = join(this.path, name);
    try {
      // Once more if need be: another window may just have cleared the cache, a virus scanner may hold the file.
      await writeShard(path, content).catch(() => writeShard(path, content));
    } catch (error) {
      if (error instanceof ShardGone || error instanceof StrataError) throw error;
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
    for (const name of ((await this.#list()) ?? []).filter((name) => name.endsWith(UNFINISHED))) {
      const path = join(this.path, name);
      // Another window may have removed it, and a folder that cannot be written keeps it.
      const [found] = await Promise.allSettled([stat(path)]);
      if (found.status === "fulfilled" && found.value.mtimeMs < oldest) await Promise.allSettled([rm(path)]);
    }
  }

  /** A folder that is not there has no files; one that cannot be listed may have some. */
  async #list(): Promise<string[] | undefined> {
    try {
      const names = await patiently(() => readdir(this.path));
      this.#warned.delete(this.path);
      return names.sort();
    } catch (error) {
      if (isMissing(error)) return [];
      this.#notReadable(this.path, error);
      return undefined;
    }
  }

  /** Takes a shard out of use, with a warning unless someone else removed it. */
  async #leaveOut(name: string, error: unknown): Promise<undefined> {
    if (isMissing(error)) return;
    const path = join(this.path, name);
    if (error instanceof DamagedFile) {
      this.#damaged.add(name);
      // Where it cannot be renamed, this process ignores it all the same.
      await Promise.allSettled([rename(path, path + SET_ASIDE)]);
      this.#warn(path, new StrataError("cacheDamaged", { path, reason: error.message }, { cause: error }));
    } else {
      this.#unreadable.add(name);
      this.#notReadable(path, error);
    }
  }

  #notWritable(error: unknown): StrataError {
    const detail = { folder: this.path, reason: reasonOf(error) };
    const failure = new StrataError("cacheNotWritable", detail, { cause: error });
    this.#warn(NOT_WRITABLE, failure);
    return failure;
  }

  #notReadable(path: string, error: unknown): StrataError {
    const failure = new StrataError("cacheNotReadable", { path, reason: reasonOf(error) }, { cause: error });
    this.#warn(path, failure);
    return failure;
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
