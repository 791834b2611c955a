import { describe, expect, it } from "vitest";
import { addBookmark, removeBookmark, renameBookmark, showBookmark, stepBookmark } from "../../webview/bookmarks.ts";
import { keptView, restoredView } from "../../webview/savedView.ts";
import { hitsFound, setQuery } from "../../webview/searchState.ts";
import { undo } from "../../webview/selecting.ts";
import { datasetChanged, initialState, pictureChanged, showView, type State } from "../../webview/state.ts";
import { select, setCamera, setLayer, setTrajectories, toggleCategory, toggleSheet } from "../../webview/view.ts";
import { dataset, picture, shownState } from "./samples.ts";

const start = (): State => shownState(dataset([0, 1, 0, 1]), picture(4, 3));
const camera = { azimuth: 1, elevation: 0.5, zoom: 2, shift: [0.1, 0.2] } as const;

/** Two bookmarks of views that differ in everything. */
function two(): State {
  let state = addBookmark(setLayer(select(start(), 1), 0));
  state = toggleCategory(setTrajectories(setCamera(setLayer(select(state, 3), 2), camera), "none"), "a");
  state = { ...state, view: { ...state.view, selection: Uint32Array.of(1, 3) } };
  return addBookmark(state);
}

describe("bookmarks", () => {
  it("bring back what was shown, and leave what is the panel's own", () => {
    const state = toggleSheet(two());
    const first = showBookmark(state, 0);
    expect(first.view).toMatchObject({ layer: 0, selected: 1, trajectories: "all", bookmark: 0, sheet: false });
    expect([...first.view.hidden]).toEqual([]);
    expect(first.view.selection).toEqual(new Uint32Array());
    expect(first.view.bookmarks).toBe(state.view.bookmarks);
    const second = showBookmark(first, 1);
    expect(second.view).toMatchObject({ layer: 2, selected: 3, trajectories: "none", camera, sheet: false });
    expect([...second.view.hidden]).toEqual(["a"]);
    expect(second.view.selection).toEqual(Uint32Array.of(1, 3));
    expect(second.shown).toBe(state.shown);
  });

  it("bring back what was searched for, and undo what was marked and hidden before", () => {
    const searched = setQuery(two(), { query: "river" });
    const state = setQuery(addBookmark(searched), { query: "bank" });
    const first = showBookmark(state, 0);
    expect([first.search.query, showBookmark(first, 2).search.query]).toEqual(["", "river"]);
    const before = undo(first).view;
    expect([...before.hidden]).toEqual(["a"]);
    expect(before.selection).toEqual(Uint32Array.of(1, 3));
    const found = hitsFound(searched, "r", Uint32Array.of(2), 1);
    expect(showBookmark(addBookmark(found), 2).search.hits).toEqual(found.search.hits);
  });

  it("select nothing where the file has fewer records", () => {
    const { view } = two();
    const fewer = shownState(dataset([0, 1]), picture(2, 3));
    const shown = showBookmark({ ...fewer, view: { ...fewer.view, bookmarks: view.bookmarks } }, 1);
    expect(shown.view).toMatchObject({ selected: undefined, selection: Uint32Array.of(1) });
  });

  it("have names of their own, which can be changed", () => {
    const names = ({ view }: State): string[] => view.bookmarks.map(({ name }) => name);
    const state = addBookmark(two());
    expect(names(state)).toEqual(["Stack, embedding", "Stack, layer 2", "Stack, layer 2 (2)"]);
    expect(names(renameBookmark(state, 1, "  the turn "))[1]).toBe("the turn");
    expect(renameBookmark(state, 1, " ")).toBe(state);
  });

  it("are gone through in turn, round and round", () => {
    const state = addBookmark(two());
    const steps = [1, 1, 1, -1, -1] as const;
    let at: State = { ...state, view: { ...state.view, bookmark: undefined } };
    const seen = steps.map((by) => (at = stepBookmark(at, by)).view.bookmark);
    expect(seen).toEqual([0, 1, 2, 1, 0]);
    expect(stepBookmark(at, -1).view.bookmark).toBe(2);
    const none = start();
    expect(stepBookmark(none, 1)).toBe(none);
  });

  it("can be deleted, and the one that was shown stays marked", () => {
    const state = addBookmark(two());
    expect(removeBookmark(state, 0).view).toMatchObject({ bookmark: 1 });
    expect(removeBookmark(state, 2).view).toMatchObject({ bookmark: undefined });
    expect(removeBookmark(state, 9)).toBe(state);
  });

  it("are kept with the view, over JSON too", () => {
    const state = two();
    const { view } = state;
    const kept = JSON.parse(JSON.stringify(keptView(state))) as ReturnType<typeof keptView>;
    expect(restoredView(kept).bookmarks).toEqual(view.bookmarks);
    const again = showBookmark({ ...start(), view: restoredView(kept) }, 1);
    expect(again.view).toMatchObject({ layer: 2, selected: 3, camera });
  });

  it("follow their points over an edit", () => {
    const state = two();
    // A record was put before all others.
    const data = dataset([0, 0, 1, 0, 1], { run: "s", textKeys: Uint32Array.of(9, 0, 1, 2, 3) });
    const edited = pictureChanged(datasetChanged(state, data), picture(5, 3, [], "s"));
    expect(edited.view.bookmarks[1]?.view).toMatchObject({ selected: 4, selection: [2, 4] });
  });

  it("lose their points, and nothing else, where the texts are others when the panel opens again", () => {
    const state = two();
    const kept = keptView(state);
    const opened = (textKeys: Uint32Array): State => {
      const fresh = initialState(kept);
      return pictureChanged(datasetChanged(fresh, dataset([0, 1, 0, 1], { textKeys })), picture(4, 3));
    };
    const same = opened(Uint32Array.of(0, 1, 2, 3));
    expect(same.view).toMatchObject({ selected: 3, selection: Uint32Array.of(1, 3) });
    expect(same.view.bookmarks).toEqual(state.view.bookmarks);
    const other = opened(Uint32Array.of(0, 1, 2, 4));
    expect(other.view).toMatchObject({ selected: undefined, selection: new Uint32Array() });
    const [first, second] = other.view.bookmarks;
    expect([first?.view.selected, second?.view.selected, second?.view.selection]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(second?.view).toMatchObject({ trajectories: "none", layer: 2 });
    // A page has no keys of its texts, and they are its own.
    const bare = dataset([0, 1, 0, 1]);
    Reflect.deleteProperty(bare, "textKeys");
    const page = pictureChanged(datasetChanged(initialState(kept), bare), picture(4, 3));
    expect(page.view).toMatchObject({ selected: 3, selection: Uint32Array.of(1, 3) });
    expect(showBookmark(page, 1).view).toMatchObject({ selected: 3, selection: Uint32Array.of(1, 3) });
  });

  it("of a file of settings lose their points where they are of other texts", () => {
    const kept = keptView(two());
    const other = shownState(dataset([0, 1, 0, 1], { textKeys: Uint32Array.of(5, 6, 7, 8) }), picture(4, 3));
    const shown = showBookmark(showView(other, kept), 1);
    expect(shown.view).toMatchObject({ selected: undefined, selection: new Uint32Array(), layer: 2 });
    expect(showBookmark(showView(start(), kept), 1).view).toMatchObject({ selected: 3, layer: 2 });
  });
});
