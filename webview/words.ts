import { layerLabel, panelText, shortened } from "../src/strings/panel.ts";
import type { Point, Size } from "./camera.ts";
import { planeStep } from "./looks.ts";
import { Placement, type Font, type Measure, type Place, type Wish } from "./placement.ts";
import type { Projector } from "./projector.ts";

export interface Word extends Place {
  readonly text: string;
  readonly role: "layer" | "here" | "main" | "near" | "step" | "category";
  readonly colour?: string;
}

/** A thin line from a point to the word that had to stand further off. */
export interface Leader {
  readonly from: Point;
  readonly to: Point;
}

export interface Words {
  readonly words: readonly Word[];
  readonly leaders: readonly Leader[];
}

export interface WordsInput {
  readonly size: Size;
  readonly project: Projector;
  /** Half the side of the planes. */
  readonly half: number;
  readonly layers: readonly string[];
  readonly layer: number;
  /** The selected record's way through the layers, in pixels. */
  readonly path: readonly Point[];
  readonly text: string | undefined;
  /** Its nearest records at the lit layer, nearest first. */
  readonly near: readonly { readonly point: Point; readonly text: string }[];
  /** All visible points, where they are few, and their texts. */
  readonly few?: readonly { readonly point: Point; readonly text: string }[];
  /** Names of the categories in the middle of their points: of clusters always, of others while no record is selected. */
  readonly categories: readonly { readonly point: Point; readonly text: string; readonly colour: string }[];
  /** Whether those may stand over points where no place is free of them. */
  readonly overPoints?: boolean;
  /** Other points of the lit layer, which words should not cover: x and y of each, NaN where it is not drawn. */
  readonly points: Float32Array;
  readonly measure: Measure;
}

const small: Font = { size: 11, weight: 400 };
const here: Font = { size: 12, weight: 600 };
const main: Font = { size: 13, weight: 600 };
const LAYER_GAP = 9;
/** Longest layer names on the picture, in characters: of the lit layer, of the others. */
const HERE_LENGTH = 28;
const LAYER_LENGTH = 19;
const LINE = 15;
/** Canvases lower than this get no word but the selected record's. */
const LOW = 330;

/** The words on the stack: names of the layers, then the selected record's, its nearest and the layers along its line. */
export function placeWords(input: WordsInput): Words {
  const { size, layer, path, text, near, points, measure } = input;
  const placement = new Placement(size, measure);
  const words: Word[] = [];
  const leaders: Leader[] = [];
  const put = (content: string, role: Word["role"], point: Point, wish: Wish): void => {
    const place = placement.put(content, point, wish);
    if (place === undefined) return;
    words.push({ ...place, text: content, role });
    if (place.far) leaders.push({ from: point, to: leaderEnd(place, point) });
  };

  const long = size.width < 560 ? 26 : 32;
  const nameFew = (): void => {
    for (const { point, text: name } of size.height < LOW ? [] : (input.few ?? []))
      put(shortened(name, long - 8), "near", point, { font: small, distance: 8, rings: 3 });
  };

  for (const word of layerNames(input, placement)) words.push(word);
  path.slice(Math.max(0, layer - 2), layer + 3).forEach(([x, y]) => placement.block(x, y, 4));
  for (let at = 0; at < points.length; at += 2) placement.block(points[at] ?? NaN, points[at + 1] ?? NaN, 4);
  const at = path[layer];
  if (at === undefined) {
    for (const word of categoryNames(input, placement)) words.push(word);
    nameFew();
    return { words, leaders };
  }

  if (text !== undefined)
    put(shortened(text, long), "main", at, { font: main, distance: 12, rings: 6, overPoints: true });
  if (size.height < LOW) return { words, leaders };
  stepLayers(input.layers.length, layer).forEach((step) => {
    const point = path[step];
    if (point !== undefined)
      put(shortened(layerLabel(input.layers[step] ?? ""), LAYER_LENGTH), "step", point, {
        font: small,
        distance: 7,
        rings: 1,
      });
  });
  for (const { point, text: name } of near) {
    put(shortened(name, long - 6), "near", point, { font: small, distance: 8, rings: 4 });
  }
  for (const word of categoryNames(input, placement)) words.push(word);
  nameFew();
  return { words, leaders };
}

/** A name stands beside its points where there is room, largest category first. */
function categoryNames({ categories, overPoints = false }: WordsInput, placement: Placement): readonly Word[] {
  return categories.flatMap(({ point, text, colour }) => {
    const name = shortened(text, 24);
    const place = placement.put(name, point, { font: here, distance: 12, rings: 5, overPoints });
    return place === undefined ? [] : [{ ...place, text: name, role: "category", colour }];
  });
}

/** Layers named along the selected record's line: not those beside the lit one, where the record's own name is. */
function stepLayers(layers: number, lit: number): readonly number[] {
  const step = planeStep(layers);
  return Array.from({ length: layers }, (_, layer) => layer).filter(
    (layer) => (layer % step === 0 || layer === layers - 1) && Math.abs(layer - lit) > (step > 1 ? 1 : 0),
  );
}

/** Names hang on the planes' leftmost corner: the lit one's first, both ends, then as many as there is room for. */
function layerNames({ project, half, layers, layer, measure }: WordsInput, placement: Placement): readonly Word[] {
  const corner = leftmostCorner(project, half, layers.length);
  const at = layers.map((_, each) => project(corner[0], corner[1], each));
  const last = layers.length - 1;
  const height = Math.abs((at[0]?.[1] ?? 0) - (at[last]?.[1] ?? 0));
  const step = [1, 2, 4, 6, 8, 12, 24].find((every) => (height / Math.max(1, last)) * every >= LINE) ?? 48;
  const order = [layer, 0, last, ...layers.map((_, each) => each).filter((each) => each % step === 0)];
  const words: Word[] = [];
  for (const each of new Set(order)) {
    const point = at[each];
    const name = layers[each];
    if (point === undefined || name === undefined) continue;
    const lit = each === layer;
    const text = lit ? shortened(panelText.layerName(name), HERE_LENGTH) : shortened(layerLabel(name), LAYER_LENGTH);
    const font = lit ? here : small;
    const wished = { x: point[0] - LAYER_GAP, y: point[1] + 4, anchor: "end", far: false } as const;
    const place = placement.putAt(text, inside(wished, measure(text, font)), font);
    if (place !== undefined) words.push({ ...place, text, role: lit ? "here" : "layer" });
  }
  return words;
}

/** Moves a name right where the canvas's edge would cut it. */
function inside(place: Place, width: number): Place {
  return { ...place, x: Math.max(place.x, width + 8) };
}

function leftmostCorner(project: Projector, half: number, layers: number): Point {
  const corners: readonly Point[] = [
    [-half, -half],
    [half, -half],
    [half, half],
    [-half, half],
  ];
  const left = (corner: Point): number => project(corner[0], corner[1], (layers - 1) / 2)[0];
  return corners.reduce((best, corner) => (left(corner) < left(best) ? corner : best));
}

/** Where a leader meets its word: at its side, or above or below its middle. */
function leaderEnd({ x, y, anchor }: Place, [, py]: Point): Point {
  if (anchor === "middle") return [x, y < py ? y + 3 : y - 10];
  return [anchor === "end" ? x + 2 : x - 2, y - 4];
}
