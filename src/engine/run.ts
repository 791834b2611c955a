import { KEY_BYTES, wordsOf } from "../activations/recordKeys.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { lowerBound } from "../numeric/lowerBound.ts";
import type { DatasetInfo, DrawingChoice, Picture, RunResult, StatesChoice } from "../protocol/engine.ts";
import type { DrawnIndex, PointIndex, RowIndex } from "../protocol/indices.ts";
import type { Points } from "../sources/points.ts";
import type { StateSource } from "../sources/stateSource.ts";
import type { Canvas } from "./canvas.ts";
import type { FittedStack } from "./draw.ts";

/** A run whose file was read: texts can be told, numbers cannot yet. */
export interface BegunRun {
  readonly id: string;
  /** What it is a run of. */
  readonly document: string;
  readonly points: Points;
}

/** A run that is drawn: what its picture, its details and its exports are made of. */
export interface Run extends BegunRun {
  readonly source: StateSource;
  /** What was asked for as the source. */
  readonly asked: StatesChoice;
  /** `[points]` row of the states; -1 where the point has none. */
  readonly rows: Int32Array;
  /** The points that have states, in the order of the file, and their states in the same order. */
  readonly drawn: Uint32Array;
  readonly states: LayerStates;
  /** Undefined where nothing was drawn. */
  readonly fitted: FittedStack | undefined;
  readonly canvas: Canvas;
  readonly drawing: DrawingChoice;
  /** Where results are kept. */
  readonly cacheFolder: string;
  readonly result: RunResult;
}

/** Whether a run draws coordinates that its file gives: there are no hidden states behind them. */
export function isGiven({ points }: Pick<Run, "points">): boolean {
  return points.dataset.coordinates !== undefined;
}

/** What a page is told of a data set: everything but the texts, and what follows edits. */
export function datasetInfo(run: string, points: Points): DatasetInfo {
  const { dataset, tokens } = points;
  const info: { -readonly [Part in keyof DatasetInfo]: DatasetInfo[Part] } & {
    texts?: unknown;
    parts?: unknown;
    coordinates?: unknown;
    values?: unknown;
  } = {
    ...(dataset satisfies Dataset),
    run,
    tokens: tokens && { recordOf: tokens.recordOf, ranges: tokens.ranges, areRecords: tokens.areRecords },
  };
  delete info.texts;
  delete info.parts;
  delete info.coordinates;
  delete info.values;
  delete info.rowRanges;
  return info;
}

/** What the other side of the border is told of a data set: everything but the texts. */
export function editedDatasetInfo(run: string, points: Points): DatasetInfo {
  const { rowRanges } = points.dataset;
  return { ...datasetInfo(run, points), ...(rowRanges && { rowRanges }), textKeys: firstWords(points.keys) };
}

/** `[keys]` of keys of several words each: enough to tell one from another in the same file. */
function firstWords(keys: Uint8Array): Uint32Array {
  const words = wordsOf(keys);
  const each = KEY_BYTES / words.BYTES_PER_ELEMENT;
  return Uint32Array.from({ length: words.length / each }, (_, i) => words[i * each] ?? 0);
}

/** The points of two sets among the drawn ones, by their texts; undefined where none were put together. */
export function setsAmong(
  sets: DrawingChoice["sets"],
  { keys }: Points,
  drawn: Uint32Array,
): { readonly a: Uint32Array; readonly b: Uint32Array } | undefined {
  if (sets === undefined) return undefined;
  const textKeys = firstWords(keys);
  const among = (wanted: ReadonlySet<number>) =>
    Uint32Array.from(drawn.keys()).filter((at) => wanted.has(textKeys[drawn[at] ?? 0] ?? -1));
  return { a: among(new Set(sets.a)), b: among(new Set(sets.b)) };
}

/** The picture of a run as it was last drawn. */
export function pictureOf({ id, canvas, drawn, fitted, points }: Run): Picture {
  const explained = fitted?.stack?.explained ?? sharesOf(points.dataset.coordinates, canvas.dimensions);
  return canvas.picture(id, drawn.length, explained);
}

/** What the file says that the drawn axes keep, which are its own where none was left out. */
function sharesOf(given: Dataset["coordinates"], dimensions: number): Float32Array | undefined {
  if (given?.explained === undefined || given.dimensions === dimensions) return given?.explained;
  return given.explained.filter((_, at) => at % given.dimensions < dimensions);
}

/** Where a point's states are; -1 where it has none. */
export function rowOf({ rows }: Pick<Run, "rows">, point: PointIndex): RowIndex {
  return (rows[point] ?? -1) as RowIndex;
}

/** Where a point stands among the drawn ones; undefined where it has no states. */
export function drawnIndexOf(run: Run, point: PointIndex): DrawnIndex | undefined {
  if ((run.rows[point] ?? -1) < 0) return undefined;
  return lowerBound(run.drawn, point) as DrawnIndex;
}
