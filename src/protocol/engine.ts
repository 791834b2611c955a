import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { ModelChoice, ModelPlaces, Notice } from "./models.ts";
import type { EffectCounts, Problem, Reading, ReadingChoice } from "./reading.ts";

/** Where the text of a data set is: a file the engine reads itself, or text the editor holds (dirty, untitled, remote). */
export type Source =
  | {
      readonly kind: "file";
      readonly path: string;
      /** How the editor shows the file: ranges are places in that text. Left out where no editor does. */
      readonly shown?: ShownEncoding;
    }
  | { readonly kind: "text"; readonly path: string; readonly text: string };

/** An encoding by VS Code's id, and whether it was set for the file, not only taken because nothing is. */
export interface ShownEncoding {
  readonly encoding: string;
  readonly settled: boolean;
}

/** What to compute for one source. */
export interface VisualizeParams {
  /** Chosen by the caller; the same id again updates the run in place. */
  readonly run: string;
  readonly source: Source;
  readonly reading: ReadingChoice;
  /** Problems sent in full; 1 000 where left out. */
  readonly mostProblems?: number;
  readonly model: ModelChoice;
  readonly places: ModelPlaces;
  readonly cache: CacheChoice;
}

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
  /** `[records × 4]` start line, start character, end line, end character of the text of each record. */
  readonly ranges: Uint32Array;
  readonly fields: readonly Field[];
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  /** Names of the labels, most frequent first; empty where there is no label field. */
  readonly labels: readonly string[];
  /** `[records]` index into `labels`; `NO_LABEL` where the record has none. */
  readonly labelOf: Uint16Array;
  /** `[records]` the label as a number, NaN where there is none; `undefined` where labels are categories. */
  readonly labelValues: Float64Array | undefined;
  /** The first ones; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  /** All problems, too. */
  readonly effectCounts: EffectCounts;
}

export const NO_LABEL = 0xffff;

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
  readonly done: number;
  readonly total: number;
  /** Records computed in this run, without those from the cache. */
  readonly computed: number;
  readonly cached: number;
  readonly recordsPerSecond: number | undefined;
  readonly secondsLeft: number | undefined;
}

/** Coordinates of every record at every layer. */
export interface Picture {
  readonly run: string;
  /** `embedding, 1 … L`. */
  readonly layers: readonly string[];
  readonly records: number;
  /** Records that have coordinates. */
  readonly drawn: number;
  /** `[layers × records × 2]`, unit root-mean-square radius per layer, aligned; NaN where not computed yet. */
  readonly coordinates: Float32Array;
  /** `[layers × 2]` share of the layer's variance that each axis keeps. */
  readonly explained: Float32Array;
}

/** How a run ended, with what a summary needs. A run is complete where every record was computed or is a problem. */
export interface RunResult {
  readonly run: string;
  readonly outcome: "complete" | "cancelled";
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
  readonly pooling: string;
  readonly maxTokens: number;
  /** What computed: the last one where the device changed. */
  readonly device: string;
  /** Why not another device, in which form the model is. */
  readonly notices: readonly Notice[];
  /** Records that were read and have no states, the first ones; `problemCount` counts all. */
  readonly problems: readonly Problem[];
  readonly problemCount: number;
  readonly seconds: Readonly<Record<Stage | "total", number>>;
  /** The part of `seconds.run` in which the model itself computed. */
  readonly sessionSeconds: number;
}

/** One record in full, and its way through the layers. */
export interface RecordDetails {
  readonly record: number;
  readonly text: string;
  /** Tokens the model read, special tokens included; `undefined` until the record was computed or where it came from the cache. */
  readonly tokens: number | undefined;
  readonly truncated: boolean;
  /** `[layers × k]` nearest records by cosine distance of the hidden states, nearest first. Empty until computed. */
  readonly neighbours: Uint32Array;
  /** `[layers × k]` cosine distances of `neighbours`. */
  readonly distances: Float32Array;
  /**
   * `[layers]` cosine distance to the record's own state one layer before; 0 at the first, NaN where the two layers
   * cannot be compared.
   */
  readonly moved: Float32Array;
}

/** Requests and notifications of the engine's border. Every request gets exactly one reply. */
export const visualize = new RequestType<VisualizeParams, RunResult, Failure>("visualize");
export const recordDetails = new RequestType<{ run: string; record: number }, RecordDetails, Failure>("recordDetails");
/** The beginnings of the texts of some records, for hover cards and lists. */
export const excerpts = new RequestType<{ run: string; records: readonly number[] }, readonly string[], Failure>(
  "excerpts",
);
export const closeRun = new RequestType<{ run: string }, null, Failure>("closeRun");
export const cacheSize = new RequestType<
  { folder: string },
  { bytes: number; records: number; models: number },
  Failure
>("cacheSize");
export const clearCache = new RequestType<{ folder: string }, { bytes: number }, Failure>("clearCache");

export const datasetRead = new NotificationType<DatasetInfo>("datasetRead");
export const progressed = new NotificationType<Progress>("progressed");
export const pictureDrawn = new NotificationType<Picture>("pictureDrawn");
/** Something went wrong that does not stop the run; for the log. */
export const warned = new NotificationType<Failure>("warned");
