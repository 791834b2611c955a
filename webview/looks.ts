import type { Frame } from "./scene.ts";
import type { Theme } from "./theme.ts";

/** A line's width in pixels and its opacity. */
export interface Stroke {
  readonly width: number;
  readonly opacity: number;
}

/**
 * A circle's radius, its outline and its opacity; other symbols are made about as large. Below 0 there is no outline
 * even round selected points.
 */
export interface Marker {
  readonly radius: number;
  readonly outline: number;
  readonly opacity: number;
}

/** Sizes and opacities of everything that is drawn. */
export interface Looks {
  readonly path: Stroke;
  readonly dot: Marker;
  readonly lit: Marker;
  readonly near: Stroke;
  readonly own: Stroke;
  readonly ownDot: Marker;
  readonly plane: Stroke;
  readonly here: Stroke;
  readonly box: Stroke;
  /** Opacity of the lit plane. */
  readonly fill: number;
}

/** Pixels per data unit at which a number of points is as dense as it sounds: a canvas of about 900 by 760. */
const USUAL_UNIT = 80;
/** Points of the lit layer above which one sees through them, and from which on the order they are drawn in counts. */
export const MANY_LIT = 2000;

/** Share of the opacity that is left for many points: 1 for 150, a seventh for 5 000. */
export function fade(points: number): number {
  return Math.min(1, (150 / Math.max(1, points)) ** 0.55);
}

/** Pixels per data unit along the planes. */
export function unitOf({ viewpoint }: Frame): number {
  const [ox, oy] = [viewpoint.project(0, 0, 0), viewpoint.project(1, 0, 0)];
  const up = viewpoint.project(0, 1, 0);
  return Math.hypot(oy[0] - ox[0], up[0] - ox[0]);
}

/** How many points on a usual canvas would lie as densely as these do in the frame. */
function density(points: number, frame: Frame): number {
  const ratio = USUAL_UNIT / Math.max(1, unitOf(frame));
  return points * Math.max(0.02, Math.min(2, ratio * ratio));
}

/** The looks of a frame in which so many points are drawn, of which some lines may be left out. */
export function looksIn(frame: Frame, theme: Theme, points: number, lines = points): Looks {
  const paths = density(lines, frame);
  const alpha = alphas(theme);
  const lit = litMarker(frame, points);
  return {
    path: { width: 1.35, opacity: alpha.path * fade(paths) },
    dot: {
      radius: Math.max(1.05, Math.min(1.5, 0.35 * lit.radius)),
      outline: -1,
      opacity: alpha.dot * Math.max(0.08, fade(paths)),
    },
    lit,
    near: { width: 1.65, opacity: alpha.near },
    own: { width: theme.contrast ? 3.3 : 2.75, opacity: 1 },
    ownDot: { radius: 2.7, outline: -1, opacity: 1 },
    plane: { width: 1.1, opacity: alpha.plane },
    here: { width: 1.65, opacity: 1 },
    box: { width: 1.1, opacity: 0.5 },
    fill: alpha.fill,
  };
}

/** The markers of the lit layer where so many points are drawn. */
export function litMarker(frame: Frame, points: number): Marker {
  const dense = density(points, frame);
  return {
    radius: 4.75 * frame.markerScale * Math.max(0.34, Math.min(1, (500 / Math.max(1, dense)) ** 0.2)),
    outline: Math.max(0, Math.min(1, 1.6 - dense / 5000)),
    opacity: points > MANY_LIT ? Math.max(0.25, Math.min(0.85, (3000 / dense) ** 0.35)) : 1,
  };
}

function alphas(theme: Theme): { path: number; dot: number; plane: number; near: number; fill: number } {
  if (theme.contrast) return { path: 0.36, dot: 0.3, plane: 0.3, near: 0.8, fill: 0.1 };
  if (theme.dark) return { path: 0.27, dot: 0.2, plane: 0.11, near: 0.7, fill: 0.13 };
  return { path: 0.22, dot: 0.18, plane: 0.14, near: 0.6, fill: 0.08 };
}

/** Layers between two outlined planes: at most seven gaps. */
export function planeStep(layers: number): number {
  return [1, 2, 4, 6, 8, 12].find((step) => (layers - 1) / step <= 7) ?? Math.ceil((layers - 1) / 7);
}
