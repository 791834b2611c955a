import { StrataError } from "../protocol/errors.ts";
import { decodeFloat16 } from "./float16.ts";
import { type LocatedRows, type Segment, type Segments, isBlock } from "./segments.ts";
import { type LayerRows, Scratch } from "./shard.ts";
import type { ShardFolder } from "./shardFolder.ts";

/** Shards vanish while they are read where another process merges them: look again so many times. */
const ATTEMPTS = 5;

/** Reads a layer segment by segment, so that each file is opened once, and never holds more than one of them. */
export class LayerReader {
  readonly #segments: Segments;
  readonly #folder: ShardFolder | undefined;
  readonly #widths: readonly number[];
  readonly #refresh: () => Promise<void>;

  constructor(
    segments: Segments,
    folder: ShardFolder | undefined,
    widths: readonly number[],
    refresh: () => Promise<void>,
  ) {
    this.#segments = segments;
    this.#folder = folder;
    this.#widths = widths;
    this.#refresh = refresh;
  }

  /** Writes the states of `rows`, in any order, to `into`, `[rows, width]`. Throws `cacheRowsLost`, `signal.reason`. */
  async read(layer: number, rows: Int32Array, into: Float32Array, signal?: AbortSignal): Promise<void> {
    const scratch = new Scratch();
    const width = this.#widths[layer] ?? 0;
    let waiting: Uint32Array = Uint32Array.from(rows.keys());
    for (let attempt = 0; attempt < ATTEMPTS && waiting.length > 0; attempt++) {
      if (attempt > 0) await this.#refresh();
      const missed: number[][] = [];
      for (const [segment, located] of this.#segments.locate(rows, waiting)) {
        signal?.throwIfAborted();
        const found = await this.#rowsOf(segment, layer, located.places, scratch);
        if (found === undefined) missed.push(located.positions);
        else decode(found, located, width, into);
      }
      waiting = Uint32Array.from(missed.flat());
    }
    if (waiting.length > 0) {
      throw new StrataError("cacheRowsLost", { folder: this.#folder?.path ?? "", records: waiting.length });
    }
  }

  async #rowsOf(
    segment: Segment | undefined,
    layer: number,
    places: readonly number[],
    scratch: Scratch,
  ): Promise<LayerRows | undefined> {
    if (segment === undefined) return undefined;
    if (isBlock(segment)) return { first: 0, states: segment.layer(layer) };
    const first = places.reduce((least, place) => Math.min(least, place));
    const last = places.reduce((most, place) => Math.max(most, place));
    return this.#folder?.read(segment.shard, layer, first, last, scratch);
  }
}

function decode(
  { first, states }: LayerRows,
  { positions, places }: LocatedRows,
  width: number,
  into: Float32Array,
): void {
  for (let i = 0; i < positions.length; i++) {
    const from = ((places[i] ?? 0) - first) * width;
    const to = (positions[i] ?? 0) * width;
    if (states instanceof Uint16Array) decodeFloat16(states, from, into, to, width);
    else into.set(states.subarray(from, from + width), to);
  }
}
