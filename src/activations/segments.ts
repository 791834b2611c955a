import { Block } from "./block.ts";
import { NONE, RowTable } from "./rowTable.ts";
import type { Shard, ShardRows } from "./shard.ts";

/** A shard whose rows have numbers in this process: `rows[place]` is the number of the row at that place. */
export interface StoredSegment {
  readonly shard: Shard;
  readonly rows: Int32Array;
}

/** Where rows are: in memory or in a shard. */
export type Segment = Block | StoredSegment;

/** Rows of one segment: the row asked for at `positions[i]` is at `places[i]`. */
export interface LocatedRows {
  readonly positions: number[];
  readonly places: number[];
}

export function isBlock(segment: Segment): segment is Block {
  return segment instanceof Block;
}

/** Which row is where. Holds no file open and waits for nothing, so that every change is seen whole. */
export class Segments {
  readonly table = new RowTable();
  readonly #byId = new Map<number, Segment>();
  readonly #idOf = new Map<Segment, number>();
  readonly #byName = new Map<string, StoredSegment>();
  #nextId = 0;

  get stored(): StoredSegment[] {
    return [...this.#byName.values()];
  }

  /** The shards that hold some of these rows. */
  storedOf(rows: Int32Array): StoredSegment[] {
    const ids = new Set<number>();
    for (const row of rows) ids.add(this.table.segmentOf(row));
    return this.stored.filter((segment) => ids.has(this.#idOf.get(segment) ?? NONE));
  }

  /** Positions of the rows that are somewhere, in the order in which they lie there. */
  inOrder(rows: Int32Array): Uint32Array {
    const { table } = this;
    const positions = Uint32Array.from(rows.keys()).filter((position) => this.has(rows[position] ?? NONE));
    return positions.sort((a, b) => {
      const [left, right] = [rows[a] ?? NONE, rows[b] ?? NONE];
      return table.segmentOf(left) - table.segmentOf(right) || table.placeOf(left) - table.placeOf(right);
    });
  }

  addBlock(block: Block): void {
    this.#register(block);
  }

  /** Adds a row to a block that was added before. */
  append(block: Block, row: number, bits: Uint32Array, start: number): void {
    this.table.move(row, this.#idOf.get(block) ?? NONE, block.add(row, bits, start));
  }

  has(row: number): boolean {
    return this.table.segmentOf(row) !== NONE;
  }

  /**
   * Takes segments out and puts shards in, in one step. Rows whose segment goes move to another that has them; where
   * none has, they are nowhere, and keep their number.
   */
  replace(gone: readonly Segment[], opened: readonly { shard: Shard; rows: ShardRows }[]): void {
    const orphans = gone.flatMap((segment) => this.#remove(segment));
    for (const { shard, rows } of opened) {
      if (!this.#byName.has(shard.name)) this.#adopt(shard, rows);
    }
    if (orphans.some((row) => !this.has(row))) for (const segment of this.stored) this.#claim(segment);
  }

  /** Where the rows at the given positions are now, by segment; `undefined` has those that are nowhere. */
  locate(rows: Int32Array, positions: Iterable<number>): Map<Segment | undefined, LocatedRows> {
    const groups = new Map<number, LocatedRows>();
    for (const position of positions) {
      const row = rows[position] ?? NONE;
      const id = this.table.segmentOf(row);
      let group = groups.get(id);
      if (group === undefined) groups.set(id, (group = { positions: [], places: [] }));
      group.positions.push(position);
      group.places.push(this.table.placeOf(row));
    }
    return new Map(Array.from(groups, ([id, group]) => [this.#byId.get(id), group]));
  }

  #register(segment: Segment): void {
    const id = this.#nextId++;
    this.#byId.set(id, segment);
    this.#idOf.set(segment, id);
    if (!isBlock(segment)) this.#byName.set(segment.shard.name, segment);
  }

  /** Returns the rows that are nowhere now. */
  #remove(segment: Segment): number[] {
    const id = this.#idOf.get(segment);
    if (id === undefined) return [];
    this.#byId.delete(id);
    this.#idOf.delete(segment);
    if (!isBlock(segment)) this.#byName.delete(segment.shard.name);
    const orphans: number[] = [];
    for (const row of segment.rows) {
      if (this.table.segmentOf(row) !== id) continue;
      this.table.move(row, NONE, 0);
      orphans.push(row);
    }
    return orphans;
  }

  #adopt(shard: Shard, { keys, tokens, truncated }: ShardRows): void {
    const rows = tokens.map((count, i) => this.table.add(keys, i, count, truncated[i] ?? 0));
    const segment = { shard, rows: new Int32Array(rows) };
    this.#register(segment);
    this.#claim(segment);
  }

  /** Makes a segment the place of those of its rows that are nowhere. */
  #claim(segment: Segment): void {
    const id = this.#idOf.get(segment) ?? NONE;
    segment.rows.forEach((row, place) => {
      if (!this.has(row)) this.table.move(row, id, place);
    });
  }
}
