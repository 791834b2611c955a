import { existsSync } from "node:fs";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { reasonOf, StrataError } from "../protocol/errors.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { controlOf, PART, STEP, stopNow, stopSoon, type Control, type Kernel } from "./kernel.ts";

/** One piece of work for a kernel. */
export interface KernelWork<Data> {
  /** Arrays over shared memory, and numbers: what the kernel reads and writes. */
  readonly data: Data;
  /** Steps one after the other: none begins before the one before has ended. */
  readonly steps: number;
  /** Parts of each step, in any order at the same time. No part may depend on what another of its step does. */
  readonly parts: number;
  /** Whether it is over sooner than a thread is started. */
  readonly isSmall: boolean;
}

/** Milliseconds between two looks at how far the threads are. */
const LOOK = 25;
/** Milliseconds of work on the calling thread between two yields. */
const TURN = 20;
/** Milliseconds after which threads that are not asked any more end. */
const IDLE = 10_000;
/** More threads than this wait for each other longer than they work. */
const MOST_THREADS = 16;

let chosen: number | undefined;

/** How many threads work together; all cores where left out. The same bytes come of any number. */
export function useThreads(count?: number): void {
  chosen = count;
}

interface Idle {
  readonly worker: Worker;
  readonly end: NodeJS.Timeout;
}

/** Threads that wait for work, by their file. */
const idle = new Map<string, Idle[]>();

/**
 * Runs a kernel on threads of its own, or on the calling thread in turns where it is small or no thread can start.
 * Yields the share done; ends with `enough` after the step that is under way. Returns how many steps were done. Throws
 * the signal's reason at once, and `internal` where a thread breaks.
 */
export async function* runKernel<Data>(
  kernel: Kernel<Data>,
  work: KernelWork<Data>,
  context: TaskContext,
): AsyncGenerator<Step, number, void> {
  context.signal.throwIfAborted();
  if (work.steps === 0) return 0;
  const threads = Math.min(chosen ?? availableParallelism(), MOST_THREADS, work.parts);
  const file = bundleOf(kernel.file);
  return yield* work.isSmall || file === undefined
    ? here(kernel, work, context)
    : onThreads(file, work, threads, context);
}

/** The file of a thread: the bundle beside this one, or the source where nothing is bundled. */
function bundleOf(source: string): string | undefined {
  const bundle = source.replace(/\.ts$/, ".js");
  return [bundle, source].find((file) => existsSync(file));
}

async function* here<Data>(
  kernel: Kernel<Data>,
  { data, steps, parts }: KernelWork<Data>,
  { signal, enough }: TaskContext,
): AsyncGenerator<Step, number, void> {
  const run = kernel.open(data);
  let begun = performance.now();
  let step = 0;
  for (; step < steps && enough?.aborted !== true; step++) {
    for (let part = 0; part < parts; part++) {
      run(step, part, parts);
      if (performance.now() - begun < TURN) continue;
      yield { done: (step + (part + 1) / parts) / steps };
      await new Promise(setImmediate);
      signal.throwIfAborted();
      begun = performance.now();
    }
  }
  return step;
}

async function* onThreads<Data>(
  file: string,
  { data, steps, parts }: KernelWork<Data>,
  count: number,
  { signal, enough }: TaskContext,
): AsyncGenerator<Step, number, void> {
  const control = controlOf();
  const workers = Array.from({ length: count }, () => take(file));
  const ended = Promise.all(workers.map((worker) => endOf(worker, file)));
  ended.catch(() => {
    // The others would wait for one that broke.
    for (const worker of workers) void worker.terminate();
  });
  const cancel = (): void => stopNow(control);
  const end = (): void => stopSoon(control);
  signal.addEventListener("abort", cancel, { once: true });
  enough?.addEventListener("abort", end, { once: true });
  if (enough?.aborted === true) end();
  for (const worker of workers) worker.postMessage({ control, threads: count, data, steps, parts });
  try {
    while (!(await within(ended, LOOK))) {
      signal.throwIfAborted();
      yield { done: Math.min(1, (Atomics.load(control, STEP) + partShare(control, parts)) / steps) };
    }
    signal.throwIfAborted();
    return Atomics.load(control, STEP);
  } finally {
    stopNow(control);
    signal.removeEventListener("abort", cancel);
    enough?.removeEventListener("abort", end);
  }
}

function partShare(control: Control, parts: number): number {
  return Math.min(1, Atomics.load(control, PART) / parts);
}

/** Whether it ends in so many milliseconds. */
async function within(ended: Promise<unknown>, milliseconds: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const later = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(false), milliseconds)));
  try {
    return await Promise.race([ended.then(() => true), later]);
  } finally {
    clearTimeout(timer);
  }
}

function take(file: string): Worker {
  const waiting = idle.get(file)?.pop();
  // Sources say nothing of the kind of module they are.
  const execArgv = file.endsWith(".ts") ? ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"] : [];
  if (waiting === undefined) return new Worker(file, { execArgv });
  clearTimeout(waiting.end);
  waiting.worker.ref();
  return waiting.worker;
}

function giveBack(worker: Worker, file: string): void {
  worker.unref();
  const waiting = idle.get(file) ?? [];
  idle.set(file, waiting);
  const entry: Idle = {
    worker,
    end: setTimeout(() => {
      waiting.splice(waiting.indexOf(entry), 1);
      void worker.terminate();
    }, IDLE).unref(),
  };
  waiting.push(entry);
}

/** Resolves when the worker has done its work; it then waits for more. */
async function endOf(worker: Worker, file: string): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const broke = (cause: unknown): void =>
    reject(new StrataError("internal", { reason: `a thread ended: ${reasonOf(cause)}` }, { cause }));
  const exited = (code: number): void => broke(`exit code ${code}`);
  const done = (): void => resolve(undefined);
  worker.once("message", done);
  worker.once("error", broke);
  worker.once("exit", exited);
  try {
    await promise;
    giveBack(worker, file);
  } finally {
    worker.removeListener("message", done);
    worker.removeListener("error", broke);
    worker.removeListener("exit", exited);
  }
}
