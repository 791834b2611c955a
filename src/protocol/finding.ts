import { RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";
import type { Related, TaskChoice } from "./tasks.ts";

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

export interface RanksParams {
  readonly run: string;
  readonly by: { readonly kind: "text" } | { readonly kind: "field"; readonly name: string };
}

/** The rank of a point that has nothing to be ordered by. */
export const NO_RANK = 0xffffffff;

export interface ProbeParams {
  readonly run: string;
  readonly text: string;
  /** How many nearest points to name at each layer, and by which distance; defaults where left out. */
  readonly values?: TaskChoice["values"];
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
/** `[points]` their ranks by what they have: numbers by size, then words by the alphabet; the same for equals. */
export const ranksOfPoints = new RequestType<RanksParams, Uint32Array, Failure>("ranksOfPoints");
/** Of a run that is drawn. */
export const probeText = new RequestType<ProbeParams, Probe, Failure>("probeText");

/** The same, asked by a panel. */
export const searchWanted = new RequestType<SearchParams, SearchPart, Failure>("searchWanted");
export const rowsWanted = new RequestType<RowsParams, Rows, Failure>("rowsWanted");
export const ranksWanted = new RequestType<RanksParams, Uint32Array, Failure>("ranksWanted");
export const probeWanted = new RequestType<ProbeParams, Probe, Failure>("probeWanted");
