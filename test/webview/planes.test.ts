import { describe, expect, it } from "vitest";
import type { Size } from "../../webview/camera.ts";
import { betweenLoaded, betweenOf, drawnBetween, lostBetween, ranked, type Between } from "../../webview/between.ts";
import { cameraOf, fromAbove } from "../../webview/lens.ts";
import { easeOut, MORPH_TIME } from "../../webview/motion.ts";
import { axesOf } from "../../webview/planeAxes.ts";
import { zoomAt } from "../../webview/planeCamera.ts";
import {
  setOther,
  setPairLines,
  setSpace,
  setTrail,
  stepOther,
  swapLayers,
  toggleWords,
} from "../../webview/planeChanges.ts";
import { areasOf, planesOf } from "../../webview/planeSights.ts";
import { readPlanes } from "../../webview/planes.ts";
import { otherLayer, shownLayers, spaceOf } from "../../webview/planeState.ts";
import { stageMarks } from "../../webview/stageMarks.ts";
import { DIMMED } from "../../webview/marks.ts";
import { infoChanged, initialState, litLayer, savedView, type State } from "../../webview/state.ts";
import { setCamera, setLayer, setMode } from "../../webview/view.ts";
import { dataset, picture, relatedTo, shownState } from "./samples.ts";
import { syntheticPage } from "./syntheticPage.ts";

const wide: Size = { width: 800, height: 400 };
const high: Size = { width: 300, height: 700 };

function shown(records = 6, layers = 5): State {
  return shownState(dataset(Array.from({ length: records }, (_, i) => i % 2)), picture(records, layers));
}

/** A picture in three dimensions. */
function deep(): State {
  const page = syntheticPage({ records: 20, layers: 4, dimensions: 3 });
  return shownState(page.dataset, page.picture);
}

describe("the layers of Pair", () => {
  it("are the first and the lit one, then those that are chosen", () => {
    const pair = setMode(shown(), "pair");
    expect(shownLayers(pair)).toEqual([0, 4]);
    expect(shownLayers(setLayer(pair, 2))).toEqual([0, 2]);
    expect(shownLayers(stepOther(setOther(pair, 3), 9))).toEqual([4, 4]);
    expect(shownLayers(setMode(setLayer(shown(), 0), "pair"))).toEqual([4, 0]);
  });

  it("stay where they are while the other one moves", () => {
    const pair = setMode(setLayer(shown(), 0), "pair");
    expect(otherLayer(setLayer(pair, 3))).toBe(4);
  });

  it("change places, and back again", () => {
    const pair = setOther(setLayer(setMode(shown(), "pair"), 2), 1);
    const swapped = swapLayers(pair);
    expect([otherLayer(swapped), litLayer(swapped)]).toEqual([2, 1]);
    expect(shownLayers(swapLayers(swapped))).toEqual(shownLayers(pair));
  });
});

describe("what Layer and Pair remember", () => {
  it("comes back as it was", () => {
    let state = infoChanged(shown(), { ...syntheticPage({ records: 5, layers: 2 }).info, uri: "file:///a" });
    state = setTrail(toggleWords(setPairLines(setOther(setMode(state, "pair"), 3), "selection")), "all");
    state = setCamera(state, { ...fromAbove, zoom: 3, shift: [0.5, -0.25] });
    const saved: unknown = JSON.parse(JSON.stringify(savedView(state)));
    const back = initialState(saved as NonNullable<ReturnType<typeof savedView>>).view;
    expect(back.planes).toEqual(state.view.planes);
    expect([back.mode, back.other]).toEqual(["pair", 3]);
  });

  it.each([undefined, null, 7, "x", { cameras: 3, space: 5, words: "no", trail: "some", lines: [], ranking: {} }])(
    "is as in the beginning where it cannot be read: %j",
    (saved) => {
      expect(readPlanes(saved)).toEqual(readPlanes({}));
    },
  );

  it("is a camera for each view and number of dimensions", () => {
    const layer = setMode(deep(), "layer");
    expect(spaceOf(layer)).toBe(3);
    const turned = setCamera(layer, { ...cameraOf(layer), azimuth: 1 });
    expect(cameraOf(setSpace(turned, 2))).toEqual(fromAbove);
    expect(cameraOf(setMode(turned, "pair")).azimuth).not.toBe(1);
    expect(cameraOf(setMode(setMode(turned, "stack"), "layer")).azimuth).toBe(1);
    expect(setMode(turned, "stack").view.camera).toEqual(shown().view.camera);
  });
});

