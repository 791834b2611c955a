import { Worker } from "node:worker_threads";
import { type Failure, reasonOf, StrataError } from "../../protocol/errors.ts";
import type { SpecialTokens } from "../pooling.ts";
import { type EncodedTexts, TextTokenizer, type TokenizerFiles } from "./tokenizer.ts";

/** What the worker says: that it is ready, the ids of the texts it was sent, or why not. In the order of the requests. */
export type TokenizerReply =
  | { readonly kind: "ready"; readonly special: SpecialTokens }
  | { readonly kind: "encoded"; readonly encoded: EncodedTexts }
  | { readonly kind: "failed"; readonly failure: Failure };

/** A tokenizer that works beside the caller. Replies come in the order of the calls. */
export interface TokenizerThread {
  readonly special: SpecialTokens;
  encode(texts: readonly string[]): Promise<EncodedTexts>;
  dispose(): Promise<void>;
}

/** Texts tokenized at a time where there is no worker, so that the event loop turns in between. */
const TEXTS_AT_ONCE = 256;

/**
 * Starts a tokenizer in the worker bundle `workerFile`; without one it works on the caller's thread. Rejects with
 * `tokenizerUnsupported` where the files are no tokenizer, `internal` where the worker itself breaks.
 */
export async function openTokenizer(files: TokenizerFiles, workerFile?: string): Promise<TokenizerThread> {
  return workerFile === undefined ? inThisThread(files) : inWorker(files, workerFile);
}

function inThisThread(files: TokenizerFiles): TokenizerThread {
  const tokenizer = new TextTokenizer(files);
  return {
    special: tokenizer.special,
    encode: async (texts) => {
      const parts: EncodedTexts[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
        await new Promise(setImmediate);
        parts.push(tokenizer.encode(texts.slice(start, start + TEXTS_AT_ONCE)));
      }
      return joined(parts);
    },
    dispose: () => Promise.resolve(),
  };
}

/** Encoded texts one behind the other. */
export function joined(parts: readonly EncodedTexts[]): EncodedTexts {
  const texts = parts.reduce((sum, part) => sum + part.truncated.length, 0);
  const ids = new Int32Array(parts.reduce((sum, part) => sum + part.ids.length, 0));
  const offsets = new Uint32Array(texts + 1);
  const truncated = new Uint8Array(texts);
  let text = 0;
  let token = 0;
  for (const part of parts) {
    ids.set(part.ids, token);
    truncated.set(part.truncated, text);
    part.offsets.forEach((offset, index) => (offsets[text + index] = token + offset));
    text += part.truncated.length;
    token += part.ids.length;
  }
  return { ids, offsets, truncated };
}

async function inWorker(files: TokenizerFiles, workerFile: string): Promise<TokenizerThread> {
  const worker = new Worker(workerFile, { workerData: files });
  const waiting: { resolve: (reply: TokenizerReply) => void; reject: (error: unknown) => void }[] = [];
  let ended: StrataError | undefined;
  const end = (error: unknown) => {
    ended ??= new StrataError("internal", { reason: `the tokenizer stopped: ${reasonOf(error)}` }, { cause: error });
    for (const { reject } of waiting.splice(0)) reject(ended);
  };
  worker.on("message", (reply: TokenizerReply) => {
    if (reply.kind === "failed") waiting.shift()?.reject(new StrataError(reply.failure.code, reply.failure.detail));
    else waiting.shift()?.resolve(reply);
  });
  worker.on("error", end);
  worker.on("exit", (code) => end(`exit code ${code}`));
  // An idle worker does not keep the process alive; one that owes a reply does.
  const reply = async () => {
    worker.ref();
    try {
      return await new Promise<TokenizerReply>((resolve, reject) => {
        if (ended) reject(ended);
        else waiting.push({ resolve, reject });
      });
    } finally {
      if (waiting.length === 0) worker.unref();
    }
  };

  const ready = await reply();
  if (ready.kind !== "ready") throw new StrataError("internal", { reason: "the tokenizer answered out of turn" });
  return {
    special: ready.special,
    encode: async (texts) => {
      const answer = reply();
      worker.postMessage(texts);
      const encoded = await answer;
      if (encoded.kind !== "encoded")
        throw new StrataError("internal", { reason: "the tokenizer answered out of turn" });
      return encoded.encoded;
    },
    dispose: async () => {
      await worker.terminate();
    },
  };
}
