import type { Picture } from "../protocol/engine.ts";
import type { Canvas } from "./canvas.ts";
import { delivered } from "./delivered.ts";

/** Milliseconds between pictures, and the bytes a second of coordinates at most. */
const INTERVAL = 400;
const BYTES_PER_MS = 10_000;

/** Milliseconds from one picture on the way to the next: those of many points take long to travel and to draw. */
export function pictureInterval({ coordinates }: Canvas): number {
  return Math.max(INTERVAL, coordinates.byteLength / BYTES_PER_MS);
}

export interface PassingPictureOptions {
  readonly run: string;
  /** What is drawn until a layer has places of its own; NaN where there is nothing. */
  readonly canvas: Canvas;
  /** The points that are fitted. */
  readonly drawn: Uint32Array;
  readonly draw: (picture: Picture) => void | Promise<void>;
}

/**
 * The picture while it is fitted step by step. Layers that the fit has not come to stay as they were drawn before; where
 * they were not, they are drawn as the layer that is fitted, whose places the next ones begin from.
 */
export class PassingPicture {
  readonly #options: PassingPictureOptions;
  /** The layers that have nothing of their own. */
  readonly #blank: Set<number>;
  #shownAt = performance.now();

  constructor(options: PassingPictureOptions) {
    this.#options = options;
    const { coordinates, layers } = options.canvas;
    this.#blank = new Set(coordinates.every(Number.isNaN) ? layers.keys() : []);
  }

  /** Takes what `fitStack` says of a layer, and shows it where the last picture is long enough ago. */
  async show(layer: number, place: () => Float64Array, isFinal: boolean): Promise<void> {
    const { run, canvas, drawn, draw } = this.#options;
    const isDue = performance.now() - this.#shownAt >= pictureInterval(canvas);
    if (!isDue && !isFinal) return;
    const coordinates = place();
    this.#blank.delete(layer);
    for (const at of [layer, ...this.#blank]) canvas.putLayer(at, drawn, coordinates);
    if (!isDue) return;
    await delivered(draw(canvas.picture(run, drawn.length, undefined)));
    this.#shownAt = performance.now();
  }
}
