import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { Language } from "./language.ts";
import type { SavedView } from "./panel.ts";
import type { PictureView } from "./pictureSettings.ts";

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
export type PageView = PictureView;

/** What a panel shows, for whoever exports it. */
export interface ShownView {
  /** `undefined` before there is a picture. */
  readonly run: string | undefined;
  readonly saved: SavedView | undefined;
  /** The points that are selected, ascending. */
  readonly selection: Uint32Array;
  /** Pixels of the picture on the screen. */
  readonly width: number;
  readonly height: number;
  /** Whether the view can be drawn anew at any size. */
  readonly isDrawn: boolean;
  /** The points that the view lists, in its order: the table alone does. */
  readonly rows?: Uint32Array;
}

/** A picture of the view that is shown. */
export interface DrawingParams {
  readonly format: "png" | "svg";
  /** Of the whole, in pixels of the screen. */
  readonly width: number;
  readonly height: number;
  /** Pixels of the file in one of these. */
  readonly scale: number;
  readonly legend: boolean;
  readonly caption: boolean;
  readonly withTexts: boolean;
}

/** Up to so many lines and shapes an SVG holds them; beyond, an image of them. */
export const MOST_SHAPES = 20_000;
/** Pixels of a side at most: what every browser's canvas has. */
export const MOST_PIXELS = 16_384;
/** Pixels of a side at least: below, nothing of a picture can be read. */
export const LEAST_PIXELS = 100;

/** Host to panel: draw what is shown; the bytes of the file. */
export const drawingWanted = new RequestType<DrawingParams, Uint8Array, Failure>("drawingWanted");

/** Host to panel: what is shown. */
export const viewWanted = new RequestType<null, ShownView, Failure>("viewWanted");
/** Host to panel: show this. */
export const viewGiven = new NotificationType<PictureView>("viewGiven");

export interface ExportParams {
  /** A run that is drawn. */
  readonly run: string;
  readonly exporter: string;
  /** The file to write, absolute. */
  readonly path: string;
  /** What the drawn file is called in it. */
  readonly file: string;
  /** The points to write, in their order; all where left out, and where the exporter writes no parts. */
  readonly points?: Uint32Array;
  /** False where no text may be in the file. */
  readonly withTexts: boolean;
  /** What a page shows when it opens. */
  readonly view?: PageView;
  /** The words of a page; English where left out. */
  readonly language?: Language;
}

/** Every kind of file that the engine writes of a drawn run. */
export const listExporters = new RequestType<null, readonly ExporterInfo[], Failure>("listExporters");
/** Writes one; tells its progress as that of the task `exportTask`. */
export const exportRun = new RequestType<ExportParams, null, Failure>("exportRun");

/** By which name the writing of a file tells its progress. */
export function exportTask(exporter: string): string {
  return `export ${exporter}`;
}
