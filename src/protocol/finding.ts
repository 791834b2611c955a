import { RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { Related } from "./tasks.ts";

/** How a query is looked for: anywhere, as a whole word, or as a regular expression. */
export type SearchMode = "text" | "word" | "regex";

/** Where a query is looked for. */
export type SearchPlace =
  | { readonly kind: "text" | "all" }
  /** A field of the records. */
  | { readonly kind: "field"; readonly name: string };

export interface SearchQuery {
  readonly query: string;
  readonly mode: SearchMode;
  readonly matchCase: boolean;
  readonly place: SearchPlace;
}

export interface SearchParams extends SearchQuery {
  readonly run: string;
  /** The first point that was not looked at yet. */
  readonly from: number;
}

/** What was found in about a tenth of a second; the rest is asked for with `from: to`. */
export interface SearchPart {
  /** Points of `from` up to `to`, ascending. */
  readonly hits: Uint32Array;
  /** The first point that was not looked at; the number of all where none is left. */
  readonly to: number;
}

export interface RowsParams {
  readonly run: string;
  readonly points: readonly number[];
  /** Names of the fields whose values are wanted. */
  readonly fields: readonly string[];
}

/** What some points have. */
export interface Rows {
  /** `[points]` beginnings of their texts. */
  readonly texts: readonly string[];
  /** `[fields][points]` as they are written; null where a record has no such scalar. */
  readonly values: readonly (readonly (string | null)[])[];
}

export interface OrderParams {
  readonly run: string;
  readonly by: { readonly kind: "text" } | { readonly kind: "field"; readonly name: string };
}

/** Points in the order of what they have: numbers by size, then words by the alphabet; equals in the order of the file. */
export interface PointOrder {
  /** `[points]`, those that have nothing last. */
  readonly points: Uint32Array;
  /** How many have something. */
  readonly present: number;
}

export interface ProbeParams {
  readonly run: string;
  readonly text: string;
  /** How many nearest points to name at each layer. */
  readonly k: number;
}

/** What a typed text would be as a record of the run. */
export interface Probe {
  readonly run: string;
  readonly text: string;
  /** `[layers × dimensions]`; undefined where the way of drawing cannot place further points. */
  readonly coordinates: Float32Array | undefined;
  /** Its nearest points at each layer. */
  readonly near: Related;
  /** Tokens the model read, special tokens included. */
  readonly tokens: number;
  readonly truncated: boolean;
}

/** Of a run whose file was read. */
export const searchPoints = new RequestType<SearchParams, SearchPart, Failure>("searchPoints");
export const rowsOfPoints = new RequestType<RowsParams, Rows, Failure>("rowsOfPoints");
export const orderOfPoints = new RequestType<OrderParams, PointOrder, Failure>("orderOfPoints");
/** Of a run that is drawn. */
export const probeText = new RequestType<ProbeParams, Probe, Failure>("probeText");

/** The same, asked by a panel. */
export const searchWanted = new RequestType<SearchParams, SearchPart, Failure>("searchWanted");
export const rowsWanted = new RequestType<RowsParams, Rows, Failure>("rowsWanted");
export const orderWanted = new RequestType<OrderParams, PointOrder, Failure>("orderWanted");
export const probeWanted = new RequestType<ProbeParams, Probe, Failure>("probeWanted");
