/** The renderer in a page of its own: what `gl.test.ts` asks of it, answered inside the page. */
import { affineOf } from "../../webview/affine.ts";
import { defaultCamera, turned, type Camera, type Size } from "../../webview/camera.ts";
import { liftOf, placesIn } from "../../webview/coordinates.ts";
import { visibleCount } from "../../webview/drawn.ts";
import { drawPicture } from "../../webview/gl/drawPicture.ts";
import { litMarker } from "../../webview/looks.ts";
import { HIDDEN } from "../../webview/marks.ts";
import { litPointAt } from "../../webview/pickIn.ts";
import { fitAspect, viewpointOf } from "../../webview/projector.ts";
import { wholeArea, type Frame, type Scene, type Shows } from "../../webview/scene.ts";
import { boundsOf } from "../../webview/sight.ts";
import { NO_POINTS } from "../../webview/state.ts";
import { readTheme } from "../../webview/theme.ts";
import { randomFrom } from "./syntheticTexts.ts";

/** A scene of random points, as a test describes it. */
export interface Wanted {
  readonly points: number;
  readonly layers: number;
  readonly dimensions?: 2 | 3;
  /** Categories, one after the other in the order of the points. */
  readonly groups?: number;
  /** The last category comes first. */
  readonly reversed?: boolean;
  readonly seed?: number;
  readonly size: Size;
  readonly shows?: Shows;
  readonly camera?: Partial<Camera>;
  readonly turn?: readonly [azimuth: number, elevation: number];
  readonly trajectories?: Scene["trajectories"];
  readonly selected?: number;
  readonly near?: readonly number[];
  /** Mark bits by point. */
  readonly marks?: Readonly<Record<number, number>>;
  /** All points but these are hidden. */
  readonly only?: readonly number[];
  readonly symbol?: number;
  readonly ratio?: number;
  /** The share of the canvas's side the points keep to. */
  readonly spread?: number;
}

function sceneOf(wanted: Wanted): { readonly scene: Scene; readonly frame: Frame } {
  const { points, layers, dimensions = 2, groups = 3, seed = 1, size, spread = 1, turn = [0, 0] } = wanted;
  const random = randomFrom(seed);
  const coordinates = Float32Array.from(
    { length: layers * points * dimensions },
    () => spread * (random() + random() + random() - 1.5) * 1.4,
  );
  const picture = {
    ...{ run: "r", layers: Array.from({ length: layers }, (_, layer) => String(layer)), points, drawn: points },
    ...{ dimensions, coordinates, explained: undefined },
  };
  const colours = Uint8Array.from({ length: points }, (_, point) => {
    const group = Math.floor((point * groups) / points);
    return wanted.reversed === true ? groups - 1 - group : group;
  });
  const symbols = Uint8Array.from(colours, (group) => wanted.symbol ?? group % 7);
  const marks = new Uint8Array(points);
  if (wanted.only !== undefined) {
    marks.fill(HIDDEN);
    for (const point of wanted.only) marks[point] = 0;
  }
  for (const [point, mark] of Object.entries(wanted.marks ?? {})) marks[Number(point)] = mark;
  const theme = readTheme();
  const bounds = boundsOf(picture);
  const { shows = { kind: "stack", layer: layers - 1 } } = wanted;
  const box = shows.kind === "stack" ? bounds : { ...bounds, layers: 1 };
  const camera = { ...turned(defaultCamera, ...turn), ...wanted.camera };
  return {
    scene: {
      ...{ picture, bounds, colours, symbols, marks, palette: theme.palette, theme },
      ...{ trajectories: wanted.trajectories ?? "all", selected: wanted.selected },
      near: wanted.near === undefined ? NO_POINTS : Uint32Array.from(wanted.near),
    },
    frame: {
      viewpoint: viewpointOf(camera, fitAspect(size, box, 5), size, box),
      area: wholeArea(size),
      shows,
      lift: shows.kind === "stack" ? liftOf(picture) : 1,
      markerScale: 1,
    },
  };
}

/** The canvas's pixels, `[height × width × 4]` from the top, on the theme's ground. */
function drawnPixels(wanted: Wanted): { data: Uint8ClampedArray; width: number; height: number; png: string } {
  const { scene, frame } = sceneOf(wanted);
  const drawn = drawPicture(scene, [frame], wanted.size, wanted.ratio ?? 1);
  if (drawn === undefined) throw new Error("No WebGL 2");
  const { width, height } = drawn.canvas;
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("No canvas");
  context.fillStyle = scene.theme.background;
  context.fillRect(0, 0, width, height);
  context.drawImage(drawn.canvas, 0, 0);
  drawn.release();
  const { data } = context.getImageData(0, 0, width, height);
  return { data, width, height, png: canvas.toDataURL() };
}

function paletteColour(index: number): readonly number[] {
  return (readTheme().palette[index]?.match(/\d+/g) ?? []).map(Number);
}

