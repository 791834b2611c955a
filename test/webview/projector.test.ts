import { describe, expect, it } from "vitest";
import {
  between,
  defaultCamera,
  fitted,
  moved,
  turned,
  zoomedAt,
  type Camera,
  type Point,
} from "../../webview/camera.ts";
import { fitAspect, projector, viewpointOf, type Bounds, type Vector } from "../../webview/projector.ts";

const size = { width: 628, height: 671 };
const bounds: Bounds = { half: 3, layers: 7 };
const cameras: readonly Camera[] = [
  defaultCamera,
  turned(defaultCamera, 1.2, 0.6),
  { azimuth: 2.5, elevation: -0.4, zoom: 2.2, shift: [0.3, -0.2] },
];

/** The same by matrices, as textbooks have it: turn about the vertical axis, tilt, look from the front. */
function byMatrices({ azimuth, elevation, zoom, shift }: Camera, [x, y, z]: Vector): Point {
  const { side, height } = fitAspect(size, bounds, 5);
  const world = [(x * side) / 6, (y * side) / 6, ((z - 3) * height) / 7].map((value) => value * zoom);
  const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
    matrix.map((row) => row.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0));
  const turn = -azimuth - Math.PI / 2;
  const [c, s] = [Math.cos(turn), Math.sin(turn)];
  const turnedTo = times(
    [
      [c, -s, 0],
      [s, c, 0],
      [0, 0, 1],
    ],
    world,
  );
  const [ct, st] = [Math.cos(elevation), Math.sin(elevation)];
  const [right = 0, , up = 0] = times(
    [
      [1, 0, 0],
      [0, ct, -st],
      [0, st, ct],
    ],
    turnedTo,
  );
  const unit = size.height / 2;
  return [size.width / 2 + unit * (right + shift[0]), size.height / 2 - unit * (up + shift[1])];
}

describe("projector", () => {
  it.each(cameras)("agrees with the matrices of a turn, a tilt and a look from the front: %o", (camera) => {
    const project = projector(camera, fitAspect(size, bounds, 5), size, bounds);
    const points: readonly Vector[] = [
      [0, 0, 0],
      [1, -2, 6],
      [-3, 3, 2.5],
      [0.1, 0.7, 5],
    ];
    for (const point of points) {
      const [x, y] = project(...point);
      const [u, v] = byMatrices(camera, point);
      expect(x).toBeCloseTo(u, 6);
      expect(y).toBeCloseTo(v, 6);
    }
  });

  it("sees what is nearer to the eye in front", () => {
    const { depth } = viewpointOf(defaultCamera, { side: 1, height: 1 }, size, bounds);
    expect(depth(0, -1, 3)).toBeGreaterThan(depth(0, 1, 3));
  });
});

describe("fitAspect", () => {
  const corners = (separation: number, layers: number, canvas = size): Point[] => {
    const box = { half: 3, layers };
    const project = projector(defaultCamera, fitAspect(canvas, box, separation), canvas, box);
    return [0, layers - 1].flatMap((z) =>
      [
        [-1, -1],
        [1, -1],
        [1, 1],
        [-1, 1],
      ].map(([x = 0, y = 0]) => project(3 * x, 3 * y, z)),
    );
  };

  it.each([
    [1, 7, size],
    [5, 7, size],
    [20, 7, size],
    [5, 25, { width: 1280, height: 860 }],
    [5, 2, { width: 500, height: 300 }],
    [20, 13, { width: 320, height: 700 }],
    [5, 1, size],
  ])("keeps the planes on the canvas at separation %d of %i layers", (separation, layers, canvas) => {
    for (const [x, y] of corners(separation, layers, canvas)) {
      expect(x).toBeGreaterThan(30);
      expect(x).toBeLessThan(canvas.width);
      expect(y).toBeGreaterThan(0);
      expect(y).toBeLessThan(canvas.height);
    }
  });

  it("puts the layers further apart, in proportion, until the canvas is full", () => {
    const ratio = (separation: number): number => {
      const { side, height } = fitAspect(size, bounds, separation);
      return height / side;
    };
    for (const separation of [1, 2, 10, 20]) expect(ratio(separation) / ratio(5)).toBeCloseTo(separation / 5, 6);
  });
});

describe("the camera", () => {
  const aspect = fitAspect(size, bounds, 5);

  it("zooms about a pixel", () => {
    const at: Point = [200, 500];
    const before = projector(defaultCamera, aspect, size, bounds);
    const after = projector(zoomedAt(defaultCamera, 1.7, at, size), aspect, size, bounds);
    // Whatever point is drawn there stays there: the map from old to new pixels is a scaling about it.
    const [x, y] = before(1, 1, 4);
    const [u, v] = after(1, 1, 4);
    expect(u - at[0]).toBeCloseTo(1.7 * (x - at[0]), 6);
    expect(v - at[1]).toBeCloseTo(1.7 * (y - at[1]), 6);
  });

  it("moves by pixels", () => {
    const [x, y] = projector(defaultCamera, aspect, size, bounds)(1, 1, 4);
    const [u, v] = projector(moved(defaultCamera, 30, -12, size), aspect, size, bounds)(1, 1, 4);
    expect([u - x, v - y].map((n) => Math.round(n))).toEqual([30, -12]);
  });

  it("never tips over and never gets lost by zooming", () => {
    expect(turned(defaultCamera, 0, 9).elevation).toBeLessThan(Math.PI / 2);
    expect(turned(defaultCamera, 0, -9).elevation).toBeGreaterThan(-Math.PI / 2);
    expect(zoomedAt(defaultCamera, 1e9, [0, 0], size).zoom).toBeLessThanOrEqual(40);
    expect(zoomedAt(defaultCamera, 1e-9, [0, 0], size).zoom).toBeGreaterThanOrEqual(0.2);
  });

  it("fits points into the canvas from where it looks", () => {
    const camera = { ...turned(defaultCamera, 0.8, 0.3), zoom: 3, shift: [0.9, 0.4] as const };
    const data: readonly Vector[] = [
      [-2, -2, 0],
      [2, 2, 6],
      [1, -2, 3],
    ];
    const pixels = (seen: Camera): Point[] => data.map((point) => projector(seen, aspect, size, bounds)(...point));
    const fit = fitted(camera, pixels(camera), size);
    for (const [x, y] of pixels(fit)) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(size.width);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(size.height);
    }
    expect(fit.azimuth).toBe(camera.azimuth);
  });

  it("flies the shorter way round", () => {
    const far = { ...defaultCamera, azimuth: defaultCamera.azimuth + 4 * Math.PI + 0.2 };
    expect(Math.abs(between(far, defaultCamera, 0.5).azimuth - defaultCamera.azimuth)).toBeLessThan(0.2);
    expect(between(far, defaultCamera, 1)).toEqual(defaultCamera);
  });
});
