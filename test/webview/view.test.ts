import { describe, expect, it } from "vitest";
import { initialState, litLayer, separationOf } from "../../webview/state.ts";
import { undo } from "../../webview/selecting.ts";
import * as view from "../../webview/view.ts";
import { dataset, picture, shownState } from "./samples.ts";

const start = shownState(dataset([0, 1, 2, undefined]), picture(4, 4));

describe("layers", () => {
  it.each([
    [-5, 0],
    [2, 2],
    [99, 3],
  ])("setting layer %i lights layer %i", (wanted, lit) => {
    expect(litLayer(view.setLayer(start, wanted))).toBe(lit);
  });

  it("cannot be stepped before there is a picture", () => {
    const empty = initialState({});
    expect(view.stepLayer(empty, 1)).toBe(empty);
    expect(view.togglePlay(empty).view.playing).toBe(false);
  });

  it("play from the first where the last is lit, and stop at the end", () => {
    let now = view.togglePlay(start);
    expect(litLayer(now)).toBe(0);
    const seen: number[] = [];
    while (now.view.playing) {
      now = view.playOn(now);
      seen.push(litLayer(now));
    }
    expect(seen).toEqual([1, 2, 3]);
  });
});

describe("selection", () => {
  it("takes records of the picture and no others", () => {
    expect(view.select(start, 3).view.selected).toBe(3);
    expect(view.select(start, 4)).toBe(start);
    expect(view.select(start, -1)).toBe(start);
    expect(view.select(view.select(start, 1), undefined).view.selected).toBeUndefined();
  });

  it("is the very same state where nothing changes", () => {
    const chosen = view.select(start, 2);
    expect(view.select(chosen, 2)).toBe(chosen);
    const target = view.hover(start, { point: 1, layer: 2 });
    expect(view.hover(target, { point: 1, layer: 2 })).toBe(target);
  });
});

describe("separation", () => {
  it.each([
    [0, 1],
    [7.5, 7.5],
    [50, 20],
  ])("%d becomes %d", (wanted, set) => {
    expect(separationOf(view.setSeparation(start, wanted))).toBe(set);
  });

  it("steps from what the settings say", () => {
    expect(separationOf(view.stepSeparation(start, 1))).toBe(6);
  });
});

describe("categories", () => {
  const hidden = (state: typeof start): string[] => [...state.view.hidden].sort();

  it("hide and come back", () => {
    const without = view.toggleCategory(start, "b");
    expect(hidden(without)).toEqual(["b"]);
    expect(hidden(view.toggleCategory(without, "b"))).toEqual([]);
  });

  it("are shown alone, and all again", () => {
    const range = view.showOnly(view.showOnly(start, new Set(["a"]), true), new Set(["b"]), false);
    expect([hidden(range), hidden(undo(range))]).toEqual([["\0none", "a", "c"], []]);
    const alone = view.isolateCategory(start, "b");
    expect(hidden(alone)).toEqual(["\0none", "a", "c"]);
    expect(hidden(view.isolateCategory(alone, "b"))).toEqual([]);
  });
});
