import type { BatchSize } from "./batchSize.ts";
import { planBatches } from "./batches.ts";
import type { Batching } from "../protocol/models.ts";

/** The texts of a window, given out in batches of similar length, longest first, while the size of a batch may change. */
export class BatchQueue {
  readonly #lengths: Uint32Array;
  readonly #limits: { readonly mostTexts: number; readonly equal: boolean };
  #batches: Uint32Array[];
  /** What `#batches` were planned for. */
  #tokens = 0;

  /** `lengths`: tokens of each text; `mostTexts`: texts a batch may hold; `batching`: which. */
  constructor(lengths: Uint32Array, mostTexts: number, batching: Batching = "any") {
    this.#lengths = lengths;
    this.#limits = { mostTexts: batching === "single" ? 1 : mostTexts, equal: batching === "equalLengths" };
    this.#batches = [Uint32Array.from(lengths.keys())];
  }

  /** The next batch, indices into the texts; undefined where none is left. */
  next({ tokens }: Pick<BatchSize, "tokens">): Uint32Array | undefined {
    if (tokens !== this.#tokens) this.#plan(tokens);
    return this.#batches.shift();
  }

  #plan(tokens: number): void {
    const waiting = this.#batches.flatMap((batch) => [...batch]).sort((a, b) => a - b);
    const lengths = Uint32Array.from(waiting, (text) => this.#lengths[text] ?? 0);
    const batches = planBatches(lengths, tokens, this.#limits);
    this.#batches = batches.map((batch) => batch.map((index) => waiting[index] ?? 0));
    this.#tokens = tokens;
  }
}
