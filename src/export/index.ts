import type { Language } from "../protocol/language.ts";
import type { PageData } from "../protocol/panel.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { Points } from "../sources/points.ts";
import type { Reducer } from "../projection/reducer.ts";
import type { BundleFacts } from "../sources/bundle.ts";
import { layerwise } from "./layerwise.ts";
import { page } from "./page.ts";
import { recordList } from "./recordList.ts";
import { reducer } from "./reducer.ts";
import { rows } from "./rows.ts";
import { states } from "./states.ts";
import { table } from "./table.ts";

/** What an export may draw from. */
export interface ExportInput {
  readonly points: Points;
  readonly states: LayerStates;
  readonly page: PageData;
  /** The points to write, in their order: all of them unless some are chosen, and the exporter can write a part. */
  readonly chosen: Uint32Array;
  /** False where no text may be in the file, nor what tells of one. */
  readonly withTexts: boolean;
  /** Ends the writing where it aborts. */
  readonly signal: AbortSignal;
  /** Takes the share done. */
  readonly onDone: (done: number) => void;
  /** What a file of states says besides them; each array `[points]`. */
  readonly bundle: () => {
    readonly facts: BundleFacts;
    /** 0 where a point has no states. */
    readonly tokens: Uint32Array;
    readonly keys: Uint8Array;
    readonly truncated: Uint8Array;
  };
  /** What the picture was drawn by. Throws `noReducer`. */
  readonly reducer: () => Reducer;
  /** The panel's bundled script and style sheet, and its words where they are not English. */
  readonly panel: { readonly script: string; readonly style: string; readonly language?: Language };
}

/** One kind of file written from a finished run. */
export interface Exporter {
  /** Stable: a word of the command line. */
  readonly id: string;
  readonly fileName: string;
  /** What the file is, in two or three words, and one sentence on what it is good for. */
  readonly label: string;
  readonly help: string;
  /** Whether a part of the points can be written. */
  readonly ofSelection?: true;
  /** What it writes of analyses: numbers of points, or everything a page shows. Nothing where left out. */
  readonly results?: "numbers" | "all";
  /** Writes the file at `path`; rejects with the file system's error, or the signal's reason. */
  write(path: string, input: ExportInput): Promise<void>;
}

/** Every export, in the order they are offered in. */
export const exporters: readonly Exporter[] = [page, rows, table, layerwise, states, reducer, recordList];
