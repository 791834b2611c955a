import { affineOf, type Row } from "./affine.ts";
import { CEILING } from "./coordinates.ts";
import { drawingRank } from "./gl/order.ts";
import { BOX, gridsOf, type Grid } from "./grid.ts";
import { litMarker, MANY_LIT } from "./looks.ts";
import { DIMMED, HIDDEN, HIT, SELECTED } from "./marks.ts";
import type { Frame, Scene } from "./scene.ts";
import type { Target } from "./state.ts";

/** What of a scene picking needs. */
export type Pickable = Pick<Scene, "picture" | "marks">;

/** Where one looks: a pixel of the canvas and the pixels round it that count. */
export interface Probe {
  readonly x: number;
  readonly y: number;
  readonly reach: number;
}

/**
 * The point of the lit layer, or of a frame's only one, at a pixel: of the markers that cover it the one in front as it
 * is drawn, where none does the one whose middle is nearest within reach. Hidden points are not there.
 */
export function litPointAt(scene: Pickable, visible: number, frame: Frame, probe: Probe): Target | undefined {
  const { shows } = frame;
  const layer = shows.kind === "stack" ? shows.layer : shows.to;
  const search = new Search(scene, frame, probe, litMarker(frame, visible).radius, visible <= MANY_LIT);
  search.layer(layer);
  return search.found;
}

/** The point at any layer of the stack whose middle is nearest to a pixel. */
export function faintPointAt(scene: Pickable, frame: Frame, probe: Probe): Target | undefined {
  const search = new Search(scene, frame, probe, 0, true);
  if (frame.shows.kind === "stack")
    for (let layer = 0; layer < scene.picture.layers.length; layer++) search.layer(layer);
  return search.found;
}

/** Finds a point by going only through the cells of a grid that may hold one within reach. */
class Search {
  readonly #scene: Pickable;
  readonly #frame: Frame;
  readonly #probe: Probe;
  /** Pixels from a point's middle that its marker covers. */
  readonly #radius: number;
  /** True where nearer points are drawn over farther ones; else it is the drawing order. */
  readonly #solid: boolean;
  readonly #across: Row;
  readonly #down: Row;
  readonly #depth: Row;
  #best: Best | undefined;

  constructor(scene: Pickable, frame: Frame, probe: Probe, radius: number, solid: boolean) {
    this.#scene = scene;
    this.#frame = frame;
    this.#probe = probe;
    this.#radius = radius;
    this.#solid = solid;
    ({ across: this.#across, down: this.#down, depth: this.#depth } = affineOf(frame.viewpoint));
  }

  get found(): Target | undefined {
    return this.#best && { point: this.#best.point, layer: this.#best.layer };
  }

  layer(layer: number): void {
    const { shows } = this.#frame;
    if (shows.kind === "layer" && shows.from !== shows.to && shows.share < 1)
      this.#between(shows.from, shows.to, shows.share);
    else this.#through(gridsOf(this.#scene.picture)(layer), layer);
  }

  #through({ cells, starts, points, boxes }: Grid, layer: number): void {
    const { dimensions, coordinates, points: count } = this.#scene.picture;
    for (let cell = 0; cell < cells; cell++) {
      const [first = 0, end = 0] = [starts[cell], starts[cell + 1]];
      if (first === end || !this.#mayHold(boxes, BOX * cell, layer)) continue;
      for (let i = first; i < end; i++) {
        const point = points[i] ?? 0;
        const at = dimensions * (layer * count + point);
        const third = dimensions < 3 ? 0 : (coordinates[at + 2] ?? NaN);
        this.#look(point, layer, coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN, this.#height(layer, third));
      }
    }
  }

  /** While points are on their way from one layer to another: no grid holds them. */
  #between(from: number, to: number, share: number): void {
    const { dimensions, coordinates, points } = this.#scene.picture;
    const mixed = (point: number, axis: number): number => {
      const one = coordinates[dimensions * (from * points + point) + axis] ?? NaN;
      return one + share * ((coordinates[dimensions * (to * points + point) + axis] ?? NaN) - one);
    };
    for (let point = 0; point < points; point++) {
      const third = dimensions < 3 ? 0 : mixed(point, 2);
      this.#look(point, share < 0.5 ? from : to, mixed(point, 0), mixed(point, 1), this.#height(0, third));
    }
  }

  #height(layer: number, third: number): number {
    const { shows, lift } = this.#frame;
    return shows.kind === "stack" ? layer + Math.max(-CEILING, Math.min(CEILING, lift * third)) : lift * third;
  }

  /** False where the whole box is projected beyond reach. */
  #mayHold(boxes: Float32Array, at: number, layer: number): boolean {
    const { x, y, reach } = this.#probe;
    const [x0 = 0, x1 = 0, y0 = 0, y1 = 0] = [boxes[at], boxes[at + 1], boxes[at + 2], boxes[at + 3]];
    const z0 = this.#height(layer, boxes[at + 4] ?? 0);
    const z1 = this.#height(layer, boxes[at + 5] ?? 0);
    const far = (row: Row, to: number): boolean => {
      const middle = (row[0] * (x0 + x1) + row[1] * (y0 + y1) + row[2] * (z0 + z1)) / 2 + row[3];
      const half =
        (Math.abs(row[0]) * (x1 - x0) + Math.abs(row[1]) * (y1 - y0) + Math.abs(row[2]) * Math.abs(z1 - z0)) / 2;
      return Math.abs(middle - to) > half + reach;
    };
    return !far(this.#across, x) && !far(this.#down, y);
  }

  #look(point: number, layer: number, x: number, y: number, z: number): void {
    const { across, down } = { across: this.#across, down: this.#down };
    const dx = across[0] * x + across[1] * y + across[2] * z + across[3] - this.#probe.x;
    const dy = down[0] * x + down[1] * y + down[2] * z + down[3] - this.#probe.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (!(distance <= this.#probe.reach)) return;
    const mark = this.#scene.marks[point] ?? 0;
    if ((mark & HIDDEN) !== 0) return;
    const covers = distance <= this.#radius * ((mark & DIMMED) === 0 ? 1 : 0.8);
    if (this.#best !== undefined && this.#best.covers && !covers) return;
    const depth = this.#depth[0] * x + this.#depth[1] * y + this.#depth[2] * z;
    const rank = drawingRank(this.#scene.picture.points)[point] ?? 0;
    const found = { point, layer, covers, distance, depth, rank, marked: (mark & (SELECTED | HIT)) !== 0 };
    if (this.#best === undefined || this.#isBetter(found, this.#best)) this.#best = found;
  }

  #isBetter(one: Best, other: Best): boolean {
    if (one.covers !== other.covers) return one.covers;
    if (!one.covers && one.distance !== other.distance) return one.distance < other.distance;
    if (one.marked !== other.marked) return one.marked;
    if (this.#solid && one.depth !== other.depth) return one.depth > other.depth;
    return one.rank > other.rank;
  }
}

interface Best extends Target {
  /** True where its marker covers the pixel. */
  readonly covers: boolean;
  readonly distance: number;
  readonly depth: number;
  readonly rank: number;
  readonly marked: boolean;
}
