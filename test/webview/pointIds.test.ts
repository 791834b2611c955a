import { expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.ts";
import { HIDDEN, marksOf } from "../../webview/marks.ts";
import { pixelOf, pointAt } from "../../webview/picking.ts";
import { setOf } from "../../webview/pointSet.ts";
import * as selecting from "../../webview/selecting.ts";
import { datasetChanged, infoChanged, initialState, litLayer, pictureChanged, savedView } from "../../webview/state.ts";
import type { State } from "../../webview/state.ts";
import { visiblePoints } from "../../webview/visible.ts";
import { dataset, picture } from "./samples.ts";

const SIZE = { width: 900, height: 700 };
const info = {
  file: "a.jsonl",
  model: "m",
  device: undefined,
  separation: 5,
  tasks: [],
  drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
  uri: "file:///a.jsonl",
} as const;

/** A run of a file that holds these texts, one number each. */
function read(state: State, run: string, texts: readonly number[]): State {
  const data = dataset(
    texts.map((text) => text % 3),
    { run, textKeys: Uint32Array.from(texts) },
  );
  return pictureChanged(datasetChanged(infoChanged(state, info), data), picture(texts.length, 3, [], run));
}

it("whatever is filtered, isolated, edited, undone and reloaded: what is clicked is what was drawn there", () => {
  const random = seededRandom(17);
  const upTo = (count: number): number => Math.floor(random() * count);
  let texts = Array.from({ length: 24 }, (_, i) => i);
  let next = 100;
  let run = 0;
  let state = read(initialState({}), "run0", texts);
  const textsOf = (points: Iterable<number>): number[] => Array.from(points, (point) => texts[point] ?? -1);
  const steps: Readonly<Record<string, () => void>> = {
    mark: () => (state = selecting.mark(state, setOf([upTo(texts.length), upTo(texts.length)]), "add")),
    invert: () => (state = selecting.invertSelection(state)),
    hide: () => (state = selecting.hide(state)),
    isolate: () => (state = selecting.isolate(state)),
    showAll: () => (state = selecting.showAll(state)),
    undo: () => (state = selecting.undo(state)),
    redo: () => (state = selecting.redo(state)),
    pin: () => (state = selecting.pin(state, random() < 0.5 ? "a" : "b")),
    edit: () => {
      const kept = [state.view.selection, state.view.filter, state.view.pins.a].map((set) => new Set(textsOf(set)));
      const gone = texts[upTo(texts.length)];
      texts = texts.filter((text) => text !== gone);
      texts.splice(upTo(texts.length), 0, next++);
      state = read(state, `run${++run}`, texts);
      const now = [state.view.selection, state.view.filter, state.view.pins.a].map((set) => new Set(textsOf(set)));
      for (const [i, set] of now.entries()) {
        // What was in a set and is still in the file is in it; the new text may stand for the one it replaced.
        for (const text of kept[i] ?? []) if (text !== gone) expect(set.has(text)).toBe(true);
        for (const text of set) expect(kept[i]?.has(text) === true || text === next - 1).toBe(true);
      }
    },
    reload: () => {
      const { selection, filter } = state.view;
      const saved = JSON.parse(JSON.stringify(savedView(state))) as object;
      state = read(initialState(saved), `run${++run}`, texts);
      expect([...state.view.selection]).toEqual([...selection]);
      expect([...state.view.filter]).toEqual([...filter]);
    },
  };
  const names = Object.keys(steps);
  let clicked = 0;
  for (let step = 0; step < 400; step++) {
    const name = names[upTo(names.length)] ?? "";
    steps[name]?.();
    const visible = visiblePoints(state);
    const marks = marksOf(state);
    expect([...visible]).toEqual(Array.from(texts.keys()).filter((point) => ((marks[point] ?? 0) & HIDDEN) === 0));
    for (const point of visible) {
      const pixel = pixelOf(state, SIZE, { point, layer: litLayer(state) });
      if (pixel === undefined) continue;
      const found = pointAt(state, SIZE, ...pixel);
      expect(textsOf([found?.point ?? -1]), `step ${step}, ${name}`).toEqual(textsOf([point]));
      clicked++;
    }
  }
  expect(clicked).toBeGreaterThan(500);
});
