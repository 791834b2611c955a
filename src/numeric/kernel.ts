import { parentPort } from "node:worker_threads";

/**
 * A loop over shared memory that several threads go through together. `open` is called once in each thread; what it
 * returns computes one part of `parts` of a step.
 */
export interface Kernel<Data> {
  /** Source of the thread's entry; its bundle lies beside that of who asks. */
  readonly file: string;
  open(data: Data): (step: number, part: number, parts: number) => void;
}

/** What the threads of one work know of each other; in shared memory. */
export type Control = Int32Array<SharedArrayBuffer>;

/** Places in `Control`: the next part to be taken, threads at the barrier, steps done, what was asked for, what holds. */
export const PART = 0;
const WAITING = 1;
export const STEP = 2;
const ASKED = 3;
const HOLDS = 4;

const SOON = 1;
const NOW = 2;

export function controlOf(): Control {
  return new Int32Array(new SharedArrayBuffer(5 * Int32Array.BYTES_PER_ELEMENT));
}

/** Has the threads stop after this step. */
export function stopSoon(control: Control): void {
  Atomics.compareExchange(control, ASKED, 0, SOON);
}

/** Has the threads stop after the parts they are at; what they wrote is then of no use. */
export function stopNow(control: Control): void {
  Atomics.store(control, ASKED, NOW);
}

interface Work<Data> {
  readonly control: Control;
  readonly threads: number;
  readonly data: Data;
  readonly steps: number;
  readonly parts: number;
}

/** Makes this thread one that works for `runKernel`. */
export function serveKernel<Data>(kernel: Pick<Kernel<Data>, "open">): void {
  parentPort?.on("message", ({ control, threads, data, steps, parts }: Work<Data>) => {
    const run = kernel.open(data);
    for (let step = 0; step < steps; step++) {
      while (Atomics.load(control, ASKED) !== NOW) {
        const part = Atomics.add(control, PART, 1);
        if (part >= parts) break;
        run(step, part, parts);
      }
      if (!meet(control, threads, step)) break;
    }
    parentPort?.postMessage("done");
  });
}

/** Waits until all threads have ended the step; whether there is to be another. */
function meet(control: Control, threads: number, step: number): boolean {
  if (Atomics.add(control, WAITING, 1) === threads - 1) {
    // What was asked may change at any time: the last to arrive reads it once for all.
    Atomics.store(control, HOLDS, Atomics.load(control, ASKED));
    Atomics.store(control, WAITING, 0);
    Atomics.store(control, PART, 0);
    Atomics.store(control, STEP, step + 1);
    Atomics.notify(control, STEP);
  } else {
    while (Atomics.load(control, STEP) === step) Atomics.wait(control, STEP, step);
  }
  return Atomics.load(control, HOLDS) === 0;
}
