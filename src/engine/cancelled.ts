import { StrataError } from "../protocol/errors.ts";

/** Work that its signal may stop: says so as `cancelled`, whatever way the work has to say it. `what`: begins a sentence. */
export async function unlessCancelled<T>(signal: AbortSignal, what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const isAbort = signal.aborted && !(error instanceof StrataError);
    throw isAbort ? new StrataError("cancelled", { what }, { cause: error }) : error;
  }
}
