import type { Algebra } from "../numeric/algebra.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { Task } from "../protocol/tasks.ts";
import type { LinearMap } from "./linearMap.ts";

/** One layer to be projected. */
export interface LayerInput {
  readonly states: LayerStates;
  readonly layer: number;
  readonly dimensions: Dimensions;
  readonly algebra: Algebra;
}

/** One layer's picture, as the method gives it: not aligned to other layers, not scaled. */
export interface LayerProjection {
  /** `[points × dimensions]`, centred; NaN where the state is not finite. */
  readonly coordinates: Float64Array;
  /** What a linear method knows besides; without it nothing can be placed later, and axes keep no share of variance. */
  readonly linear?: {
    /** Places states that were not there when the projection was fitted. */
    readonly map: LinearMap;
    /** Sum of the variances of all dimensions of the hidden states. */
    readonly totalVariance: number;
  };
  /** Whether it is to be drawn as it stands: not turned towards the layer before. */
  readonly stands?: boolean;
}

/** A way from hidden states to two or three coordinates, layer by layer. */
export type Projection<P extends Parameters = Parameters> = Task<P, LayerInput, LayerProjection>;