describe("planes", () => {
  it("stand side by side, or one above the other where the canvas is higher than wide", () => {
    expect(areasOf("pair", wide).map(([left, top]) => [left > 0, top > 0])).toEqual([
      [false, false],
      [true, false],
    ]);
    expect(areasOf("pair", high).map(([left, top]) => [left > 0, top > 0])).toEqual([
      [false, false],
      [false, true],
    ]);
  });

  it.each([
    ["in two dimensions", shown(), 2],
    ["in three", deep(), 3],
  ] as const)("have one scale along all axes and one range at all layers, %s", (_, state, dimensions) => {
    const at = (layer: number) => {
      const [plane] = planesOf(setLayer(setMode(state, "layer"), layer), wide);
      if (plane === undefined) throw new Error("no plane");
      const { project, depth } = plane.frame.viewpoint;
      const [ox, oy] = project(0, 0, 0);
      const lengths = [project(1, 0, 0), project(0, 1, 0), project(0, 0, 1)].map(([x, y], axis) => {
        const away = depth(...([0, 1, 2].map((each) => (each === axis ? 1 : 0)) as [number, number, number]));
        return Math.hypot(x - ox, y - oy, away * 4 * plane.half * scaleOf(plane));
      });
      return { lengths: lengths.slice(0, dimensions), origin: [ox, oy] };
    };
    const scaleOf = (plane: ReturnType<typeof planesOf>[number]): number =>
      (plane.frame.viewpoint as unknown as { scale: number }).scale;
    const { lengths, origin } = at(0);
    for (const length of lengths) expect(length).toBeCloseTo(lengths[0] ?? 0, 6);
    expect(at(2)).toEqual({ lengths, origin });
  });

  it("keep what is under the mouse in both halves when one zooms", () => {
    const pair = setMode(shown(), "pair");
    const pixels = (state: State, x: number, y: number) =>
      planesOf(state, wide).map(({ frame }) => frame.viewpoint.project(x, y, 0));
    const [first, second] = pixels(pair, 0.7, -0.4);
    if (first === undefined || second === undefined) throw new Error("no planes");
    const zoomed = zoomAt(pair, 2.5, second, wide);
    expect(pixels(zoomed, 0.7, -0.4).flat().map(Math.round)).toEqual([...first, ...second].map(Math.round));
    expect(pixels(zoomed, 0, 0)).not.toEqual(pixels(pair, 0, 0));
  });

  it("are the very same where nothing changed", () => {
    const state = setMode(shown(), "pair");
    expect(planesOf({ ...state, excerpts: new Map() }, { ...wide })).toBe(planesOf(state, wide));
  });
});

