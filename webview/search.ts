import type { Probe, SearchQuery } from "../src/protocol/finding.ts";
import type { FailureMessage } from "../src/protocol/panel.ts";

/** What is searched for, and what of it is known. */
export interface Search extends SearchQuery {
  /** Points found so far, ascending; `undefined` before the first are known. */
  readonly hits: Uint32Array | undefined;
  /** Share of the points that were looked at. */
  readonly done: number;
  readonly failure: FailureMessage | undefined;
}

/** A typed text that is to be drawn among the points. */
export interface Like {
  readonly text: string;
  /** Of the shown run; `undefined` while it is not known. */
  readonly probe: Probe | undefined;
  readonly failure: FailureMessage | undefined;
}

export const noSearch: Search = {
  ...{ query: "", mode: "text", matchCase: false, place: { kind: "text" } },
  ...{ hits: undefined, done: 0, failure: undefined },
};

/** The search that a view was kept with, if it is one. */
export function readSearch(saved: SearchQuery | undefined): Search {
  return saved === undefined ? noSearch : { ...noSearch, ...saved };
}

/** The search that a view from elsewhere holds; the very same one, with what was found, where it is that already. */
export function searchOf(now: Search, saved: SearchQuery | undefined): Search {
  const wanted = readSearch(saved);
  return JSON.stringify(queryOf(now)) === JSON.stringify(queryOf(wanted)) ? now : wanted;
}

/** What of a search is kept with the view. */
export function queryOf({ query, mode, matchCase, place }: Search): SearchQuery {
  return { query, mode, matchCase, place };
}
