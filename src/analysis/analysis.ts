import type { AskedPoints } from "../numeric/nearestStates.ts";
import type { Projection } from "../projection/projection.ts";
import type { RowStep } from "../projection/rowSteps.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { Parameters, ParameterValues } from "../protocol/parameters.ts";
import type { Task, TaskResult } from "../protocol/tasks.ts";

/** Points and what is asked about them. */
export interface AnalysisInput extends AskedPoints {
  /** Where the points are drawn. */
  readonly picture: {
    readonly dimensions: Dimensions;
    /** `[layers × points × dimensions]` */
    readonly coordinates: Float32Array;
    /** What made it of the states; `undefined` where a file gives it. */
    readonly madeBy?: {
      readonly projection: Projection;
      readonly values: ParameterValues;
      /** What was done to the states of each layer before, once somebody had to find it; kept for whoever asks next. */
      readonly steps?: Map<number, readonly RowStep[]>;
    };
    /** The layer that all others are aligned to; undefined where each is aligned to the one before. */
    readonly alignedTo?: number | undefined;
  };
  /** `[points]` the number of each one's label, `NO_LABEL` where it has none; `undefined` where there are no categories. */
  readonly labels: Uint16Array | undefined;
  /** `[points]` the number of the file that each one is of; `undefined` where there are not several. */
  readonly files: Uint16Array | undefined;
  /** The text of a point, where a task asks for texts and they are known. */
  readonly textOf?: (point: number) => string;
}

/** Numbers or relations of points, from their hidden states. What is of single points is asked for any range of them. */
export interface Analysis<P extends Parameters = Parameters, R extends TaskResult = TaskResult> extends Task<
  P,
  AnalysisInput,
  R
> {
  readonly result: R["kind"];
  /** Whether it depends on where the points are drawn, too. */
  readonly ofPicture: boolean;
  /** Whether it does with these values, where that depends on them. */
  ofPictureWith?(values: ParameterValues<P>): boolean;
  /** It depends on the points' labels, too. */
  readonly ofLabels?: true;
  /** It depends on which files the points are of, too. */
  readonly ofFiles?: true;
  /** It reads the points' texts, and depends on them, too. */
  readonly ofTexts?: true;
}
