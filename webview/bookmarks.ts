import { notBookmarked, type Bookmark, type BookmarkView } from "../src/protocol/panel.ts";
import type { PictureView } from "../src/protocol/pictureSettings.ts";
import { pointCount } from "../src/protocol/engine.ts";
import { bookmarkText } from "../src/strings/bookmarks.ts";
import { carried } from "./carry.ts";
import { keptView, restoredView } from "./savedView.ts";
import { digestOf } from "./savedSets.ts";
import { searchOf } from "./search.ts";
import { setsOf, withSets } from "./selecting.ts";
import { currentDataset, litLayer, type State } from "./state.ts";
import { viewOf } from "./views.ts";

/** Keeps what is shown under a name of its own. */
export function addBookmark(state: State): State {
  const { shown, view } = state;
  if (shown === undefined) return state;
  const layer = shown.picture.layers[litLayer(state)] ?? "";
  const name = freeName(bookmarkText.name(viewOf(state).label, layer), view.bookmarks);
  const bookmarks = [...view.bookmarks, { name, view: markedView(state) }];
  return { ...state, view: { ...view, bookmarks, bookmark: bookmarks.length - 1, sheet: true } };
}

/** Gives a bookmark another name; a blank one is none. */
export function renameBookmark(state: State, at: number, name: string): State {
  const trimmed = name.trim();
  if (trimmed === "" || state.view.bookmarks[at]?.name === trimmed) return state;
  const bookmarks = state.view.bookmarks.map((each, i) => (i === at ? { ...each, name: trimmed } : each));
  return { ...state, view: { ...state.view, bookmarks } };
}

export function removeBookmark(state: State, at: number): State {
  const { bookmarks, bookmark } = state.view;
  if (bookmarks[at] === undefined) return state;
  const before = bookmark === undefined || bookmark === at ? undefined : bookmark - Number(bookmark > at);
  return { ...state, view: { ...state.view, bookmarks: bookmarks.filter((_, i) => i !== at), bookmark: before } };
}

/** Shows a bookmark; undo brings back what was marked and hidden before. What is the panel's own stays as it is. */
export function showBookmark(state: State, at: number): State {
  const bookmark = state.view.bookmarks[at];
  if (bookmark === undefined) return state;
  const { selection = [], filter = [], ...view } = bookmark.view;
  const rest = Object.fromEntries(Object.entries(keptView(state)).filter(([key]) => isOfPanel(key)));
  const restored = restoredView({ ...(rest as PictureView), ...view });
  const dataset = currentDataset(state);
  const points = dataset === undefined ? 0 : pointCount(dataset);
  const within = (ids: readonly number[]): Uint32Array => Uint32Array.from(ids).filter((point) => point < points);
  const { places, pins, playing } = state.view;
  const kept = {
    kept: undefined,
    selected: dataset && carried(undefined, dataset, restored.selected),
    places,
    pins,
    playing,
    selection: within(selection),
    filter: within(filter),
    bookmark: at,
  };
  const search = searchOf(state.search, view.search);
  return withSets({ ...state, search, view: { ...restored, ...kept } }, {}, setsOf(state));
}

/** Shows the bookmark after the one that was shown last, or before it; round and round. */
export function stepBookmark(state: State, by: 1 | -1): State {
  const { bookmarks, bookmark } = state.view;
  const count = bookmarks.length;
  if (count === 0) return state;
  const from = bookmark ?? (by === 1 ? -1 : count);
  return showBookmark(state, (from + by + count) % count);
}

function markedView(state: State): BookmarkView {
  const { view } = state;
  const kept = Object.entries(keptView(state)).filter(([key]) => !isOfPanel(key));
  const { selection, filter, selected } = view;
  const dataset = currentDataset(state);
  const names = dataset !== undefined && (selected !== undefined || selection.length + filter.length > 0);
  return {
    ...(Object.fromEntries(kept) as BookmarkView),
    ...(selection.length > 0 && { selection: [...selection] }),
    ...(filter.length > 0 && { filter: [...filter] }),
    ...(names && { digest: digestOf(dataset) }),
  };
}

/** Whether a part of a view is no bookmark's, but the panel's own. */
function isOfPanel(key: string): boolean {
  return notBookmarked.some((own) => own === key);
}

function freeName(name: string, bookmarks: readonly Bookmark[]): string {
  const taken = new Set(bookmarks.map((bookmark) => bookmark.name));
  for (let number = 2, free = name; ; number++) {
    if (!taken.has(free)) return free;
    free = `${name} (${number})`;
  }
}
