import { affineOf, type Row } from "./affine.ts";
import { CEILING } from "./coordinates.ts";
import { drawingRank } from "./gl/order.ts";
import { BLOCK_CELLS, BOX, gridsOf, type Grid } from "./grid.ts";
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
  /** The best so far; no point before one is found. */
  #found: Target | undefined;
  #covers = false;
  #distance = Infinity;
  #marked = false;
  #toEye = -Infinity;

  constructor(scene: Pickable, frame: Frame, probe: Probe, radius: number, solid: boolean) {
    this.#scene = scene;
    this.#frame = frame;
    this.#probe = probe;
    this.#radius = radius;
    this.#solid = solid;
    ({ across: this.#across, down: this.#down, depth: this.#depth } = affineOf(frame.viewpoint));
  }

  get found(): Target | undefined {
    return this.#found;
  }

  layer(layer: number): void {
    const { shows } = this.#frame;
    if (shows.kind === "layer" && shows.from !== shows.to && shows.share < 1)
      this.#between(shows.from, shows.to, shows.share);
    else this.#through(gridsOf(this.#scene.picture)(layer), layer);
  }

  #through({ blocks, starts, boxes, blockBoxes, points }: Grid, layer: number): void {
    for (let block = 0; block < blocks; block++) {
      if (!this.#mayHold(blockBoxes, BOX * block, layer)) continue;
      for (let cell = block * BLOCK_CELLS; cell < (block + 1) * BLOCK_CELLS; cell++) {
        const [first, end] = [starts[cell] ?? 0, starts[cell + 1] ?? 0];
        if (first < end && this.#mayHold(boxes, BOX * cell, layer)) this.#cell(points, first, end, layer);
      }
    }
  }

  #cell(points: Uint32Array, first: number, end: number, layer: number): void {
    const { dimensions, coordinates, points: count } = this.#scene.picture;
    for (let i = first; i < end; i++) {
      const point = points[i] ?? 0;
      const at = dimensions * (layer * count + point);
      const z = this.#height(layer, dimensions < 3 ? 0 : (coordinates[at + 2] ?? NaN));
      this.#look(point, layer, coordinates[at] ?? NaN, coordinates[at + 1] ?? NaN, z);
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
  #mayHold(boxes: Float64Array, at: number, layer: number): boolean {
    const { x, y, reach } = this.#probe;
    const [across, down] = [this.#across, this.#down];
    const [cx, cy, cz] = [boxes[at] ?? 0, boxes[at + 1] ?? 0, boxes[at + 2] ?? 0];
    const [hx, hy, hz] = [boxes[at + 3] ?? 0, boxes[at + 4] ?? 0, boxes[at + 5] ?? 0];
    if (hx < 0) return false;
    const [z0, z1] = [this.#height(layer, cz - hz), this.#height(layer, cz + hz)];
    const [mz, dz] = [(z0 + z1) / 2, Math.abs(z1 - z0) / 2];
    const px = across[0] * cx + across[1] * cy + across[2] * mz + across[3];
    const rx = Math.abs(across[0]) * hx + Math.abs(across[1]) * hy + Math.abs(across[2]) * dz + reach;
    if (Math.abs(px - x) > rx) return false;
    const py = down[0] * cx + down[1] * cy + down[2] * mz + down[3];
    const ry = Math.abs(down[0]) * hx + Math.abs(down[1]) * hy + Math.abs(down[2]) * dz + reach;
    return Math.abs(py - y) <= ry;
  }

  #look(point: number, layer: number, x: number, y: number, z: number): void {
    const [across, down, depth] = [this.#across, this.#down, this.#depth];
    const dx = across[0] * x + across[1] * y + across[2] * z + across[3] - this.#probe.x;
    const dy = down[0] * x + down[1] * y + down[2] * z + down[3] - this.#probe.y;
    const distance = Math.sqrt(dx * dx + dy * dy);
    if (!(distance <= this.#probe.reach)) return;
    const mark = this.#scene.marks[point] ?? 0;
    const covers = distance <= this.#radius * ((mark & DIMMED) === 0 ? 1 : 0.8);
    // What is neither on it nor nearer is no better, as most are.
    if (!covers && (this.#covers || distance > this.#distance)) return;
    if ((mark & HIDDEN) !== 0) return;
    const toEye = depth[0] * x + depth[1] * y + depth[2] * z;
    const marked = (mark & (SELECTED | HIT)) !== 0;
    if (!this.#isBetter(point, covers, distance, marked, toEye)) return;
    this.#found = { point, layer };
    this.#covers = covers;
    this.#distance = distance;
    this.#marked = marked;
    this.#toEye = toEye;
  }

  #isBetter(point: number, covers: boolean, distance: number, marked: boolean, toEye: number): boolean {
    if (this.#found === undefined) return true;
    if (covers !== this.#covers) return covers;
    if (!covers && distance !== this.#distance) return distance < this.#distance;
    if (marked !== this.#marked) return marked;
    if (this.#solid && toEye !== this.#toEye) return toEye > this.#toEye;
    const rank = drawingRank(this.#scene.picture.points);
    return (rank[point] ?? 0) > (rank[this.#found.point] ?? 0);
  }
}
