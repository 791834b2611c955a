import type { ActivationCache } from "../activations/activationCache.ts";
import { fitStack, type FitOptions } from "../projection/fitStack.ts";
import type { StackFit } from "../projection/stackFit.ts";
import type { Picture } from "../protocol/engine.ts";
import type { Canvas } from "./canvas.ts";
import type { Slots } from "./slots.ts";

/** Records of the first picture: this share of the file, but no fewer than a picture needs. */
const FIRST_SHARE = 0.01;
const FIRST_RECORDS = 32;
/** A new fit is worth its pass over the states when there are this many times the records of the last one. */
const GROWTH = 4;
/** Milliseconds between pictures, and the bytes a second of coordinates at most. */
const INTERVAL = 400;
const BYTES_PER_MS = 10_000;

export interface LivePictureOptions {
  readonly canvas: Canvas;
  readonly cache: ActivationCache;
  readonly fitting: Pick<FitOptions, "projection" | "dimensions" | "algebra">;
  readonly slots: Slots;
  readonly run: string;
  readonly draw: (picture: Picture) => void;
}

/**
 * The picture while the model still runs. Records are placed by the last fit as they come; fits are renewed as the
 * number of records grows, each turned towards the one before so that nothing jumps. The final picture does not
 * depend on any of this.
 */
export class LivePicture {
  readonly #options: LivePictureOptions;
  readonly #added: number[] = [];
  #fit: StackFit | undefined;
  #nextFit: number;
  #drawn = 0;
  #shownAt = 0;

  constructor(options: LivePictureOptions) {
    this.#options = options;
    this.#nextFit = Math.max(FIRST_RECORDS, Math.ceil(options.slots.count * FIRST_SHARE));
  }

  /** Takes in slots whose states are in the cache. `states`: theirs, a row each, if at hand. */
  async add(added: Uint32Array, states: Float32Array | undefined): Promise<void> {
    const { slots } = this.#options;
    this.#added.push(...added);
    this.#drawn += slots.countRecords(added);
    if (this.#fit && states) this.#put(added, this.#fit.place(states));
    if (this.#added.length >= this.#nextFit) await this.#refit();
    else if (this.#fit && performance.now() - this.#shownAt > this.#interval) this.#show(this.#fit);
  }

  async #refit(): Promise<void> {
    const { cache, slots, fitting } = this.#options;
    const added = Uint32Array.from(this.#added);
    const previous = this.#fit && { previous: this.#fit };
    const { fit, coordinates } = await fitStack(cache.states(slots.rowsOf(added)), { ...fitting, ...previous });
    this.#fit = fit;
    this.#nextFit = added.length * GROWTH;
    this.#put(added, coordinates);
    this.#show(fit);
  }

  /** Every record of a slot stands where its text does. */
  #put(slots: Uint32Array, coordinates: Float32Array): void {
    const { canvas } = this.#options;
    const groups = Array.from(slots, (slot) => this.#options.slots.recordsOf(slot));
    canvas.putGroups(groups, coordinates);
  }

  get #interval(): number {
    return Math.max(INTERVAL, this.#options.canvas.coordinates.byteLength / BYTES_PER_MS);
  }

  #show(fit: StackFit): void {
    this.#shownAt = performance.now();
    const { canvas, draw, run } = this.#options;
    draw(canvas.picture(run, this.#drawn, fit.explained));
  }
}
