import type { Locality, Parameters, ParameterValues } from "./parameters.ts";

/** What a task gives. Each kind has one view in the panel and one form on the command line. */
export type ResultKind = TaskResult["kind"] | "coordinates";

/** Numbers and relations of points. `[layers × points …]` in the order of the layers, then of the points asked for. */
export type TaskResult = PerPoint | PerLayer | Related | Numbers | Groups;

/** A number for every point at every layer. */
export interface PerPoint {
  readonly kind: "perPoint";
  /** `[layers × points]`; NaN where a layer has no number. */
  readonly values: Float32Array;
  /** What their sum over the layers is; left out where it means nothing. */
  readonly total?: string;
}

/** Numbers for every layer. */
export interface PerLayer {
  readonly kind: "perLayer";
  /** Empty where the data lack what it is about. */
  readonly series: readonly LayerSeries[];
  /** How many points were asked, always the same ones; left out where all were. */
  readonly sampled?: number;
  /** What the points lack for it to say anything. */
  readonly lacks?: "labels";
}

/** A number for every layer. */
export interface LayerSeries {
  readonly id: string;
  readonly label: string;
  /** `[layers]`; NaN where a layer has no number. */
  readonly values: Float32Array;
  /** Where it lies when labels or points are shuffled: the least and the most, `[layers]` each. */
  readonly chance?: { readonly low: Float32Array; readonly high: Float32Array };
}

/** How a task's numbers are to be read and drawn. */
export interface ValueRange {
  /** From where to where they go, and what the ends mean. */
  readonly words: string;
  /** A share is shown in per cent. */
  readonly form: "share" | "number";
  /** Bounds of the axis; those of the numbers where left out. */
  readonly low?: number;
  readonly high?: number;
  readonly isLogarithmic?: true;
}

/** Numbers of every point that belong to no one layer. */
export interface Numbers {
  readonly kind: "numbers";
  /** Each `[points]`; NaN where a point has no number. */
  readonly series: readonly { readonly id: string; readonly label: string; readonly values: Float32Array }[];
}

/** Related points of every point at every layer, the closest first. */
export interface Related {
  readonly kind: "related";
  /** Points named for each: what was asked for, or all others where there are fewer. */
  readonly count: number;
  /** `[layers × points × count]` */
  readonly points: Uint32Array;
  /** Distances of `points`, in the same order; NaN, at the end, where there are fewer. */
  readonly distances: Float32Array;
}

/** Of a point that is in no group. */
export const UNCLUSTERED = 0xffff;

/** A group that each point is in at each layer, or none. */
export interface Groups {
  readonly kind: "groups";
  /** `[layers × points]` index into the layer's groups; `UNCLUSTERED` where a point is in none. */
  readonly of: Uint16Array;
  /** `[layers]` the groups of each, the largest first. */
  readonly layers: readonly (readonly Group[])[];
  /** What there is to say of a layer's groups as a whole; silhouette, and agreement with the labels where there are any. */
  readonly series: readonly LayerSeries[];
  /** How many points the silhouette was asked of; left out where all were. */
  readonly sampled?: number;
}

export interface Group {
  /** Points in it. */
  readonly size: number;
  /** Groups of several layers that have most points in common have the same one: numbered over the whole stack. */
  readonly track: number;
  /** What its texts are about, the most telling word first; empty where nobody knows the texts. */
  readonly words: readonly string[];
  /** The points nearest to its centre, the nearest first. */
  readonly examples: readonly number[];
  /** Mean silhouette of its points, from -1 to 1; left out where none was asked, or there is no other group. */
  readonly strength?: number;
}

/** A step of a task's work. */
export interface Step {
  /** Share done, rising to 1. */
  readonly done: number;
}

export interface TaskContext {
  /** The work stops for good where it aborts. */
  readonly signal: AbortSignal;
  /** Work that gets better the longer it goes on ends with what it has where this aborts. */
  readonly enough?: AbortSignal | undefined;
}

/**
 * A piece of work on hidden states. What the product knows of it stands here: the form of the panel, the flags of the
 * command line and the key of the cache follow from the descriptor.
 */
export interface Task<P extends Parameters, Input, Output> {
  /** Stable: part of cache keys, settings and command lines. */
  readonly id: string;
  /** Raised whenever the same input gives another result: those kept before are then not read. */
  readonly version: number;
  readonly label: string;
  /** One sentence. */
  readonly help: string;
  /** Paper or source of the formula. */
  readonly reference?: string;
  /** What it is of, where that is not hidden states: coordinates that a file gives. Each is asked of its own only. */
  readonly of?: "coordinates";
  readonly parameters: P;
  /** Of numbers per layer. */
  readonly range?: ValueRange;
  /** Takes long: asked only where its numbers are shown. */
  readonly onDemand?: true;
  /** Yields before anything that takes longer than 50 ms, so that others have their turn. */
  run(input: Input, values: ParameterValues<P>, context: TaskContext): AsyncGenerator<Step, Output>;
}

/** What a border needs to know of a task. */
export interface TaskInfo {
  readonly id: string;
  readonly label: string;
  readonly help: string;
  readonly reference: string | undefined;
  readonly stage: "projection" | "analysis" | "comparison";
  /** As `Task.of`. */
  readonly of?: "coordinates";
  readonly result: ResultKind;
  readonly parameters: Parameters;
  readonly range?: ValueRange;
  readonly onDemand?: true;
  /** Of a projection. */
  readonly locality?: Locality;
}

/** A task and the values that were chosen for it; what is left out takes its default. */
export interface TaskChoice {
  readonly id: string;
  readonly values: Readonly<Record<string, number | string>>;
}

export interface TaskProgress {
  readonly run: string;
  readonly task: string;
  /** Share done, rising to 1. */
  readonly done: number;
}

/** The tasks that can be asked of a data set: those of hidden states, or where it gives coordinates, those of them. */
export function tasksOf<T extends Pick<TaskInfo, "of">>(tasks: readonly T[], isGiven: boolean): readonly T[] {
  return tasks.filter(({ of }) => (of === "coordinates") === isGiven);
}
