import type { Probe, SearchQuery } from "../src/protocol/finding.ts";
import type { FailureMessage } from "../src/protocol/panel.ts";
import { marksOf, unhidden } from "./marks.ts";
import { memoLast } from "./memo.ts";
import { currentDataset, type State } from "./state.ts";

/** Looks for something else, or in another way. What was found before stays until more is known. */
export function setQuery(state: State, change: Partial<SearchQuery>): State {
  const search = { ...state.search, ...change, done: 0, failure: undefined };
  return { ...state, search: search.query === "" ? { ...search, hits: undefined } : search };
}

/** More was found; dropped where another run is shown by now. */
export function hitsFound(state: State, run: string, hits: Uint32Array, done: number): State {
  if (currentDataset(state)?.run !== run) return state;
  return { ...state, search: { ...state.search, hits, done } };
}

export function searchFailed(state: State, failure: FailureMessage): State {
  return { ...state, search: { ...state.search, hits: undefined, done: 1, failure } };
}

/** Asks for a text to be drawn among the points; none where it is empty. */
export function setLike(state: State, text: string): State {
  return { ...state, like: text.trim() === "" ? undefined : { text, probe: undefined, failure: undefined } };
}

export function probeLoaded(state: State, probe: Probe): State {
  const { like, shown } = state;
  if (like?.text !== probe.text || shown?.dataset.run !== probe.run) return state;
  return { ...state, like: { ...like, probe, failure: undefined } };
}

export function probeFailed(state: State, text: string, failure: FailureMessage): State {
  return state.like?.text === text ? { ...state, like: { text, probe: undefined, failure } } : state;
}

/** The probe of the picture that is shown. */
export function shownProbe({ like, shown }: State): Probe | undefined {
  const probe = like?.probe;
  return probe !== undefined && probe.run === shown?.picture.run ? probe : undefined;
}

const seen = memoLast(unhidden);

/** The hits that are not hidden, ascending. */
export function visibleHits(state: State): Uint32Array {
  const { hits } = state.search;
  return hits === undefined ? NONE : seen(hits, marksOf(state));
}

/** The hit that follows the selected record, or goes before it; round again at the end. */
export function nextHit(state: State, step: 1 | -1): number | undefined {
  const hits = visibleHits(state);
  const { selected } = state.view;
  if (selected === undefined) return hits.at(step === 1 ? 0 : -1);
  const at = step === 1 ? hits.findIndex((hit) => hit > selected) : hits.findLastIndex((hit) => hit < selected);
  return hits.at(at === -1 ? (step === 1 ? 0 : -1) : at);
}

const NONE = new Uint32Array();
