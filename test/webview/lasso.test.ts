import { describe, expect, it } from "vitest";
import { seededRandom } from "../../src/numeric/random.ts";
import type { Picture } from "../../src/protocol/engine.ts";
import { defaultCamera, turned, type Point } from "../../webview/camera.ts";
import { liftOf, placesOf } from "../../webview/coordinates.ts";
import { pointsInside } from "../../webview/lasso.ts";
import { boxBetween, insideOf } from "../../webview/polygon.ts";
import { fitAspect, projector } from "../../webview/projector.ts";
import { wholeArea } from "../../webview/scene.ts";

/** The winding number by the angles under which a point sees the edges: slow, and by another formula. */
function isInside(corners: readonly Point[], x: number, y: number): boolean {
  let turns = 0;
  corners.forEach(([x0, y0], i) => {
    const [x1, y1] = corners[(i + 1) % corners.length] ?? [0, 0];
    const turn = Math.atan2(y1 - y, x1 - x) - Math.atan2(y0 - y, x0 - x);
    turns += turn - 2 * Math.PI * Math.round(turn / (2 * Math.PI));
  });
  return Math.abs(turns) > Math.PI;
}

/** A lasso drawn by hand: a wobbling round line, which crosses itself. */
function wobbly(random: () => number, corners: number, wobble = 120): readonly Point[] {
  return Array.from({ length: corners }, (_, i): Point => {
    const angle = (i / corners) * 2 * Math.PI * 1.2;
    const radius = 150 + wobble * random() + 80 * Math.sin(5 * angle);
    return [400 + radius * Math.cos(angle), 300 + radius * Math.sin(angle)];
  });
}

function randomPicture(points: number, layers: number, dimensions: 2 | 3): Picture {
  const random = seededRandom(3);
  const coordinates = Float32Array.from({ length: points * layers * dimensions }, () => 4 * random() - 2);
  const names = Array.from({ length: layers }, (_, layer) => String(layer));
  return { run: "r", layers: names, points, drawn: points, dimensions, coordinates, explained: undefined };
}

describe("the inside of a polygon", () => {
  it("is where the winding number is not zero, for lassos that cross themselves", () => {
    const random = seededRandom(11);
    for (let round = 0; round < 20; round++) {
      const corners = wobbly(random, 3 + round * 9);
      const inside = insideOf(corners);
      let hits = 0;
      for (let i = 0; i < 500; i++) {
        const [x, y] = [800 * random(), 600 * random()];
        expect(inside(x, y), `${x} ${y}`).toBe(isInside(corners, x, y));
        hits += Number(inside(x, y));
      }
      expect(hits).toBeGreaterThan(0);
    }
  });

  it("is empty for a line and for nothing, and never holds what has no place", () => {
    expect(insideOf([])(0, 0)).toBe(false);
    const line: readonly Point[] = [
      [0, 0],
      [10, 10],
    ];
    expect(insideOf(line)(5, 5)).toBe(false);
    expect(insideOf(boxBetween([0, 0], [10, 10]))(NaN, 5)).toBe(false);
  });

  it("of a box is the same from each of its corners", () => {
    for (const [from, to] of [
      [
        [10, 20],
        [30, 60],
      ],
      [
        [30, 20],
        [10, 60],
      ],
      [
        [30, 60],
        [10, 20],
      ],
    ] as const) {
      const inside = insideOf(boxBetween(from, to));
      expect([inside(20, 40), inside(9, 40), inside(20, 61)]).toEqual([true, false, false]);
    }
  });
});

describe.each([2, 3] as const)("points of a layer in %i dimensions", (dimensions) => {
  const picture = randomPicture(4000, 3, dimensions);
  const size = { width: 800, height: 600 };
  const bounds = { half: 2.7, layers: 3 };

  it("are those whose own pixels lie inside, from any side", () => {
    const random = seededRandom(5);
    const all = Uint32Array.from({ length: 4000 }, (_, point) => point);
    const places = placesOf(picture);
    for (let round = 0; round < 6; round++) {
      const camera = turned(defaultCamera, 6 * random(), 2 * random() - 1);
      const project = projector(camera, fitAspect(size, bounds, 5), size, bounds);
      const inside = insideOf(wobbly(random, 60));
      const seen = { layer: 1, height: 1, lift: liftOf(picture), project, area: wholeArea(size) };
      const expected = all.filter((point) => {
        const [x, y] = project(...places(point, 1));
        return inside(x, y) && x >= 0 && x <= size.width && y >= 0 && y <= size.height;
      });
      expect(expected.length).toBeGreaterThan(20);
      expect([...pointsInside(picture, all, seen, inside)]).toEqual([...expected]);
    }
  });
});

it("700 000 points are looked through in 50 ms, with a lasso of 300 corners", () => {
  const picture = randomPicture(700_000, 1, 2);
  const size = { width: 1600, height: 900 };
  const bounds = { half: 2.7, layers: 1 };
  const project = projector(defaultCamera, fitAspect(size, bounds, 5), size, bounds);
  const all = Uint32Array.from({ length: 700_000 }, (_, point) => point);
  const seen = { layer: 0, height: 0, lift: 0, project, area: wholeArea(size) };
  const corners = wobbly(seededRandom(1), 300, 6).map(([x, y]): Point => [x + 400, y + 150]);
  const costs = Array.from({ length: 9 }, () => {
    const start = performance.now();
    const found = pointsInside(picture, all, seen, insideOf(corners));
    expect(found.length).toBeGreaterThan(50_000);
    return performance.now() - start;
  });
  const best = costs.reduce((least, cost) => Math.min(least, cost), Infinity);
  expect(best, costs.join(" ")).toBeLessThan(50);
});
