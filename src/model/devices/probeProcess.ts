import { fork } from "node:child_process";
import { StrataError } from "../../protocol/errors.ts";
import { quietRuntime } from "../../protocol/quietRuntime.ts";
import type { Measurement, ProbeRequest } from "./probe.ts";

/** What the probe's process says; one that crashes or hangs says nothing. */
export type ProbeReply =
  ({ readonly kind: "measured" } & Measurement) | { readonly kind: "failed"; readonly reason: string };

export interface ProbeProcessOptions {
  /** Path of the probe's bundle. */
  readonly entry: string;
  /** Milliseconds until a probe that does not answer counts as failed. */
  readonly timeLimit: number;
  readonly signal?: AbortSignal | undefined;
}

/** Characters kept of what a process wrote to its error stream. */
const LAST_WORDS = 300;

/**
 * Tries a device in a process of its own, because drivers crash and hang. Whatever becomes of that process is a reply;
 * only an aborted signal rejects, with `cancelled`, and ends it.
 */
export async function runProbe(request: ProbeRequest, options: ProbeProcessOptions): Promise<ProbeReply> {
  const { entry, timeLimit, signal } = options;
  const child = fork(entry, {
    serialization: "advanced",
    env: { ...process.env, ...quietRuntime },
    execArgv: [],
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
  let lastWords = "";
  child.stderr?.on("data", (chunk: Buffer) => (lastWords = (lastWords + chunk.toString()).slice(-LAST_WORDS)));
  try {
    return await new Promise<ProbeReply>((resolve, reject) => {
      const fail = (reason: string) => resolve({ kind: "failed", reason });
      const timer = setTimeout(() => fail(`no answer within ${Math.round(timeLimit / 1000)} s`), timeLimit);
      const abort = () => reject(new StrataError("cancelled", { what: `The probe of ${request.provider}` }));
      if (signal?.aborted) abort();
      signal?.addEventListener("abort", abort, { once: true });
      child.once("message", (reply: ProbeReply) => resolve(reply));
      child.on("error", (error) => fail(error.message));
      child.once("close", (code, ended) => {
        clearTimeout(timer);
        signal?.removeEventListener("abort", abort);
        fail(`the probe crashed (${ended ?? `exit code ${code ?? "unknown"}`})${lastLine(lastWords)}`);
      });
      child.send(request);
    });
  } finally {
    child.kill("SIGKILL");
  }
}

function lastLine(text: string): string {
  const line = text
    .split("\n")
    .map((part) => part.trim())
    .findLast((part) => part !== "");
  return line === undefined ? "" : `: ${line}`;
}
