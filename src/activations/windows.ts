/** Bytes of states that all windows may take together, and one of them. */
const ALL_BYTES = 192 * 1024 * 1024;
const WINDOW_BYTES = 64 * 1024 * 1024;
/** Windows that nobody holds: so many, of so many bytes, are left for who comes next. */
const IDLE_WINDOWS = 32;
const IDLE_BYTES = 64 * 1024 * 1024;

/** Records that follow each other, at one layer. */
export interface Span {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

/** States that were read ahead. `owner` tells whose they are; `holders` counts who goes through them now. */
export interface Window extends Span {
  readonly owner: object;
  readonly bytes: number;
  readonly states: Promise<Float32Array>;
  holders: number;
}

/** What a window is read from. */
export interface WindowSource {
  readonly owner: object;
  readonly records: number;
  /** Of one record at a layer. */
  readonly bytesOf: (layer: number) => number;
  /** Rejects where the reader's signal aborts. */
  readonly read: (span: Span) => Promise<Float32Array>;
  readonly signal: AbortSignal | undefined;
}

/**
 * What everybody who goes through a layer has read ahead. Each holds a window of their own, that nobody takes away;
 * what one has read, the next may find. All windows together take a bounded part of the memory: the more are held, the
 * smaller are the new ones, down to what was asked for.
 */
export class Windows {
  readonly #allBytes: number;
  readonly #windowBytes: number;
  /** The least recently used first. */
  readonly #windows: Window[] = [];

  constructor(all = ALL_BYTES, window = WINDOW_BYTES) {
    this.#allBytes = all;
    this.#windowBytes = window;
  }

  /** Bytes that the windows take. */
  get bytes(): number {
    return this.#windows.reduce((sum, window) => sum + window.bytes, 0);
  }

  /** A window that has a span, with its states; to be given back. Rejects as the source does. */
  async hold(source: WindowSource, span: Span): Promise<{ window: Window; states: Float32Array }> {
    for (;;) {
      const found = this.find(source.owner, span);
      const window = found ?? this.#open(source, span);
      window.holders++;
      try {
        const states = await window.states;
        source.signal?.throwIfAborted();
        return { window, states };
      } catch (error) {
        this.giveBack(window);
        // Where somebody else read it and was stopped, it is read again.
        if (found === undefined || source.signal?.aborted) throw error;
      }
    }
  }

  giveBack(window: Window): void {
    window.holders--;
    this.#dropIdle((count, bytes) => count > IDLE_WINDOWS || bytes > IDLE_BYTES);
  }

  /** A window that has a span, if there is one. */
  find(owner: object, { layer, from, to }: Span): Window | undefined {
    const at = this.#windows.findIndex((window) => {
      return window.owner === owner && window.layer === layer && window.from <= from && to <= window.to;
    });
    const [found] = at === -1 ? [] : this.#windows.splice(at, 1);
    if (found !== undefined) this.#windows.push(found);
    return found;
  }

  #open({ owner, records, bytesOf, read }: WindowSource, { layer, from, to }: Span): Window {
    const rowBytes = Math.max(1, bytesOf(layer));
    const room = this.#room((to - from) * rowBytes);
    const end = Math.max(to, Math.min(from + Math.floor(room / rowBytes), records));
    const states = read({ layer, from, to: end });
    const window = { owner, layer, from, to: end, bytes: (end - from) * rowBytes, states, holders: 0 };
    this.#windows.push(window);
    states.catch(() => this.#drop(window));
    return window;
  }

  /** Bytes that a new window may take, beside `least`. Half of what is left, so that there is some for the next too. */
  #room(least: number): number {
    const wanted = Math.max(least, this.#windowBytes);
    this.#dropIdle(() => this.bytes + wanted > this.#allBytes);
    return Math.min(this.#windowBytes, (this.#allBytes - this.bytes) / 2);
  }

  /** Drops windows that nobody holds, the least recently used first, while there are too many. */
  #dropIdle(tooMany: (count: number, bytes: number) => boolean): void {
    const idle = this.#windows.filter(({ holders }) => holders === 0);
    let count = idle.length;
    let bytes = idle.reduce((sum, window) => sum + window.bytes, 0);
    for (const window of idle) {
      if (!tooMany(count, bytes)) return;
      count--;
      bytes -= window.bytes;
      this.#drop(window);
    }
  }

  #drop(window: Window): void {
    const at = this.#windows.indexOf(window);
    if (at !== -1) this.#windows.splice(at, 1);
  }
}
