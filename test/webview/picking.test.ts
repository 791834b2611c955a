import { describe, expect, it } from "vitest";
import type { Picture } from "../../src/protocol/engine.ts";
import { turned, type Size } from "../../webview/camera.ts";
import { framesOf } from "../../webview/frames.ts";
import { HIDDEN, marksOf } from "../../webview/marks.ts";
import { faintPointAt } from "../../webview/pickIn.ts";
import { pixelOf, pointAt } from "../../webview/picking.ts";
import type { State } from "../../webview/state.ts";
import { setCamera, setLayer } from "../../webview/view.ts";
import { dataset, shownState } from "./samples.ts";
import { randomFrom } from "./syntheticTexts.ts";

const size: Size = { width: 900, height: 760 };

/** A shown picture of random points, some of a label that is hidden. */
function scatter(points: number, layers: number, dimensions: 2 | 3, seed: number): State {
  const random = randomFrom(seed);
  const normal = (): number => (random() + random() + random() - 1.5) * 1.4;
  const picture: Picture = {
    ...{ run: "r", layers: Array.from({ length: layers }, (_, layer) => String(layer)), points, drawn: points },
    ...{ dimensions, coordinates: Float32Array.from({ length: layers * points * dimensions }, normal) },
    explained: undefined,
  };
  const state = shownState(dataset(Array.from({ length: points }, (_, point) => point % 4)), picture);
  return { ...state, view: { ...state.view, hidden: new Set(["b"]) } };
}

/** Every drawn point's distance from a pixel, nearest first. */
function around(state: State, x: number, y: number): { point: number; layer: number; away: number }[] {
  const { points = 0, layers = [] } = state.shown?.picture ?? {};
  const marks = marksOf(state);
  return layers
    .flatMap((_, layer) =>
      Array.from({ length: points }, (_p, point) => {
        const [px, py] = pixelOf(state, size, { point, layer }) ?? [NaN, NaN];
        return { point, layer, away: Math.hypot(px - x, py - y) };
      }),
    )
    .filter(({ point }) => ((marks[point] ?? 0) & HIDDEN) === 0)
    .sort((one, other) => one.away - other.away);
}

describe("picking", () => {
  it.each([
    [2, 1],
    [3, 2],
    [2, 3],
    [3, 4],
  ] as const)("finds the nearest faint point from any side (%i dimensions, seed %i)", (dimensions, seed) => {
    const random = randomFrom(seed);
    for (let camera = 0; camera < 6; camera++) {
      let state = scatter(150, 5, dimensions, seed);
      state = setCamera(state, {
        ...turned(state.view.camera, 7 * random(), 3 * random() - 1.5),
        zoom: 0.5 + 3 * random(),
        shift: [random() - 0.5, random() - 0.5],
      });
      const [frame] = framesOf(state, size);
      const picture = state.shown?.picture;
      if (frame === undefined || picture === undefined) throw new Error("Nothing is shown");
      for (let i = 0; i < 40; i++) {
        const [x, y] = [random() * size.width, random() * size.height];
        const nearest = around(state, x, y)[0];
        const found = faintPointAt({ picture, marks: marksOf(state) }, frame, { x, y, reach: 5 });
        if (nearest === undefined || nearest.away > 5) expect(found).toBeUndefined();
        else expect(found).toEqual({ point: nearest.point, layer: nearest.layer });
      }
    }
  });

  it("finds a lit point before a nearer faint one, and no hidden one at all", () => {
    const state = setLayer(scatter(200, 4, 2, 9), 2);
    const marks = marksOf(state);
    for (let point = 0; point < 200; point++) {
      const [x, y] = pixelOf(state, size, { point, layer: 2 }) ?? [NaN, NaN];
      const found = pointAt(state, size, x, y);
      if ((marks[point] ?? 0) & HIDDEN) expect(found?.point).not.toBe(point);
      else expect(found?.layer).toBe(2);
    }
  });

  it("finds nothing where nothing is", () => {
    expect(pointAt(scatter(100, 3, 2, 5), size, 2, 2)).toBeUndefined();
  });

  it("takes a few milliseconds among 700 000 points", () => {
    const state = scatter(53_850, 13, 2, 3);
    const random = randomFrom(8);
    pointAt(state, size, 450, 380);
    const times = Array.from({ length: 60 }, () => {
      const [x, y] = [random() * size.width, random() * size.height];
      const start = performance.now();
      pointAt(state, size, x, y);
      return performance.now() - start;
    }).sort((one, other) => one - other);
    process.stdout.write(
      `hover among 700 000 points: ${times[30]?.toFixed(2) ?? ""} ms, at most ${times.at(-1)?.toFixed(2) ?? ""} ms\n`,
    );
    expect(times[30]).toBeLessThan(5);
  });
});