const api = {
  /** The picture as a data URL. */
  png: (wanted: Wanted): string => drawnPixels(wanted).png,

  /** How many pixels have each of the first colours of the palette, and how many are not the ground. */
  counts: (wanted: Wanted, tolerance = 6): { colours: number[]; painted: number } => {
    const { data } = drawnPixels(wanted);
    const palette = Array.from({ length: wanted.groups ?? 3 }, (_, i) => paletteColour(i));
    const ground = (readTheme().background.match(/\d+/g) ?? []).map(Number);
    const near = (at: number, colour: readonly number[]): boolean =>
      colour.every((channel, i) => Math.abs(channel - (data[at + i] ?? 0)) <= tolerance);
    const colours = palette.map(() => 0);
    let painted = 0;
    for (let at = 0; at < data.length; at += 4) {
      if (!near(at, ground)) painted++;
      palette.forEach((colour, i) => {
        if (near(at, colour)) colours[i] = (colours[i] ?? 0) + 1;
      });
    }
    return { colours, painted };
  },

  /** Pixels between the middle of what is painted and where the viewpoint puts the only point, in canvas pixels. */
  offset: (wanted: Wanted, point: number): number => {
    const { scene, frame } = sceneOf(wanted);
    const only = { ...wanted, only: [point], trajectories: "none" } as const;
    const { data, width } = drawnPixels(only);
    const colour = paletteColour(scene.colours[point] ?? 0);
    let [x, y, weight] = [0, 0, 0];
    for (let at = 0; at < data.length; at += 4) {
      if (!colour.every((channel, i) => Math.abs(channel - (data[at + i] ?? 0)) <= 12)) continue;
      x += ((at / 4) % width) + 0.5;
      y += Math.floor(at / 4 / width) + 0.5;
      weight++;
    }
    const layer = frame.shows.kind === "stack" ? frame.shows.layer : frame.shows.to;
    const ratio = wanted.ratio ?? 1;
    const [px, py] = frame.viewpoint.project(...placesIn(frame, scene.picture)(point, layer));
    return Math.hypot(x / weight - px * ratio, y / weight - py * ratio);
  },

  /**
   * Looks at so many pixels of the lit layer: how often picking says another point than a look at all of them, and how
   * often the canvas shows another colour than that of the point in front.
   */
  picks: (wanted: Wanted, tries: number): { tried: number; wrong: number[]; otherColour: number[] } => {
    const { scene, frame } = sceneOf(wanted);
    const { data, width, height } = drawnPixels({ ...wanted, trajectories: "none", symbol: 0 });
    const visible = visibleCount(scene.picture, scene.marks);
    const { radius } = litMarker(frame, visible);
    const layer = frame.shows.kind === "stack" ? frame.shows.layer : frame.shows.to;
    const places = placesIn(frame, scene.picture);
    const { depth } = affineOf(frame.viewpoint);
    const random = randomFrom(99);
    const result = { tried: 0, wrong: [] as number[], otherColour: [] as number[] };
    for (let i = 0; i < tries; i++) {
      const about = Math.floor(random() * scene.picture.points);
      const [cx, cy] = frame.viewpoint.project(...places(about, layer));
      const x = Math.floor(cx + (random() - 0.5) * 12) + 0.5;
      const y = Math.floor(cy + (random() - 0.5) * 12) + 0.5;
      if (x < 0 || y < 0 || x >= width || y >= height) continue;
      const candidates = Array.from({ length: scene.picture.points }, (_, point) => {
        const place = places(point, layer);
        const [px, py] = frame.viewpoint.project(...place);
        const toEye = depth[0] * place[0] + depth[1] * place[1] + depth[2] * place[2];
        return { point, away: Math.hypot(px - x, py - y), toEye };
      }).filter(({ point, away }) => away <= 10 && ((scene.marks[point] ?? 0) & HIDDEN) === 0);
      const covering = candidates.filter(({ away }) => away <= radius);
      const expected =
        covering.length > 0
          ? covering.reduce((best, each) => (each.toEye > best.toEye ? each : best)).point
          : candidates.toSorted((one, other) => one.away - other.away)[0]?.point;
      const found = litPointAt(scene, visible, frame, { x, y, reach: 10 })?.point;
      result.tried++;
      if (found !== expected) result.wrong.push(about);
      // Well inside a marker, and not at the soft edge of one over it.
      const clear = covering.length > 0 && candidates.every(({ away }) => Math.abs(away - radius) > 2);
      if (!clear || expected === undefined) continue;
      const at = 4 * (Math.floor(y) * width + Math.floor(x));
      const colour = paletteColour(scene.colours[expected] ?? 0);
      if (!colour.every((channel, k) => Math.abs(channel - (data[at + k] ?? 0)) <= 12))
        result.otherColour.push(expected);
    }
    return result;
  },
};

declare global {
  interface Window {
    strataGl: typeof api;
  }
}

window.strataGl = api;
