import { RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";

/** What is asked of every point, or record, of a run: something to colour them by. */
export type ValueSource =
  /** A field of the records. */
  | { readonly field: string }
  /** Characters of the text; tokens that the model read of it. */
  | { readonly of: "length" }
  | { readonly of: "tokens" }
  /** Cosine similarity to a point's own state at a layer. */
  | { readonly of: "similarity"; readonly point: number; readonly layer: number };

export type ValuesParams = { readonly run: string } & ValueSource;

/** A value for each. Those of a field are `[records]`, all others `[points]`. */
export type PointValues =
  /** NaN where there is none. */
  | { readonly kind: "numbers"; readonly values: Float64Array }
  | {
      readonly kind: "categories";
      /** The most frequent ones, of twenty or fewer all. */
      readonly names: readonly string[];
      /** Index into `names`; `names.length` where the value is another one, `NO_LABEL` where there is none. */
      readonly of: Uint16Array;
      /** Different values that have no name of their own here. */
      readonly others: number;
    };

/** Names of a field at most; with more values the rest share one. */
export const MOST_NAMES = 20;

/** Of a run whose file was read; tokens and similarities of one that is drawn. */
export const pointValues = new RequestType<ValuesParams, PointValues, Failure>("pointValues");
/** The same, asked by a panel. */
export const fieldWanted = new RequestType<ValuesParams, PointValues, Failure>("fieldWanted");
