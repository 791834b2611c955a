import type { Parameters } from "../protocol/parameters.ts";
import type { Algebra } from "./algebra.ts";
import type { LayerStates } from "./layerStates.ts";
import type { LinearMap } from "./linearMap.ts";

/** One layer to be projected. */
export interface LayerInput {
  readonly states: LayerStates;
  readonly layer: number;
  readonly dimensions: number;
  readonly algebra: Algebra;
}

/** One layer's picture, as the method gives it: not aligned to other layers, not scaled. */
export interface LayerProjection {
  /** `[records × dimensions]`, centred; NaN where the state is not finite. */
  readonly coordinates: Float64Array;
  /** Sum of the variances of all dimensions of the hidden states. */
  readonly totalVariance: number;
  /** Places states that were not there when the projection was fitted. */
  readonly map: LinearMap;
}

/** A way from hidden states to two or three coordinates. */
export interface Projection {
  readonly id: string;
  readonly label: string;
  readonly parameters: Parameters;
  /** Projects one layer; yields the share of the work done, rising to 1. Stops for good where the caller stops. */
  fit(input: LayerInput): AsyncGenerator<number, LayerProjection, void>;
}
