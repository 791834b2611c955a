import { join } from "node:path";
import { LayerReader } from "./layerReader.ts";
import { wordsOf } from "./recordKeys.ts";
import { RecordStates } from "./recordStates.ts";
import { RowBuffer } from "./rowBuffer.ts";
import { NONE, type RecordFacts } from "./rowTable.ts";
import { Segments } from "./segments.ts";
import type { FinalNormView } from "../protocol/finalNorm.ts";
import type { Shard } from "./shard.ts";
import { type CacheShape, type CacheWarning, ShardFolder } from "./shardFolder.ts";
import { ShardMerger } from "./shardMerger.ts";
import { widthsMetadata } from "./shardShape.ts";

/** Shards vanish while they are opened where another process merges them: list again so many times. */
const LISTINGS = 5;

export interface CacheOptions extends CacheShape {
  /** The folder of all caches. */
  readonly root: string;
  /** Name of this extractor's folder in it: `extractorKey`. */
  readonly key: string;
  /** What the shards say of their origin to other tools: model, pooling, tokenizer, maximum length. */
  readonly metadata: Readonly<Record<string, string>>;
  /** Bytes of states that may wait in memory while the disk refuses them. */
  readonly memory: number;
  readonly onWarning: (warning: CacheWarning) => void;
}

/**
 * The hidden states one extractor computed, by record, in safetensors shards that several processes share without
 * locks. A key has a row number, the same as long as this object lives. States are kept as float16; see `Block`.
 */
export class ActivationCache implements CacheShape {
  readonly widths: readonly number[];
  readonly #segments = new Segments();
  readonly #folder: ShardFolder | undefined;
  readonly #merger: ShardMerger | undefined;
  readonly #buffer: RowBuffer;
  readonly #reader: LayerReader;
  #refreshing: Promise<void> | undefined;

  private constructor(shape: CacheShape, folder?: ShardFolder, options?: CacheOptions) {
    const { metadata: origin = {}, memory = Infinity } = options ?? {};
    const segments = this.#segments;
    this.widths = shape.widths;
    this.#folder = folder;
    const metadata = { format: "embedding-strata activations 1", ...origin, ...widthsMetadata(shape.widths) };
    const refresh = () => this.#takeIn();
    if (folder !== undefined) this.#merger = new ShardMerger(segments, folder, shape, metadata, refresh);
    const onWritten = () => this.#merger?.mergeSoon();
    this.#buffer = new RowBuffer({ segments, folder, shape, metadata, memory, onWritten });
    this.#reader = new LayerReader(segments, folder, shape.widths, refresh);
  }

  /** Opens what the folder holds; a folder that is not there is an empty cache. Never fails: see `onWarning`. */
  static async open(options: CacheOptions): Promise<ActivationCache> {
    const folder = new ShardFolder(join(options.root, options.key), options, options.onWarning);
    const cache = new ActivationCache(options, folder, options);
    await folder.removeLeftovers();
    await cache.refresh();
    cache.#merger?.mergeSoon();
    return cache;
  }

  /** A cache that keeps everything in memory, as float16. */
  static inMemory(shape: CacheShape): ActivationCache {
    return new ActivationCache(shape);
  }

  /** Paths of the shards that hold these rows, of all shards without: what `evictShards` should keep. */
  pathsOf(rows?: Int32Array): string[] {
    const folder = this.#folder?.path ?? "";
    const stored = rows === undefined ? this.#segments.stored : this.#segments.storedOf(rows);
    return [...stored.map(({ shard }) => shard.name), ...this.#buffer.written].map((name) => join(folder, name));
  }

  /** Row of each key, `[keys]`; -1 where the record is not in the cache. */
  lookup(keys: Uint8Array): Int32Array {
    const words = wordsOf(keys);
    return new Int32Array(words.length / 4).map((_, i) => {
      const row = this.#segments.table.find(words, i);
      return this.#segments.has(row) ? row : NONE;
    });
  }

  /** What is known of a row besides its states. */
  facts(row: number): RecordFacts {
    return this.#segments.table.facts(row);
  }

  /**
   * Adds computed records: their states, a row for each key, the tokens the model read of each, special tokens
   * included, and 1 where it did not read all. They can be looked up and read at once, and are written within a second;
   * records that are there already are skipped. What the disk refuses stays in memory, can be read, and is tried again.
   * Resolves, once there is room for more, to whether there is: false where more waits for the disk than `memory`.
   */
  append(keys: Uint8Array, states: Float32Array, tokens: Uint32Array, truncated: Uint8Array): Promise<boolean> {
    return this.#buffer.append(keys, states, tokens, truncated);
  }

  /** Resolves when everything is on the disk, safe from a crash. Throws `cacheNotWritable`; nothing is lost then. */
  flush(): Promise<void> {
    return this.#buffer.flush();
  }

  /** Positions of the rows that are there, in the order in which they are read soonest. */
  inShardOrder(rows: Int32Array): Uint32Array {
    return this.#segments.inOrder(rows);
  }

  /**
   * Writes the states of rows at a layer, in any order, to `into`, `[rows, width]`. Throws `cacheRowsLost` where
   * another process removed some or they were damaged: `lookup` tells which to compute again; and the signal's reason
   * where it aborts, before the next shard is read.
   */
  readLayer(layer: number, rows: Int32Array, into: Float32Array, signal?: AbortSignal): Promise<void> {
    return this.#reader.read(layer, rows, into, signal);
  }

  /** The states of given rows, one per record, to be read in record order. `spaces` and `finalNorm`: see `LayerStates`. */
  states(
    rows: Int32Array,
    spaces: readonly string[] = this.widths.map(String),
    finalNorm?: FinalNormView,
  ): RecordStates {
    const { widths } = this;
    return new RecordStates({ widths, spaces, finalNorm }, rows, (...read) => this.readLayer(...read));
  }

  /** Takes in what other processes wrote, drops what they removed, and tries again what could not be read. */
  refresh(): Promise<void> {
    this.#folder?.tryAgain();
    return this.#takeIn();
  }

  /** Merges small shards now; happens by itself when nothing was written for some seconds. Throws `cacheNotWritable`. */
  async merge(): Promise<void> {
    await this.#merger?.merge();
  }

  /** Writes what is left; a disk that refuses was warned of. Rows can still be read afterwards. */
  async close(): Promise<void> {
    await this.#merger?.stop();
    await Promise.allSettled([this.flush()]);
    this.#buffer.end();
    await this.#merger?.stop();
  }

  #takeIn(): Promise<void> {
    if (this.#folder === undefined) return Promise.resolve();
    this.#refreshing ??= this.#relist(this.#folder).finally(() => (this.#refreshing = undefined));
    return this.#refreshing;
  }

  /** Where the folder cannot be listed, what is known stays in use, but for what cannot be read either. */
  async #relist(folder: ShardFolder): Promise<void> {
    for (let listing = 0, gone = true; gone && listing < LISTINGS; listing++) {
      const known = this.#segments.stored;
      const listed = await folder.names();
      const names = new Set(listed);
      const isThere = ({ name }: Shard) => (listed === undefined ? folder.isUsable(name) : names.has(name));
      const vanished = known.filter(({ shard }) => !isThere(shard));
      for (const { shard } of known) names.delete(shard.name);
      const opened = await folder.open([...names]);
      this.#segments.replace(vanished, opened);
      gone = opened.length < names.size;
    }
  }
}
