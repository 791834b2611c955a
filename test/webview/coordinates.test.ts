import { describe, expect, it } from "vitest";
import type { Picture } from "../../src/protocol/engine.ts";
import { placesOf } from "../../webview/coordinates.ts";
import { drawnPoints, halfOf } from "../../webview/drawn.ts";
import { keptAt, sharesAt } from "../../webview/quality.ts";
import { picture } from "./samples.ts";

/** Three coordinates of each point, the third given. */
function deep(third: readonly number[], layers: number): Picture {
  const coordinates = Array.from({ length: layers }, () => third.flatMap((z, point) => [point / 10, -point / 10, z]));
  return {
    ...{ run: "r", layers: Array.from({ length: layers }, String), points: third.length, drawn: third.length },
    ...{ dimensions: 3, coordinates: Float32Array.from(coordinates.flat()) },
    explained: Float32Array.from({ length: 3 * layers }, (_, i) => 0.1 * ((i % 3) + 1)),
  };
}

describe("the places of points", () => {
  it("are on their layer's plane in two dimensions", () => {
    const places = placesOf(picture(3, 4));
    const [x, y, z] = places(2, 3);
    expect([x, y, z]).toEqual([Math.fround(0.23), Math.fround(-0.23), 3]);
  });

  it.each([
    ["small", [-0.4, 0, 0.3]],
    ["large", [-40, 0, 30]],
  ])("rise and sink with a %s third coordinate, and layers never reach each other", (_, third) => {
    const places = placesOf(deep(third, 3));
    const heights = [0, 1, 2].map((layer) => third.map((_z, point) => places(point, layer)[2]));
    for (const [layer, own] of heights.entries()) {
      expect(own[1]).toBe(layer);
      expect(own[0]).toBeLessThan(layer);
      expect(own[2]).toBeGreaterThan(layer);
      expect((own[2] ?? NaN) - layer).toBeCloseTo(0.75 * (layer - (own[0] ?? NaN)), 5);
      if (layer > 0) expect(Math.min(...own)).toBeGreaterThan(Math.max(...(heights[layer - 1] ?? [])) + 0.09);
    }
  });

  it("are missing where a point is not computed", () => {
    const some = deep([0.1, NaN, 0.3], 2);
    some.coordinates.fill(NaN, 3, 6).fill(NaN, 12, 15);
    expect([...drawnPoints(some)]).toEqual([0, 2]);
    expect(halfOf(some)).toBeGreaterThan(1);
    expect(placesOf(some)(1, 0)).toEqual([NaN, NaN, NaN]);
  });
});

describe("what the axes keep", () => {
  it("is said of as many as are drawn", () => {
    expect(keptAt(deep([0], 2), 1)).toBeCloseTo(0.6, 6);
    expect(sharesAt(deep([0], 2), 1)).toHaveLength(3);
    expect(sharesAt({ ...deep([0], 2), explained: undefined }, 1)).toBeUndefined();
    expect(keptAt(picture(2, 2), 0)).toBeCloseTo(0.4 + 0.2, 6);
  });
});
