import { StrataError } from "../protocol/errors.ts";
import { BackOff } from "./backOff.ts";
import { Block } from "./block.ts";
import { rowsPerShard } from "./mergeShards.ts";
import { KEY_BYTES, wordsOf } from "./recordKeys.ts";
import type { Segments } from "./segments.ts";
import { type CacheShape, ShardFolder } from "./shardFolder.ts";
import { bytesPerRow } from "./shardShape.ts";
import { bytesOf, type HeldShard } from "./writeShard.ts";

/** A block holds at most so much. */
const BLOCK_ROWS = 256;
const BLOCK_BYTES = 16 * 1024 * 1024;
/** States waiting for the disk, beyond which `append` waits too. */
const BACKLOG_BYTES = 128 * 1024 * 1024;
/** States held in memory although they are on the disk. */
const HELD_BYTES = 64 * 1024 * 1024;

export interface RowBufferOptions {
  readonly segments: Segments;
  /** Undefined where everything stays in memory. */
  readonly folder: ShardFolder | undefined;
  readonly shape: CacheShape;
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes of states that may wait in memory while the disk refuses. */
  readonly memory: number;
  readonly onWritten: () => void;
}

/**
 * Takes computed rows into memory, where they can be read at once, and puts them on the disk batch by batch. What the
 * disk refuses waits in memory and is tried again, later and later.
 */
export class RowBuffer {
  readonly #segments: Segments;
  readonly #folder: ShardFolder | undefined;
  readonly #shape: CacheShape;
  readonly #metadata: Readonly<Record<string, string>>;
  readonly #memory: number;
  readonly #onWritten: () => void;
  readonly #full: Block[] = [];
  #open: Block | undefined;
  /** Settles when the shards written so far are read in place of the blocks. */
  #adopting: Promise<unknown> = Promise.resolve();
  /** Shards on the disk whose rows are still held in memory, and the bytes of these. */
  readonly #written: { readonly name: string; readonly blocks: readonly Block[] }[] = [];
  #heldBytes = 0;
  #writing: Promise<StrataError | undefined> | undefined;
  /** The disk refused the last time. */
  #refused = false;
  readonly #backOff: BackOff;

  constructor({ segments, folder, shape, metadata, memory, onWritten }: RowBufferOptions) {
    this.#segments = segments;
    this.#folder = folder;
    this.#shape = shape;
    this.#metadata = metadata;
    this.#memory = memory;
    this.#onWritten = onWritten;
    this.#backOff = new BackOff(() => folder && void this.#write(folder));
  }

