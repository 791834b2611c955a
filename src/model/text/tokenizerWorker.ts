import { parentPort, workerData } from "node:worker_threads";
import { toFailure } from "../../protocol/errors.ts";
import { TextTokenizer, type TokenizerFiles } from "./tokenizer.ts";
import type { TokenizerReply, TokenizerRequest } from "./tokenizerThread.ts";

/** Entry of the thread that tokenizes ahead of the session: texts in, packed ids out. */
function reply(message: TokenizerReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

try {
  const tokenizer = new TextTokenizer(workerData as TokenizerFiles);
  parentPort?.on("message", ({ texts, ranged }: TokenizerRequest) => {
    try {
      const encoded = tokenizer.encode(texts, ranged);
      const { ids, offsets, truncated, ranges } = encoded;
      const buffers = [ids, offsets, truncated, ranges].map((array) => array.buffer as ArrayBuffer);
      reply({ kind: "encoded", encoded }, buffers);
    } catch (error) {
      reply({ kind: "failed", failure: toFailure(error) });
    }
  });
  reply({ kind: "ready", special: tokenizer.special });
} catch (error) {
  reply({ kind: "failed", failure: toFailure(error) });
}
