import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { ModelChoice, ModelPlaces, Notice } from "./models.ts";
import type { EffectCounts, Problem, Reading, ReadingChoice } from "./reading.ts";
import type { TaskChoice, TaskInfo, TaskProgress, TaskResult } from "./tasks.ts";

/** Where the texts of a data set are: one file, or several as one data set. */
export type Source = FileSource | FilesSource;

/** A file the engine reads itself, or text the editor holds (dirty, untitled, remote). */
export type FileSource = (
  | {
      readonly kind: "file";
      readonly path: string;
      /** How the editor shows the file: ranges are places in that text. Left out where no editor does. */
      readonly shown?: ShownEncoding;
    }
  | { readonly kind: "text"; readonly path: string; readonly text: string }
) & {
  /** What of it the records are; what its format says where left out. */
  readonly records?: RecordsChoice;
};

/** Several files, each read by its own format, their records one behind the other. */
export interface FilesSource {
  readonly kind: "files";
  /** What names them together. */
  readonly path: string;
  readonly files: readonly { readonly name: string; readonly source: FileSource }[];
}

/** What of a file the records are. */
export type RecordsChoice =
  /** Those of its format that stand on some lines; `[stretches × 2]` first and last. */
  | { readonly kind: "lines"; readonly lines: Uint32Array }
  /** The file as a whole, its paragraphs, or what stands under each of its headings. */
  | { readonly kind: FileUnit }
  /** Stretches that the editor knows, as the symbols of a program: `[records × 4]` as `DatasetInfo.ranges`. */
  | {
      readonly kind: "ranges";
      readonly ranges: Uint32Array;
      readonly kinds: readonly string[];
      readonly names: readonly string[];
    };

export const fileUnits = ["file", "paragraphs", "sections"] as const;
export type FileUnit = (typeof fileUnits)[number];

/** An encoding by VS Code's id, and whether it was set for the file, not only taken because nothing is. */
export interface ShownEncoding {
  readonly encoding: string;
  readonly settled: boolean;
}

/** What to compute for one source. */
export interface VisualizeParams {
  /** Chosen by the caller and never used again: data set, picture, details and results carry it. */
  readonly run: string;
  /** What the run is of: once it is drawn, it takes the place of the document's run before. */
  readonly document: string;
  readonly source: Source;
  readonly reading: ReadingChoice;
  /** Problems sent in full; 1 000 where left out. */
  readonly mostProblems?: number;
  readonly states: StatesChoice;
  /** How the picture is fitted; PCA to two dimensions where left out. */
  readonly drawing?: DrawingChoice;
  readonly cache: CacheChoice;
}

/** Where the states come from. */
export type StatesChoice =
  | {
      readonly kind: "model";
      readonly model: ModelChoice;
      readonly places: ModelPlaces;
      /** `records` where left out. */
      readonly points?: PointKind;
    }
  /** States that were computed before: the file that `--states` writes, absolute. */
  | { readonly kind: "bundle"; readonly path: string };

/** What a picture draws. */
export const pointKinds = ["records", "tokens"] as const;
export type PointKind = (typeof pointKinds)[number];

export interface DrawingChoice {
  readonly projection: TaskChoice;
  readonly dimensions: Dimensions;
  /** A file of what another picture was drawn by: the points are drawn by that, and in its dimensions. */
  readonly axes?: AxesChoice;
  /** Points that were put together for a method that takes axes from them. Left out on a page. */
  readonly sets?: SetsChoice;
}

