import { setTimeout } from "node:timers/promises";
import { isPassing } from "./systemErrors.ts";

/** Milliseconds before the second and the last try; each waits twice as long as the one before. */
const FIRST_MS = 10;
const LAST_MS = 320;

/** Does work again while the machine cannot at this moment, for about half a second. Rejects with its last failure. */
export async function patiently<T>(work: () => T | Promise<T>): Promise<T> {
  for (let wait = FIRST_MS; ; wait *= 2) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || wait > LAST_MS) throw error;
    }
    await setTimeout(wait);
  }
}
