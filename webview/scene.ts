import type { Picture } from "../src/protocol/engine.ts";
import type { Size } from "./camera.ts";
import { lookOf, type Categories } from "./categories.ts";
import { memoLast } from "./memo.ts";
import type { Bounds, Viewpoint } from "./projector.ts";
import { relatedAt } from "./related.ts";
import { nearestOf } from "./results.ts";
import { symbolIndex } from "./shapes.ts";
import { boundsOf } from "./sight.ts";
import { stageMarks } from "./stageMarks.ts";
import { litLayer, NO_POINTS, type State, type Trajectories } from "./state.ts";
import type { Theme } from "./theme.ts";

/**
 * What is drawn, as data: where from is in the frames. What did not change is the very same object as in the scene
 * before, so that a renderer uploads only what is new.
 */
export interface Scene {
  readonly picture: Picture;
  readonly bounds: Bounds;
  /** `[points]` index into the palette. */
  readonly colours: Uint8Array;
  /** `[points]` index into `symbolNames`. */
  readonly symbols: Uint8Array;
  /** `[points]` bits of `marks.ts`. */
  readonly marks: Uint8Array;
  /** At most 256 colours, each as `rgb(…)`. */
  readonly palette: readonly string[];
  readonly trajectories: Trajectories;
  /** The one record that is looked at, and the points related to it at the lit layer. */
  readonly selected: number | undefined;
  readonly near: Uint32Array;
  readonly theme: Theme;
}

/** Left, top, width and height in pixels of the canvas. */
export type Area = readonly [left: number, top: number, width: number, height: number];

/** Whether a pixel lies in an area or on its edge. */
export function isIn([left, top, width, height]: Area, x: number, y: number): boolean {
  return x >= left && x <= left + width && y >= top && y <= top + height;
}

/**
 * A look at the scene: all that moves while nothing is uploaded. A canvas has one frame, or several side by side, each
 * with its own area and viewpoint.
 */
export interface Frame {
  /** From data coordinates to pixels of the whole canvas. */
  readonly viewpoint: Viewpoint;
  readonly area: Area;
  readonly shows: Shows;
  /** The height of a step of 1 along the third coordinate. */
  readonly lift: number;
  /** Size of the markers: 1 in the stack on a wide canvas. */
  readonly markerScale: number;
}

/**
 * All layers one above the other, each at its index as height, one of them lit; or points of a single height that are
 * `share` (0–1) of the way from where a layer has them to where another has them.
 */
export type Shows =
  | { readonly kind: "stack"; readonly layer: number }
  | { readonly kind: "layer"; readonly from: number; readonly to: number; readonly share: number };

/** The layer a frame is about: the lit one, or the one the points are nearer to. */
export function layerOf({ shows }: Frame): number {
  if (shows.kind === "stack") return shows.layer;
  return shows.share < 0.5 ? shows.from : shows.to;
}

/** The area that is the whole canvas. */
export function wholeArea({ width, height }: Size): Area {
  return [0, 0, width, height];
}

/** Makes scenes of states; one per panel: the very same scene where nothing changed. */
export function createSceneBuilder(): (state: State, theme: Theme) => Scene | undefined {
  const looks = memoLast(looksOf);
  const near = memoLast((related: ReturnType<typeof nearestOf>, layer: number) =>
    related === undefined ? NO_POINTS : relatedAt(related, layer),
  );
  const scene = memoLast(
    (
      picture: Picture,
      { colours, symbols }: Pick<Scene, "colours" | "symbols">,
      marks: Uint8Array,
      trajectories: Trajectories,
      selected: number | undefined,
      related: Uint32Array,
      theme: Theme,
    ): Scene => ({
      ...{ picture, bounds: boundsOf(picture), colours, symbols, marks, palette: theme.palette },
      ...{ trajectories, selected, near: related, theme },
    }),
  );
  return (state, theme) => {
    const { shown, view } = state;
    if (shown === undefined) return undefined;
    const related = near(nearestOf(state), litLayer(state));
    const { picture, categories } = shown;
    return scene(picture, looks(categories), stageMarks(state), view.trajectories, view.selected, related, theme);
  };
}

/** Colour and symbol of every point. */
export function looksOf({ list, of }: Categories): Pick<Scene, "colours" | "symbols"> {
  const looks = list.map((category) => lookOf(category));
  const colourOf = Uint8Array.from(looks, ({ colour }) => colour);
  const symbolOf = Uint8Array.from(looks, ({ symbol }) => symbolIndex[symbol]);
  const colours = new Uint8Array(of.length);
  const symbols = new Uint8Array(of.length);
  for (let point = 0; point < of.length; point++) {
    const group = of[point] ?? 0;
    colours[point] = colourOf[group] ?? 0;
    symbols[point] = symbolOf[group] ?? 0;
  }
  return { colours, symbols };
}
