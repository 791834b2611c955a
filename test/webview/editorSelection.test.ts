import { expect, it } from "vitest";
import { markedInEditor } from "../../webview/editorSelection.ts";
import { undo } from "../../webview/selecting.ts";
import { initialState } from "../../webview/state.ts";
import { syntheticPage } from "./syntheticPage.ts";

it("what is marked in the editor is the selection, and goes only where it came from there", () => {
  const { dataset } = syntheticPage({ records: 10, layers: 2, labels: 2 });
  const open = { ...initialState({}), dataset };
  const points = Uint32Array.of(3, 5, 8);
  const marked = markedInEditor(open, points, undefined);
  expect(marked.view.selection).toBe(points);
  expect(markedInEditor(marked, new Uint32Array(), points).view.selection).toHaveLength(0);
  expect(marked.history.past).toHaveLength(1);
  const grown = Uint32Array.of(3, 5, 8, 9);
  expect(undo(markedInEditor(marked, grown, points)).view.selection).toHaveLength(0);
  const own = { ...marked, view: { ...marked.view, selection: Uint32Array.of(1) } };
  expect(markedInEditor(own, new Uint32Array(), points)).toBe(own);
  expect(undo(markedInEditor(own, points, undefined)).view.selection).toEqual(Uint32Array.of(1));
  expect(markedInEditor(open, Uint32Array.of(3, 10), undefined)).toBe(open);
});
