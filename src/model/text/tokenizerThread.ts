import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { SpecialTokens } from "../pooling.ts";
import { type FailedReply, WorkerThread } from "../workerThread.ts";
import { type EncodedTexts, TextTokenizer, type TokenizerFiles } from "./tokenizer.ts";

/** What the worker is asked for. */
export interface TokenizerRequest {
  readonly texts: readonly string[];
  readonly ranged: boolean;
}

/** What the worker says: that it is ready, the ids of the texts it was sent, or why not. In the order of the requests. */
export type TokenizerReply =
  | { readonly kind: "ready"; readonly special: SpecialTokens }
  | { readonly kind: "encoded"; readonly encoded: EncodedTexts }
  | FailedReply;

/** A tokenizer that works beside the caller. Replies come in the order of the calls. */
export interface TokenizerThread {
  readonly special: SpecialTokens;
  /**
   * As `TextTokenizer.encode`. Where `signal` aborts and the tokenizer does not answer, it is ended, and a fresh one takes
   * the next texts.
   */
  encode(texts: readonly string[], signal?: AbortSignal, ranged?: boolean): Promise<EncodedTexts>;
  dispose(): Promise<void>;
}

/** Texts tokenized at a time where there is no worker, so that the event loop turns in between. */
const TEXTS_AT_ONCE = 256;

/**
 * Starts a tokenizer in the worker bundle `workerFile`; without one it works on the caller's thread. Rejects with
 * `tokenizerUnsupported` where the files are no tokenizer, `internal` where the worker itself breaks,
 * `cancelled` where `signal` aborts and the worker does not answer.
 */
export async function openTokenizer(
  files: TokenizerFiles,
  workerFile?: string,
  signal?: AbortSignal,
): Promise<TokenizerThread> {
  return workerFile === undefined ? inThisThread(files) : inWorker(files, workerFile, signal);
}

function inThisThread(files: TokenizerFiles): TokenizerThread {
  const tokenizer = new TextTokenizer(files);
  return {
    special: tokenizer.special,
    encode: async (texts, _, ranged) => {
      const parts: EncodedTexts[] = [];
      for (let start = 0; start < texts.length; start += TEXTS_AT_ONCE) {
        await new Promise(setImmediate);
        parts.push(tokenizer.encode(texts.slice(start, start + TEXTS_AT_ONCE), ranged));
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
  const ranges = new Uint32Array(parts.reduce((sum, part) => sum + part.ranges.length, 0));
  let text = 0;
  let token = 0;
  for (const part of parts) {
    ids.set(part.ids, token);
    truncated.set(part.truncated, text);
    if (part.ranges.length > 0) ranges.set(part.ranges, 2 * token);
    part.offsets.forEach((offset, index) => (offsets[text + index] = token + offset));
    text += part.truncated.length;
    token += part.ids.length;
  }
  return { ids, offsets, truncated, ranges };
}

async function inWorker(
  files: TokenizerFiles,
  workerFile: string,
  signal: AbortSignal | undefined,
): Promise<TokenizerThread> {
  const stopped = (cause: unknown) =>
    new StrataError("internal", { reason: `the tokenizer stopped: ${reasonOf(cause)}` }, { cause });
  const thread = new WorkerThread<TokenizerReply>(workerFile, files, "tokenizing", stopped);
  const ready = await thread.ready(signal);
  if (ready.kind !== "ready") throw outOfTurn();
  return {
    special: ready.special,
    encode: async (texts, until, ranged = false) => {
      const encoded = await thread.ask({ texts, ranged } satisfies TokenizerRequest, until);
      if (encoded.kind !== "encoded") throw outOfTurn();
      return encoded.encoded;
    },
    dispose: () => {
      thread.dispose();
      return Promise.resolve();
    },
  };
}

function outOfTurn(): StrataError {
  return new StrataError("internal", { reason: "the tokenizer answered out of turn" });
}
