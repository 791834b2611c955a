import { FIRST_SHARE } from "../model/batches.ts";
import { untilAborted } from "../numeric/layerStates.ts";
import { fitStack, type FitOptions } from "../projection/fitStack.ts";
import type { StackFit } from "../projection/stackFit.ts";
import type { SlotIndex } from "../protocol/indices.ts";
import type { Picture } from "../protocol/engine.ts";
import type { Canvas } from "./canvas.ts";
import { delivered } from "./delivered.ts";
import { pictureInterval } from "./passingPicture.ts";
import type { Slots } from "../sources/slots.ts";
import type { StateSource } from "../sources/stateSource.ts";

/** Records of the first picture: `FIRST_SHARE` of the file, but no fewer than a picture needs. */
const FIRST_RECORDS = 32;
/** A new fit is worth its pass over the states when there are this many times the records of the last one. */
const GROWTH = 4;
export interface LivePictureOptions {
  readonly canvas: Canvas;
  readonly source: StateSource;
  readonly fitting: FitOptions;
  /** What the points are placed by from the first on, where that was fitted on another run. */
  readonly fixed?: StackFit | undefined;
  readonly slots: Slots;
  readonly run: string;
  readonly draw: (picture: Picture) => void | Promise<void>;
}

/**
 * The picture while the model still runs. Points are placed by the last fit as they come; fits are renewed as the
 * number of points grows, each turned towards the one before so that nothing jumps. The final picture does not
 * depend on any of this.
 */
export class LivePicture {
  readonly #options: LivePictureOptions;
  /** The slots that came, in the order they came; the first `#count` are used. */
  readonly #added: Uint32Array;
  #count = 0;
  #fit: StackFit | undefined;
  #nextFit: number;
  #drawn = 0;
  #shownAt = 0;

  constructor(options: LivePictureOptions) {
    this.#options = options;
    this.#added = new Uint32Array(options.slots.count);
    this.#fit = options.fixed;
    this.#nextFit = options.fixed ? Infinity : Math.max(FIRST_RECORDS, Math.ceil(options.slots.count * FIRST_SHARE));
  }

  /** Takes in slots whose states are there. `states`: theirs, a row each, if at hand. Throws the fit's abort reason. */
  async add(added: Uint32Array, states: Float32Array | undefined): Promise<void> {
    const { slots } = this.#options;
    this.#added.set(added, this.#count);
    this.#count += added.length;
    this.#drawn += slots.countPoints(added);
    if (this.#fit && states) this.#put(added, this.#fit.place(states));
    if (this.#count >= this.#nextFit) await this.#refit();
    else if (this.#fit && performance.now() - this.#shownAt > pictureInterval(this.#options.canvas)) await this.#show();
  }

  async #refit(): Promise<void> {
    const { source, slots, fitting } = this.#options;
    const added = this.#added.slice(0, this.#count);
    const states = untilAborted(source.states(slots.rowsOf(added)), fitting.signal);
    const { fit, coordinates } = await fitStack(states, { ...fitting, previous: this.#fit });
    this.#fit = fit;
    this.#nextFit = added.length * GROWTH;
    this.#put(added, coordinates);
    await this.#show();
  }

  /** Every point of a slot stands in the same place. */
  #put(slots: Uint32Array, coordinates: Float32Array): void {
    const { canvas } = this.#options;
    const groups = Array.from(slots, (slot) => this.#options.slots.pointsOf(slot as SlotIndex));
    canvas.putGroups(groups, coordinates);
  }

  async #show(): Promise<void> {
    this.#shownAt = performance.now();
    const { canvas, draw, run } = this.#options;
    await delivered(draw(canvas.picture(run, this.#drawn, this.#fit?.explained)));
  }
}