  /** Takes rows; known keys are skipped. Resolves, once there is room for more, to whether there is. */
  async append(keys: Uint8Array, states: Float32Array, tokens: Uint32Array, truncated: Uint8Array): Promise<boolean> {
    const size = this.#shape.widths.reduce((sum, width) => sum + width, 0);
    if (keys.length !== tokens.length * KEY_BYTES || states.length !== tokens.length * size) {
      throw new RangeError(`${tokens.length} rows with ${keys.length} bytes of keys and ${states.length} values`);
    }
    const words = wordsOf(keys);
    const bits = new Uint32Array(states.buffer, states.byteOffset, states.length);
    tokens.forEach((count, i) => {
      const row = this.#segments.table.add(words, i, count, truncated[i] ?? 0);
      if (this.#segments.has(row)) return;
      this.#segments.append(this.#room(tokens.length - i), row, bits, i * size);
      if (this.#open?.full) this.#seal();
    });
    this.#seal();
    if (this.#folder === undefined) return true;
    if (!this.#refused && this.#writing === undefined) this.#writeNow(this.#folder);
    if (!this.#refused && this.#backlog > BACKLOG_BYTES) await this.#writing;
    if (this.#refused && this.#backlog > this.#memory) await this.#write(this.#folder);
    return !this.#refused || this.#backlog <= this.#memory;
  }

  /** Resolves when every row is on the disk. Throws `cacheNotWritable`; the rows stay in memory then. */
  async flush(): Promise<void> {
    if (this.#folder === undefined) return;
    while (this.#full.length > 0) {
      const failure = await this.#write(this.#folder);
      if (failure !== undefined) throw failure;
    }
    this.#adoptWritten(this.#folder);
    await this.#adopting;
  }

  /** Shards on the disk that are not read yet, because their rows are in memory. */
  get written(): string[] {
    return this.#written.map(({ name }) => name);
  }

  /** What the disk refuses is not tried again any more, but by `flush`. */
  end(): void {
    this.#backOff.end();
  }

  get #backlog(): number {
    return this.#full.reduce((sum, block) => sum + block.bytes, 0);
  }

  /** The block for the next row, of `wanted` that come. */
  #room(wanted: number): Block {
    if (this.#open === undefined) {
      const rows = Math.min(BLOCK_ROWS, wanted, Math.floor(BLOCK_BYTES / bytesPerRow(this.#shape.widths)));
      this.#open = new Block(Math.max(1, rows), this.#shape.widths);
      this.#segments.addBlock(this.#open);
    }
    return this.#open;
  }

  /** Closes the open block to further rows. */
  #seal(): void {
    if (this.#open !== undefined && this.#folder !== undefined) this.#full.push(this.#open);
    this.#open = undefined;
  }

  /**
   * Puts a batch on the disk before the next one starts: the model blocks the thread while it runs, and a write that
   * waits for the event loop would trail many batches behind. What one write cannot take is written behind.
   */
  #writeNow(folder: ShardFolder): void {
    const blocks = this.#nextShard();
    if (blocks.length === 0) return;
    const name = ShardFolder.newName();
    try {
      folder.writeNow(name, this.#contentOf(blocks));
    } catch (error) {
      if (!(error instanceof StrataError)) throw error;
      this.#wasRefused(true);
      return;
    }
    this.#full.splice(0, blocks.length);
    this.#written.push({ name, blocks });
    this.#heldBytes += blocks.reduce((sum, block) => sum + block.bytes, 0);
    if (this.#heldBytes > HELD_BYTES) this.#adoptWritten(folder);
    if (this.#full.length > 0) void this.#write(folder);
  }

  /** Opening many small shards costs more than holding their rows for a while. */
  #adoptWritten(folder: ShardFolder): void {
    const written = this.#written.splice(0);
    this.#heldBytes = 0;
    const adopted = written.map(({ name, blocks }) => this.#adopt(folder, name, blocks));
    this.#adopting = Promise.all([this.#adopting, ...adopted]);
  }

  /** From now on the rows are read from the shard. */
  async #adopt(folder: ShardFolder, name: string, blocks: readonly Block[]): Promise<void> {
    const opened = await folder.open([name]);
    // Where another window cleared the cache this very moment, the rows stay in memory.
    if (opened.length > 0) this.#segments.replace(blocks, opened);
    this.#onWritten();
  }

  /** Writes until nothing waits; resolves with the failure that stopped it. One writes at a time. */
  #write(folder: ShardFolder): Promise<StrataError | undefined> {
    this.#writing ??= this.#writeFull(folder).finally(() => (this.#writing = undefined));
    return this.#writing;
  }

  async #writeFull(folder: ShardFolder): Promise<StrataError | undefined> {
    while (this.#full.length > 0) {
      const blocks = this.#nextShard();
      const failure = await this.#writeShard(folder, blocks);
      this.#wasRefused(failure !== undefined);
      if (failure !== undefined) return failure;
      this.#full.splice(0, blocks.length);
    }
    return undefined;
  }

  #wasRefused(refused: boolean): void {
    this.#refused = refused;
    if (refused) this.#backOff.failed();
    else this.#backOff.worked();
  }

  /** The oldest waiting blocks of equal layer types that fit into one shard: more than one only where the disk lags. */
  #nextShard(): Block[] {
    const limit = rowsPerShard(this.#shape);
    const types = this.#full[0]?.shape.wide.join();
    let rows = 0;
    const end = this.#full.findIndex((block) => {
      rows += block.rows.length;
      return block.shape.wide.join() !== types || rows > limit;
    });
    return this.#full.slice(0, end === -1 ? undefined : Math.max(1, end));
  }

  async #writeShard(folder: ShardFolder, blocks: readonly Block[]): Promise<StrataError | undefined> {
    const name = ShardFolder.newName();
    try {
      await folder.write(name, this.#contentOf(blocks));
    } catch (error) {
      if (error instanceof StrataError) return error;
      throw error;
    }
    await this.#adopt(folder, name, blocks);
    return undefined;
  }

  #contentOf(blocks: readonly Block[]): HeldShard {
    const count = blocks.reduce((sum, block) => sum + block.rows.length, 0);
    const rows = new Int32Array(count);
    let at = 0;
    for (const block of blocks) {
      rows.set(block.rows, at);
      at += block.rows.length;
    }
    return {
      shape: { rows: count, widths: this.#shape.widths, wide: blocks[0]?.shape.wide ?? [] },
      rows: this.#segments.table.columns(rows),
      metadata: this.#metadata,
      layer: (layer) => blocks.map((block) => bytesOf(block.layer(layer))),
    };
  }
}
