import path from "node:path";
import type { Kernel } from "../../../src/numeric/kernel.ts";

export interface WaveData {
  readonly now: Float64Array;
  readonly before: Float64Array;
  /** Throws at this step. */
  readonly breaksAt?: number;
  /** Goes on for so long in every part. */
  readonly milliseconds?: number;
}

/** Each number becomes the mean of its neighbours of the step before. */
export const wave: Kernel<WaveData> = {
  file: path.join(import.meta.dirname, "waveWorker.ts"),
  open:
    ({ now, before, breaksAt, milliseconds = 0 }) =>
    (step, part, parts) => {
      if (step === breaksAt) throw new Error("broken");
      const until = performance.now() + milliseconds;
      while (performance.now() < until);
      const [from, to] = step % 2 === 0 ? [now, before] : [before, now];
      const length = from.length;
      for (let i = Math.floor((length * part) / parts); i < Math.floor((length * (part + 1)) / parts); i++)
        to[i] = ((from[(i + 1) % length] ?? 0) + (from[(i + length - 1) % length] ?? 0)) / 2;
    },
};
