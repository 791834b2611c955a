import { RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { SavedView } from "./panel.ts";

/** What a border needs to know of an exporter. */
export interface ExporterInfo {
  readonly id: string;
  /** What its file is called where nothing else is wished. */
  readonly fileName: string;
  readonly label: string;
  readonly help: string;
  /** Whether a part of the points can be written. */
  readonly ofSelection: boolean;
}

/** What a page keeps of a view: nothing that names a place on this machine. */
export type PageView = Omit<Partial<SavedView>, "uri" | "bundle" | "reading">;

export interface ExportParams {
  /** A run that is drawn. */
  readonly run: string;
  readonly exporter: string;
  /** The file to write, absolute. */
  readonly path: string;
  /** What the drawn file is called in it. */
  readonly file: string;
  /** The points to write, ascending; all where left out, and where the exporter writes no parts. */
  readonly points?: Uint32Array;
  /** False where no text may be in the file. */
  readonly withTexts: boolean;
  /** What a page shows when it opens. */
  readonly view?: PageView;
}

/** Every kind of file that the engine writes of a drawn run. */
export const listExporters = new RequestType<null, readonly ExporterInfo[], Failure>("listExporters");
/** Writes one; tells its progress as that of the task `exportTask`. */
export const exportRun = new RequestType<ExportParams, null, Failure>("exportRun");

/** By which name the writing of a file tells its progress. */
export function exportTask(exporter: string): string {
  return `export ${exporter}`;
}
