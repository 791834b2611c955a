import type { Provider } from "../protocol/models.ts";

/**
 * Tokens of a batch on the CPU, padding included. MiniLM on two cores: from 1 024 to 2 048 within 5 %, below, the
 * threads wait for each other, above, the activations leave the processor's cache (8 192: a quarter slower).
 */
const CPU_TOKENS = 1536;

/** Where other devices start, and where they stop: their memory is theirs alone, and their width unknown. */
const DEVICE_TOKENS = 1024;
const MOST_TOKENS = 65_536;

/** Batches a size is judged by; the first of a size also compiles, and does not count. */
const SAMPLES = 3;
/** A batch less full than this says little of its size. */
const FULL_SHARE = 0.75;
/** Twice the tokens must be this much faster to be worth the memory. */
const WORTH = 1.05;

/**
 * How many tokens a batch holds, padding included: found while the model runs. It doubles while that makes more tokens
 * a second, and halves where a batch fails. On the CPU the known best is the start, and it only shrinks.
 */
export class BatchSize {
  #tokens: number;
  #grows: boolean;
  /** Tokens a second of the size before. */
  #before = 0;
  #samples: number[] = [];

  /** `remembered`: what was found before. */
  constructor(provider: Provider, remembered: number | undefined) {
    this.#tokens = remembered ?? (provider === "cpu" ? CPU_TOKENS : DEVICE_TOKENS);
    this.#grows = provider !== "cpu" && remembered === undefined;
  }

  get tokens(): number {
    return this.#tokens;
  }

  /** Whether it was found: it grows no more. */
  get isFound(): boolean {
    return !this.#grows;
  }

  /** Takes in that a batch of `tokens`, padding included, took `seconds`. */
  ran(tokens: number, seconds: number): void {
    if (!this.#grows || tokens < FULL_SHARE * this.#tokens) return;
    this.#samples.push(tokens / seconds);
    if (this.#samples.length <= SAMPLES) return;
    const [, ...rates] = this.#samples;
    const rate = rates.toSorted((a, b) => a - b)[SAMPLES >> 1] ?? 0;
    this.#samples = [];
    if (rate < WORTH * this.#before) {
      this.#grows = false;
      this.#tokens = Math.round(this.#tokens / 2);
    } else if (2 * this.#tokens > MOST_TOKENS) {
      this.#grows = false;
    } else {
      this.#before = rate;
      this.#tokens *= 2;
    }
  }

  /** Takes in that a batch of `tokens`, padding included, failed. */
  failed(tokens: number): void {
    this.#grows = false;
    this.#samples = [];
    this.#tokens = Math.max(1, Math.floor(Math.min(tokens, this.#tokens) / 2));
  }
}
