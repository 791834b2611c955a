/** Milliseconds the graphics card may take for a frame of a moving picture. */
const MOVING = 28;
/** Milliseconds below which a time says nothing: looking at it takes as long. */
const TINY = 10;
/** Strokes and points of the first frame, before anything is known of the card. */
const FIRST = 60_000;
const LEAST = 4000;

/** Learns how much the graphics card draws in the time of a frame. */
export class Pace {
  #budget = FIRST;

  /** Lines and points a frame of a moving picture may have. */
  get budget(): number {
    return this.#budget;
  }

  /** Learns from a frame of so many lines and points. */
  learn(drawn: number, time: number): void {
    if (time < TINY) {
      if (drawn > this.#budget / 2) this.#budget *= 2;
    } else if (drawn > LEAST / 2) {
      const wished = (drawn / time) * MOVING;
      this.#budget = Math.max(LEAST, Math.min(2 * this.#budget, wished));
    }
  }
}

const POLL = 2;

/**
 * Calls back with the milliseconds it took until the graphics card had done all that it was given so far; not at all
 * where the card is lost by then.
 */
export function whenDone(gl: WebGL2RenderingContext, done: (time: number) => void): void {
  const start = performance.now();
  const sync = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
  gl.flush();
  if (sync === null) return;
  const look = (): void => {
    if (gl.isContextLost()) return;
    if (gl.getSyncParameter(sync, gl.SYNC_STATUS) !== gl.SIGNALED) {
      setTimeout(look, POLL);
      return;
    }
    gl.deleteSync(sync);
    done(performance.now() - start);
  };
  setTimeout(look);
}
