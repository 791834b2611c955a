import type { RunResult } from "../protocol/engine.ts";
import type { TextFaultKind } from "../protocol/reading.ts";
import type { RecordFacts } from "../activations/rowTable.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { RowIndex, SlotIndex } from "../protocol/indices.ts";
import type { BorrowOptions } from "./borrowRows.ts";
import type { Points } from "./points.ts";
import type { Slots } from "./slots.ts";

/** What a user is told of where states come from; what a source does not know is absent. */
export type Origin = Pick<RunResult, "model" | "pooling" | "maxTokens" | "device" | "notices">;

/** Some slots whose states are there now, or that have none. */
export interface ComputedBatch {
  readonly slots: Uint32Array;
  /** `[slots × all widths]`, a row each, where they are at hand. */
  readonly states: Float32Array | undefined;
  /** Slots without states, and why. */
  readonly failed: readonly { readonly slot: SlotIndex; readonly kind: TextFaultKind; readonly reason: string }[];
  /** In which the model itself computed. */
  readonly runSeconds: number;
}

/**
 * What gives the points of a data set their states: a model with its cache, or a file of states. Nothing behind it asks
 * where they come from. It can be read until it is released.
 */
export interface StateSource {
  /** Names everything the states depend on: two runs with the same one can share coordinates. */
  readonly key: string;
  /** Names what is kept of results of these states: states that somebody else computed never speak for a model's own. */
  readonly resultKey: string;
  /** `embedding, 1 … L` */
  readonly layers: readonly string[];
  /** Width of the vector at each layer. */
  readonly widths: readonly number[];
  /** The space each layer's vectors lie in, by any name: only within one space do directions compare. */
  readonly spaces: readonly string[];
  readonly origin: Origin;
  /** What of a data set has states of its own: its records, or parts of them. Throws what reading the source throws. */
  pointsOf(records: Points, signal: AbortSignal): Promise<Points>;
  /** `[keys]` row of the states of each key; -1 where they are not there. */
  lookup(keys: Uint8Array): Int32Array;
  /** What is known of a row besides its states. */
  facts(row: RowIndex): RecordFacts;
  /** The states of given rows, in this order. */
  states(rows: Int32Array): LayerStates;
  /** Takes over what is computed elsewhere already; ends where the signal aborts. */
  borrow(slots: Slots, options: BorrowOptions): Promise<void>;
  /** Makes ready to compute, which may take a while; returns early where the signal aborts. Throws what loading throws. */
  prepare(signal: AbortSignal): Promise<void>;
  /**
   * Computes the states of some slots and takes them in, batch by batch; after the signal aborts no further batch
   * starts, nor where there is no room for one. A source that only has what it has gives none. Throws what computing throws.
   */
  compute(wanted: Uint32Array, slots: Slots, points: Points, signal: AbortSignal): AsyncGenerator<ComputedBatch>;
  /** What is to be said besides, once the states are there. */
  furtherNotices(signal: AbortSignal): Promise<Origin["notices"]>;
  /** Resolves when what was computed is on the disk. From now on only these rows are in use. What fails is warned of. */
  settle(rows: Int32Array): Promise<void>;
  /** Nobody reads of it any more; the second time does nothing. */
  release(): Promise<void>;
}
