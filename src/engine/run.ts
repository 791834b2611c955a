import type { ActivationCache } from "../activations/activationCache.ts";
import type { RecordStates } from "../activations/recordStates.ts";
import type { CacheLease } from "./caches.ts";
import type { Dataset } from "../dataset/dataset.ts";
import type { StackFit } from "../projection/stackFit.ts";
import type { DatasetInfo, Picture, RunResult } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Canvas } from "./canvas.ts";

/** A data set that is drawn: what its picture, its details and its exports are made of. */
export interface Run {
  readonly id: string;
  /** Name of everything the states depend on: two runs with the same one can share coordinates. */
  readonly extractorKey: string;
  readonly dataset: Dataset;
  /** `[records × 16]` */
  readonly keys: Uint8Array;
  /** `[records]` row of the cache; -1 where the record was not computed. */
  readonly rows: Int32Array;
  readonly lease: CacheLease;
  readonly cache: ActivationCache;
  /** The records that were computed, in the order of the file, and their states in the same order. */
  readonly drawn: Uint32Array;
  readonly states: RecordStates;
  /** Undefined where nothing was computed. */
  readonly fit: StackFit | undefined;
  readonly canvas: Canvas;
  readonly result: RunResult;
}

/** What the other side of the border is told of a data set: everything but the texts. */
export function datasetInfo(run: string, dataset: Dataset): DatasetInfo {
  const info: DatasetInfo & { texts?: unknown } = { run, ...dataset };
  delete info.texts;
  return info;
}

/** The picture of a run as it was last drawn. */
export function pictureOf({ id, canvas, drawn, fit }: Run): Picture {
  return canvas.picture(id, drawn.length, fit?.explained ?? new Float32Array(2 * canvas.layers.length));
}

/** Where a record stands among the drawn ones; -1 where it was not computed. Throws `recordUnknown`. */
export function drawnIndex(run: Run, record: number): number {
  const row = run.rows[record];
  if (row === undefined) throw new StrataError("recordUnknown", { record, records: run.dataset.records });
  if (row < 0) return -1;
  if (run.drawn.length === run.dataset.records) return record;
  return run.drawn.indexOf(record);
}
