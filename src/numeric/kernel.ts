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

/** Places in `Control`: parts taken of all steps together, parts done, steps done, what was asked for, what holds. */
export const PART = 0;
const DONE = 1;
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
  readonly data: Data;
  readonly steps: number;
  readonly parts: number;
}

/** Makes this thread one that works for `runKernel`. */
export function serveKernel<Data>(kernel: Pick<Kernel<Data>, "open">): void {
  parentPort?.on("message", ({ control, data, steps, parts }: Work<Data>) => {
    const run = kernel.open(data);
    for (;;) {
      const taken = take(control, steps, parts);
      if (taken === undefined) break;
      run(Math.floor(taken / parts), taken % parts, parts);
      end(control, taken, parts);
    }
    // Those that wait for a step that will not begin.
    Atomics.notify(control, STEP);
    parentPort?.postMessage("done");
  });
}

/**
 * The number of a part of the step under way; waits until the step begins, and holds nothing meanwhile: a thread that
 * does not get a core keeps nobody waiting. `undefined` where there is nothing more to do.
 */
function take(control: Control, steps: number, parts: number): number | undefined {
  for (;;) {
    const begun = Atomics.load(control, STEP);
    if (Atomics.load(control, HOLDS) !== 0 || Atomics.load(control, ASKED) === NOW) return undefined;
    const next = Atomics.load(control, PART);
    if (next >= steps * parts) return undefined;
    if (begun * parts + parts <= next) Atomics.wait(control, STEP, begun);
    else if (Atomics.compareExchange(control, PART, next, next + 1) === next) return next;
  }
}

/** Has the next step begin where this was the last part of one. */
function end(control: Control, taken: number, parts: number): void {
  const step = Math.floor(taken / parts);
  if (Atomics.add(control, DONE, 1) + 1 < (step + 1) * parts) return;
  // What was asked may change at any time: it is read once for all.
  Atomics.store(control, HOLDS, Atomics.load(control, ASKED));
  Atomics.store(control, STEP, step + 1);
  Atomics.notify(control, STEP);
}
