import type { Algebra } from "../numeric/algebra.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { Locality, Parameters, ParameterValues } from "../protocol/parameters.ts";
import type { Step, Task, TaskContext } from "../protocol/tasks.ts";
import type { LinearMap } from "./linearMap.ts";

/** One layer to be projected. */
export interface LayerInput {
  readonly states: LayerStates;
  readonly layer: number;
  readonly dimensions: Dimensions;
  readonly algebra: Algebra;
  /** `[points × dimensions]` where the layer before was drawn: where the work may begin. */
  readonly start?: Float64Array | undefined;
  /** The file's number of each record, ascending; their own where left out. */
  readonly numbers?: Uint32Array | undefined;
  /** Points that the user put together; ascending. */
  readonly sets?: { readonly a: Uint32Array; readonly b: Uint32Array } | undefined;
}

/** A step of the work on a layer. */
export interface LayerStep extends Step {
  /** `[points × dimensions]` where the points are so far, valid until the next step: for pictures on the way. */
  readonly passing?: Float64Array;
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
}

/** Points to be placed into a picture that stays as it is. */
export interface PlaceInput {
  /** The points to be placed. */
  readonly states: LayerStates;
  readonly layer: number;
  readonly dimensions: Dimensions;
  readonly algebra: Algebra;
  /** The points the picture was fitted on, and where they are drawn, `[points × dimensions]`, at any scale. */
  readonly fitted: { readonly states: LayerStates; readonly coordinates: Float64Array };
}

/** A way from hidden states to two or three coordinates, layer by layer. */
export interface Projection<P extends Parameters = Parameters> extends Task<P, LayerInput, LayerProjection> {
  /** It goes on step by step from a start: too slow for every picture on the way, and no layer has to be turned to the one before. */
  readonly iterative?: true;
  /** It takes the mean off by itself: centring alone is no preparation for it. */
  readonly centres?: true;
  /** It depends on the points that the user put together, too. */
  readonly ofSets?: true;
  /** What of it keeps the near or the far. */
  readonly locality?: Locality;
  run(input: LayerInput, values: ParameterValues<P>, context: TaskContext): AsyncGenerator<LayerStep, LayerProjection>;
  /** Where further points go, `[points × dimensions]` in the picture's own coordinates; the fitted ones stay. */
  place?(input: PlaceInput, values: ParameterValues<P>, context: TaskContext): AsyncGenerator<LayerStep, Float64Array>;
}