describe("axes", () => {
  const names = [1, 2, 3].map((axis) => ({ name: `PC${axis}`, share: axis / 10 }));

  const onlyPlane = (state: State, size: Size) => {
    const [plane] = planesOf(state, size);
    if (plane === undefined) throw new Error("no plane");
    return plane;
  };
  /** Numbers at the ticks of an axis, with the pixel each stands at. */
  const numbersOf = (plane: ReturnType<typeof onlyPlane>, anchor: "middle" | "end") =>
    axesOf(plane, names, false)
      .words.filter((word) => word.role === "tick" && word.anchor === anchor)
      .map(({ text, x, y }) => ({ value: Number(text.replace("−", "-")), at: anchor === "middle" ? x : y - 3.5 }));

  it("are hairlines through the mean in a box, named with what they keep", () => {
    const plane = onlyPlane(setMode(shown(), "layer"), wide);
    const { lines, words } = axesOf(plane, names, false);
    const means = lines.filter(({ kind }) => kind === "mean");
    expect(means.map(({ from, to }) => [from[0] === to[0], from[1] === to[1]])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(lines.filter(({ kind }) => kind === "side")).toHaveLength(4);
    expect(words.filter(({ role }) => role === "axis").map(({ text }) => text)).toEqual([
      "↑ PC2 keeps 20.0 %",
      "PC1 keeps 10.0 % →",
    ]);
  });

  it.each([0.2, 0.37, 1, 2.3, 9, 40])(
    "have round numbers where they belong, apart enough to be read, at a zoom of %d",
    (zoom) => {
      const state = setMode(shown(), "layer");
      const plane = onlyPlane(setCamera(state, { ...fromAbove, zoom, shift: [0.3, -0.2] }), wide);
      const [left, top, width, height] = plane.frame.area;
      const { project } = plane.frame.viewpoint;
      for (const [anchor, low, high] of [
        ["middle", left, left + width],
        ["end", top, top + height],
      ] as const) {
        const numbers = numbersOf(plane, anchor);
        expect(numbers.length).toBeGreaterThan(2);
        const distances = numbers.slice(1).map(({ at }, i) => Math.abs(at - (numbers[i]?.at ?? NaN)));
        for (const distance of distances) {
          expect(distance).toBeGreaterThanOrEqual(54 - 1e-6);
          expect(distance).toBeLessThanOrEqual(54 * 2.5 + 1e-6);
        }
        const step = Math.abs((numbers[1]?.value ?? NaN) - (numbers[0]?.value ?? NaN));
        expect(["1", "2", "5"]).toContain(step.toExponential(6).charAt(0));
        for (const { value, at } of numbers) {
          expect(at).toBeCloseTo(anchor === "middle" ? project(value, 0, 0)[0] : project(0, value, 0)[1], 6);
          expect(at >= low && at <= high).toBe(true);
        }
      }
    },
  );

  it("stand still while the layer changes, and move with what they measure", () => {
    const state = setMode(shown(), "layer");
    const at = (layer: number) => axesOf(onlyPlane(setLayer(state, layer), wide), names, false);
    expect(at(3)).toEqual(at(0));
    const before = numbersOf(onlyPlane(state, wide), "middle");
    const moved = numbersOf(onlyPlane(setCamera(state, { ...fromAbove, shift: [0.1, 0] }), wide), "middle");
    const zero = (numbers: typeof before) => numbers.find(({ value }) => value === 0)?.at ?? NaN;
    expect(zero(moved) - zero(before)).toBeCloseTo((0.1 * onlyPlane(state, wide).frame.area[3]) / 2, 6);
  });

  it("are hairlines alone where a box would take the room of the points", () => {
    const plane = onlyPlane(setMode(shown(), "layer"), { width: 200, height: 140 });
    expect(plane.frame.area).toBe(plane.outer);
    const { lines, words } = axesOf(plane, names, false);
    expect(new Set(lines.map(({ kind }) => kind))).toEqual(new Set(["mean"]));
    expect(words.every(({ role }) => role === "axis")).toBe(true);
  });

  it("are a box open towards the eye with a tick at every number", () => {
    const [plane] = planesOf(setMode(deep(), "layer"), { width: 900, height: 700 });
    if (plane === undefined) throw new Error("no plane");
    const { lines, words } = axesOf(plane, names, false);
    expect(lines.filter(({ kind }) => kind === "edge")).toHaveLength(9);
    const ticks = words.filter(({ role, text }) => role === "tick" && /^−?\d+$/.test(text));
    expect(ticks).toHaveLength(3 * (2 * Math.floor(plane.half) + 1));
    expect(lines.filter(({ kind }) => kind === "tick")).toHaveLength(ticks.length);
    expect(words.filter(({ role }) => role === "axis").map(({ text }) => text)).toEqual([
      "PC1 10.0 %",
      "PC2 20.0 %",
      "PC3 30.0 %",
    ]);
    for (const { x, y } of words) expect(x >= 0 && x <= 900 && y >= 0 && y <= 700).toBe(true);
  });
});

it("goes from layer to layer fast at first, and ends there", () => {
  expect(easeOut(0)).toBe(0);
  expect(easeOut(MORPH_TIME / 2)).toBeGreaterThan(0.5);
  expect(easeOut(MORPH_TIME)).toBe(1);
  expect(easeOut(10 * MORPH_TIME)).toBe(1);
});

describe("what moved between two layers", () => {
  const between: Between = {
    run: "r",
    first: 0,
    second: 4,
    k: 3,
    values: { lost: Float32Array.of(1, 3, NaN, 3, 0, 2), residual: Float32Array.of(0.9, 0.1, NaN, 0.2, 0.5, 0.3) },
  };

  it("is ranked by either number, the other one deciding between equals", () => {
    expect([...ranked(between, "lost")]).toEqual([3, 1, 5, 0, 4]);
    expect([...ranked(between, "residual")]).toEqual([0, 4, 5, 3, 1]);
    expect([...ranked({ ...between, values: { lost: Float32Array.of(0, 2, 2) } }, "residual")]).toEqual([1, 2, 0]);
  });

  it("is how far apart two places are drawn where nothing else is known", () => {
    const coordinates = Float32Array.of(0, 0, 1, 1, 5, 5, 3, 4, 1, 1, NaN, 0);
    const picture = { run: "r", layers: ["embedding", "1"], points: 3, drawn: 3, dimensions: 2 as const };
    const drawn = drawnBetween({ ...picture, coordinates, explained: undefined }, 0, 1);
    expect([...drawn]).toEqual([5, 0, NaN]);
    expect([...ranked({ ...between, values: { drawn } }, "residual")]).toEqual([0, 1]);
  });

  it("is of the two layers that are shown, and of no other run", () => {
    const pair = betweenLoaded(setMode(shown(), "pair"), between);
    expect(betweenOf(pair)).toBe(between);
    expect(betweenOf(setLayer(pair, 3))).toBeUndefined();
    expect(betweenOf(betweenLoaded(setMode(shown(), "pair"), { ...between, run: "other" }))).toBeUndefined();
  });

  it("counts neighbours that are gone, and none where a point has none", () => {
    const related = relatedTo([
      [1, 2],
      [2, 0],
      [0, 1],
      [2, 1],
      [2, 0],
      [1, 9],
    ]);
    related.distances[2] = NaN;
    expect([...lostBetween(related, 3, 0, 1)]).toEqual([0, NaN, 1]);
  });

  it("dims the others while lines lead to them", () => {
    const pair = betweenLoaded(setMode(shown(20), "pair"), {
      ...between,
      values: { lost: Float32Array.from({ length: 20 }, (_, i) => i) },
    });
    const dimmed = (state: State): number[] =>
      [...stageMarks(state)].flatMap((bits, i) => ((bits & DIMMED) === 0 ? [] : [i]));
    expect(dimmed(pair)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(dimmed(setPairLines(pair, "none"))).toEqual([]);
    expect(stageMarks(pair)).toBe(stageMarks({ ...pair }));
  });
});