/** Points by the numbers that `DatasetInfo.textKeys` has of their texts: they stay the same when the file is edited. */
export interface SetsChoice {
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** A fitted projection in a file, and what it was fitted on. */
export interface AxesChoice {
  /** Absolute; empty on a page. */
  readonly path: string;
  readonly name: string;
}

export type Dimensions = 2 | 3;

export interface CacheChoice {
  readonly folder: string;
  /** Size limit over all models in bytes; least recently used shards go first. */
  readonly limit: number;
}

/** A field found in the records. */
export interface Field {
  readonly name: string;
  readonly kind: "string" | "number" | "boolean" | "mixed";
  /** Records that have it. */
  readonly present: number;
  /** Distinct values, counted up to 1 000. */
  readonly distinct: number;
  /** Mean length of its values as text, in UTF-16 units. */
  readonly meanLength: number;
}

/** What the reader found: sent once per run, before the model starts. */
export interface DatasetInfo {
  readonly run: string;
  readonly path: string;
  readonly format: string;
  readonly reading: Reading;
  readonly records: number;
  /** Names of the files it was read of, and `[records]` the file of each, ascending; only where several were asked for. */
  readonly files?: readonly string[];
  readonly fileOf?: Uint16Array;
  /** `[records × 4]` start line, start character, end line, end character of the text of each record. */
  readonly ranges: Uint32Array;
  /**
   * `[records × 4]` as `ranges`, of the whole row: its object, its element, its cells. Left out where the texts are the
   * rows, and towards a panel or a page.
   */
  readonly rowRanges?: Uint32Array;
  /** `[points]` the same for points of the same text, to know them again when the file was edited. Left out on a page. */
  readonly textKeys?: Uint32Array;
  /** The points a picture of it draws; `undefined` where they are the records. */
  readonly tokens: TokenPoints | undefined;
  readonly fields: readonly Field[];
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  /** Names of the labels, most frequent first; empty where there is no label field. */
  readonly labels: readonly string[];
  /** `[records]` index into `labels`; `NO_LABEL` where the record has none. */
  readonly labelOf: Uint16Array;
  /** `[records]` the label as a number, NaN where there is none; `undefined` where labels are categories. */
  readonly labelValues: Float64Array | undefined;
  /** Of a file that holds pictures: no model reads its texts. `undefined` for all others. */
  readonly given?: GivenInfo;
  /** The first ones; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** All problems, too. */
  readonly effectCounts: EffectCounts;
}

/** What a file of pictures says of the data set that was read; of several, `reading.arrays` has their names. */
export interface GivenInfo {
  readonly title: string | undefined;
  readonly description: string | undefined;
  readonly dimensions: Dimensions;
}

/** The tokens of a data set's records, as points of their own. */
export interface TokenPoints {
  /** Whether each is a record of its own, of tokens that were computed before: nobody knows what they are parts of. */
  readonly areRecords: boolean;
  /** `[points]` the record each is a token of, ascending. */
  readonly recordOf: Uint32Array;
  /** `[points × 4]` as `DatasetInfo.ranges`. */
  readonly ranges: Uint32Array;
}

export const NO_LABEL = 0xffff;

/** What the points of a data set are. */
export function pointKind({ tokens }: DatasetInfo): PointKind {
  return tokens === undefined ? "records" : "tokens";
}

/** How many points a picture of a data set has. */
export function pointCount({ tokens, records }: Pick<DatasetInfo, "tokens" | "records">): number {
  return tokens?.recordOf.length ?? records;
}

/** What is not as it should be in a data set, and in the run of its texts where one has ended. */
export function allProblems(
  dataset: Pick<DatasetInfo, "problems" | "effectCounts">,
  run?: Pick<RunResult, "problems" | "problemCount">,
): { readonly problems: readonly Problem[]; readonly effects: EffectCounts } {
  const { problems, effectCounts } = dataset;
  if (run === undefined) return { problems, effects: effectCounts };
  const leftOut = effectCounts.leftOut + run.problemCount;
  return { problems: [...problems, ...run.problems], effects: { ...effectCounts, leftOut } };
}

export type Stage = "read" | "load" | "run" | "align";

export interface Progress {
  readonly run: string;
  readonly stage: Stage;
  /** What is counted. */
  readonly kind: PointKind;
  readonly done: number;
  readonly total: number;
  /** Records computed in this run, without those from the cache. */
  readonly computed: number;
  readonly cached: number;
  readonly recordsPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
  /** While a picture is fitted step by step: stopping it keeps what is there. */
  readonly fit?: FitProgress;
}

/** How far the fit of a picture is. */
export interface FitProgress {
  /** Label of the projection. */
  readonly projection: string;
  /** The layer that is fitted, by its place among the picture's. */
  readonly layer: number;
  readonly layers: readonly string[];
  /** Share of the whole fit, rising to 1. */
  readonly done: number;
}

/** Coordinates of every point at every layer. */
export interface Picture {
  readonly run: string;
  /** `embedding, 1 … L`. */
  readonly layers: readonly string[];
  readonly points: number;
  /** Points that have coordinates. */
  readonly drawn: number;
  readonly dimensions: Dimensions;
  /** `[layers × points × dimensions]`, unit root-mean-square radius per layer, aligned; NaN where not computed yet. */
  readonly coordinates: Float32Array;
  /** `[layers × dimensions]` share of the layer's variance that each axis keeps; `undefined` where axes keep none. */
  readonly explained: Float32Array | undefined;
}

/** How a run ended, with what a summary needs. A run is complete where every record was computed or is a problem. */
export interface RunResult {
  readonly run: string;
  readonly outcome: "complete" | "cancelled";
  /** What is counted below. */
  readonly kind: PointKind;
  readonly records: number;
  readonly computed: number;
  readonly cached: number;
  readonly distinct: number;
  /** Records longer than the model reads. */
  readonly truncated: number;
  readonly layers: readonly string[];
  /** `[layers]` width of the vector at each layer. */
  readonly widths: readonly number[];
  readonly model: string;
  readonly pooling: string | undefined;
  readonly maxTokens: number | undefined;
  /** What computed: the last one where the device changed; `undefined` where nothing had to be computed. */
  readonly device: string | undefined;
  /** The file gave the coordinates: no model read its texts. */
  readonly given?: true;
  /** Why not another device, in which form the model is. */
  readonly notices: readonly Notice[];
  /** Records that were read and have no states, the first ones; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly seconds: Readonly<Record<Stage | "total", number>>;
  /** The part of `seconds.run` in which the model itself computed. */
  readonly sessionSeconds: number;
  /** How the picture was fitted, with a value for every parameter. */
  readonly drawing: DrawingChoice;
  /** The fit was ended before its time, and what was there is drawn. */
  readonly stoppedEarly?: StoppedFit;
}

/** What a fit that was ended before its time had done: layers it did not come to are drawn by PCA. */
export interface StoppedFit {
  /** Layers it had begun. */
  readonly begun: number;
  readonly layers: number;
}

/** One point in full, and its way through the layers. */
export interface PointDetails {
  readonly run: string;
  readonly point: number;
  readonly text: string;
  /** Tokens the model read, special tokens included; `undefined` until they are known. */
  readonly tokens: number | undefined;
  readonly truncated: boolean;
  /** What the analyses of single points say of it, by the task's id; empty until it has states. */
  readonly results: Readonly<Record<string, TaskResult>>;
}

export interface DetailsParams {
  readonly run: string;
  readonly point: number;
  /** Values of the analyses' parameters, by task; defaults where left out. */
  readonly values?: Readonly<Record<string, TaskChoice["values"]>>;
}

export interface TaskParams {
  readonly run: string;
  readonly task: TaskChoice;
  /** For a comparison: the drawn run of another document. */
  readonly against?: string;
  /** For a comparison of two sets: points of the run, and of the other run or the same one, ascending; all where left out. */
  readonly sets?: { readonly one: Uint32Array; readonly other: Uint32Array };
}

/** Requests and notifications of the engine's border. Every request gets exactly one reply. */
export const visualize = new RequestType<VisualizeParams, RunResult, Failure>("visualize");
/** The projections, analyses and comparisons there are, each table's first the default. */
export const listTasks = new RequestType<null, readonly TaskInfo[], Failure>("listTasks");
export const pointDetails = new RequestType<DetailsParams, PointDetails, Failure>("pointDetails");
/** Runs an analysis, or a comparison, on all points of a drawn run. */
export const runTask = new RequestType<TaskParams, TaskResult, Failure>("runTask");
/** The beginnings of the texts of some points, for hover cards and lists. */
export const excerpts = new RequestType<{ run: string; points: readonly number[] }, readonly string[], Failure>(
  "excerpts",
);
/**
 * Ends the run of a document that is under way: what it computed is kept, and nothing is drawn. Cancelling `visualize`
 * draws what is there.
 */
export const abandonRun = new RequestType<{ document: string }, null, Failure>("abandonRun");
/** Keeps what a drawn run was drawn by, so that others can be; how they are drawn by it. */
export const axesOfRun = new RequestType<{ run: string }, DrawingChoice, Failure>("axesOfRun");
/** How others are drawn by a file of a fitted projection. */
export const axesOfFile = new RequestType<{ path: string }, DrawingChoice, Failure>("axesOfFile");
/** Forgets a document and its runs. */
export const closeDocument = new RequestType<{ document: string }, null, Failure>("closeDocument");
export const cacheSize = new RequestType<
  { folder: string },
  { bytes: number; records: number; models: number },
  Failure
>("cacheSize");
export const clearCache = new RequestType<{ folder: string }, { bytes: number }, Failure>("clearCache");

export const datasetRead = new NotificationType<DatasetInfo>("datasetRead");
export const progressed = new NotificationType<Progress>("progressed");
export const taskProgressed = new NotificationType<TaskProgress>("taskProgressed");
export const pictureDrawn = new NotificationType<Picture>("pictureDrawn");
/** Something went wrong that does not stop the run; for the log. */
export const warned = new NotificationType<Failure>("warned");
