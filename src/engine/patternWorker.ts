import { parentPort } from "node:worker_threads";
import type { PatternFound, PatternTask } from "./patternThread.ts";

/** Milliseconds after which what was found so far is told. */
const TURN = 50;

/** Entry of the thread that tries a regular expression: it can be ended where the expression itself has no end. */
parentPort?.on("message", ({ pattern, texts }: PatternTask) => {
  const started = performance.now();
  const hits: number[] = [];
  let done = 0;
  while (done < texts.length && performance.now() - started < TURN) {
    if (texts[done]?.some((text) => pattern.test(text)) === true) hits.push(done);
    done++;
  }
  parentPort?.postMessage({ hits: Uint32Array.from(hits), done } satisfies PatternFound);
});
