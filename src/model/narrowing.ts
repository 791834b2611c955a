import type { BatchSize } from "./batchSize.ts";
import { type FailedText, runReason, type TextFaults } from "./textFaults.ts";

/** The states of some texts, as the session gave them. */
export interface RanBatch {
  /** Each point the vectors of all layers one behind the other. */
  readonly states: Float32Array;
  /** `[rows]` points of each row, one behind the other in `states`. */
  readonly points: Uint32Array;
  /** `[points × 2]` of points that are tokens; else empty. */
  readonly ranges: Uint32Array;
  /** `[rows]` */
  readonly tokens: Uint32Array;
  /** `[rows]` */
  readonly truncated: Uint8Array;
  readonly runSeconds: number;
}

/** A part of what was asked for: states of some members, or the member that has none. */
export interface NarrowedPart {
  readonly members: Uint32Array;
  readonly batch: RanBatch;
  readonly failed: readonly FailedText[];
}

export interface NarrowingOptions {
  /** Runs some texts together. Throws what the session throws. */
  readonly run: (members: Uint32Array) => Promise<RanBatch>;
  /** `[texts]` tokens of each text of the window. */
  readonly lengths: Uint32Array;
  /** The members of the window that can be run. */
  readonly usable: Uint32Array;
  /** Width of the vector at each layer, and the layers' names. */
  readonly layers: readonly { readonly name: string; readonly width: number }[];
  readonly faults: TextFaults;
  readonly signal: AbortSignal | undefined;
}

/** Texts tried before a model is given up. */
const PROBES = 3;

const NOTHING: RanBatch = {
  states: new Float32Array(),
  points: new Uint32Array(),
  ranges: new Uint32Array(),
  tokens: new Uint32Array(),
  truncated: new Uint8Array(),
  runSeconds: 0,
};

/**
 * Runs batches of one window. One that fails is halved, down to the texts that fail alone; where none does it was too
 * large, and `size` learns it. Rows whose states are not finite are run again alone, because operators that scale a
 * batch by its largest number spoil the others.
 */
export class Narrowing {
  readonly #options: NarrowingOptions;
  readonly #failed = new Set<number>();

  constructor(options: NarrowingOptions) {
    this.#options = options;
  }

  /** The states of some members. Throws the run's failure where it seems that every text fails. */
  async *run(members: Uint32Array, size: BatchSize): AsyncGenerator<NarrowedPart> {
    const { run, faults, signal } = this.#options;
    let batch: RanBatch;
    try {
      batch = await run(members);
    } catch (cause) {
      // What fails while the run ends is tried again by the next one.
      if (signal?.aborted) return;
      if (members.length === 1) {
        yield await this.#fail(members, "modelFailed", runReason(this.#tokensOf(members), cause), cause);
        return;
      }
      const before = faults.count;
      const half = members.length >> 1;
      for (const part of [members.subarray(0, half), members.subarray(half)])
        if (!signal?.aborted) yield* this.run(part, size);
      const tokens = members.length * this.#tokensOf(members);
      if (faults.count === before && !signal?.aborted && size.tokens >= tokens) size.failed(tokens);
      return;
    }
    yield* this.#finite(members, batch, size);
  }

  async *#finite(members: Uint32Array, batch: RanBatch, size: BatchSize): AsyncGenerator<NarrowedPart> {
    const rowStates = byRow(batch.states, batch.points);
    const rowOf = (row: number) => rowStates[row] ?? new Float32Array();
    const wrong = [...members.keys()].filter((row) => !rowOf(row).every(Number.isFinite));
    if (wrong.length < members.length) {
      this.#options.faults.succeeded();
      yield { ...withoutRows(members, batch, new Set(wrong)), failed: [] };
    }
    if (members.length === 1 && wrong.length === 1) {
      const reason = `its states at layer ${this.#layerOf(rowOf(0))} are not finite numbers`;
      yield await this.#fail(members, "statesNotFinite", reason);
      return;
    }
    for (const row of wrong) if (!this.#options.signal?.aborted) yield* this.run(members.subarray(row, row + 1), size);
  }

  async #fail(members: Uint32Array, kind: FailedText["kind"], reason: string, cause?: unknown): Promise<NarrowedPart> {
    const { faults } = this.#options;
    const row = members[0] ?? 0;
    this.#failed.add(row);
    faults.add(reason, cause);
    if (faults.areSuspicious && !this.#options.signal?.aborted) await this.#probe();
    return { members: new Uint32Array(), batch: NOTHING, failed: [{ row, kind, reason }] };
  }

  /** Asks the model for other texts, the shortest one among them. Throws the run's failure where it fails at all. */
  async #probe(): Promise<void> {
    const { run, usable, lengths, faults } = this.#options;
    const others = usable
      .filter((member) => !this.#failed.has(member))
      .sort((a, b) => (lengths[a] ?? 0) - (lengths[b] ?? 0));
    const step = Math.max(1, Math.floor(others.length / PROBES));
    const probes = others.filter((_, index) => index % step === 0).subarray(0, PROBES);
    for (const member of probes) {
      try {
        const { states } = await run(Uint32Array.of(member));
        if (!states.every(Number.isFinite)) continue;
        faults.succeeded();
        return;
      } catch {
        // What fails is counted when its turn comes; here only a success tells something.
      }
    }
    if (probes.length > 0 && !this.#options.signal?.aborted) throw faults.failure();
  }

  #tokensOf(members: Uint32Array): number {
    return members.reduce((most, member) => Math.max(most, this.#options.lengths[member] ?? 0), 0);
  }

  /** Name of the first layer whose vector is not finite. */
  #layerOf(states: Float32Array): string {
    const { layers } = this.#options;
    const size = layers.reduce((sum, { width }) => sum + width, 0);
    let place = states.findIndex((value) => !Number.isFinite(value)) % size;
    return layers.find(({ width }) => (place -= width) < 0)?.name ?? "";
  }
}

function withoutRows(
  members: Uint32Array,
  batch: RanBatch,
  left: ReadonlySet<number>,
): { members: Uint32Array; batch: RanBatch } {
  if (left.size === 0) return { members, batch };
  const kept = Uint32Array.from(members.keys()).filter((row) => !left.has(row));
  const [states, ranges] = [byRow(batch.states, batch.points), byRow(batch.ranges, batch.points)];
  const keptOf = <T>(rows: readonly T[]) => rows.filter((_, row) => !left.has(row));
  return {
    members: kept.map((row) => members[row] ?? 0),
    batch: {
      states: joinedInto((length) => new Float32Array(length), keptOf(states)),
      points: kept.map((row) => batch.points[row] ?? 0),
      ranges: joinedInto((length) => new Uint32Array(length), keptOf(ranges)),
      tokens: kept.map((row) => batch.tokens[row] ?? 0),
      truncated: Uint8Array.from(kept, (row) => batch.truncated[row] ?? 0),
      runSeconds: batch.runSeconds,
    },
  };
}

/** What rows of so many points have of numbers that every point has as many of. */
function byRow<T extends Float32Array | Uint32Array>(values: T, points: Uint32Array): T[] {
  const count = points.reduce((sum, each) => sum + each, 0);
  const size = count === 0 ? 0 : values.length / count;
  let end = 0;
  return Array.from(points, (each) => values.subarray(end, (end += each * size)) as T);
}

function joinedInto<T extends Float32Array | Uint32Array>(make: (length: number) => T, parts: readonly T[]): T {
  const joined = make(parts.reduce((sum, part) => sum + part.length, 0));
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}
