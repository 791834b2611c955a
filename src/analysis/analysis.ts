import type { Algebra } from "../projection/algebra.ts";
import type { LayerStates } from "../projection/layerStates.ts";
import type { Parameters, ParameterValues } from "../protocol/parameters.ts";

/** One number for every record at every layer. */
export interface Metric {
  readonly kind: "metric";
  readonly id: string;
  readonly label: string;
  readonly parameters: Parameters;
  /** `[layers × (to - from)]` for the records `from` up to `to`, exclusive. */
  ofRange(states: LayerStates, from: number, to: number): Promise<Float32Array>;
}

/** Related records at every layer, the closest first. */
export interface Related {
  /** Records named per record and layer: what was asked for, or all others where there are fewer. */
  readonly count: number;
  /** `[layers × count]` for one record, `[layers × records × count]` for all. */
  readonly records: Uint32Array;
  /** Distances of `records`, in the same order. */
  readonly distances: Float32Array;
}

/** A relation between records: names some others for each. */
export interface Relation<P extends Parameters = Parameters> {
  readonly kind: "relation";
  readonly id: string;
  readonly label: string;
  readonly parameters: P;
  /** Throws `recordUnknown` where there is no such record. */
  ofRecord(states: LayerStates, record: number, values: ParameterValues<P>): Promise<Related>;
  /** The same for every record at once; keeps a whole layer in memory. */
  ofAll(states: LayerStates, values: ParameterValues<P>, algebra: Algebra): Promise<Related>;
}

export type Analysis = Metric | Relation;
