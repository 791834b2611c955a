import type { LayerStates } from "../numeric/layerStates.ts";
import type { AskedPoints } from "../numeric/nearestStates.ts";
import type { Parameters } from "../protocol/parameters.ts";
import type { Task, TaskResult } from "../protocol/tasks.ts";

/** Points of one run, and another run they are compared with: its states lie in the same spaces. */
export interface ComparisonInput extends AskedPoints {
  readonly against: LayerStates;
  /** The points of `states` and of `against` that are compared as two sets, ascending; all where no others were named. */
  readonly one: Uint32Array;
  readonly other: Uint32Array;
}

/** Numbers or relations of points with regard to another run. What is related are points of that run. */
export interface Comparison<P extends Parameters = Parameters, R extends TaskResult = TaskResult> extends Task<
  P,
  ComparisonInput,
  R
> {
  readonly result: R["kind"];
  /** Whether it compares two sets of points, which may be of one run. */
  readonly ofSets: boolean;
}
