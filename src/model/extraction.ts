import { BatchQueue } from "./batchQueue.ts";
import { plannedLengths, windows } from "./batches.ts";
import { encodeWindow, type TokenTable } from "./encodeWindow.ts";
import { Narrowing, type RanBatch } from "./narrowing.ts";
import type { DeviceTap } from "./devices/deviceTap.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import { assembleRows } from "./assembleRows.ts";
import { poolingInput } from "./poolingInput.ts";
import type { LoadedModule } from "./poolingThread.ts";
import { type FailedText, TextFaults } from "./textFaults.ts";
import type { EncodedTexts } from "./text/tokenizer.ts";
import type { TokenizerThread } from "./text/tokenizerThread.ts";
import { unlessAborted } from "./unlessAborted.ts";

/** What turns texts into hidden states. */
export interface Extraction {
  readonly session: DeviceTap;
  readonly tokenizer: TokenizerThread;
  /** Width of the vector of each layer of the session's stack. */
  readonly widths: readonly number[];
  /** What pools the layers that the session does not pool, in their order. */
  readonly modules: readonly LoadedModule[];
  /** Stands before every text. */
  readonly prompt: string;
  readonly promptTokens: number;
  /** Whether the model's authors turn texts into lower case first. */
  readonly lowerCase: boolean;
  /** The model's table of embeddings, where the graph tells its size. */
  readonly table: TokenTable | undefined;
  /** The model's file, for what goes wrong. */
  readonly path: string;
}

export interface ExtractOptions {
  readonly signal?: AbortSignal;
  /** Whether the model computed other texts before: then failures are the texts' own. */
  readonly hasSucceeded?: boolean;
}

/** The hidden states of some texts. */
export interface ExtractedBatch {
  /** `[rows]` which texts. */
  readonly rows: Uint32Array;
  /** Each row the vectors of all layers one behind the other. */
  readonly states: Float32Array;
  /** `[rows]` tokens the model read, special tokens included. */
  readonly tokens: Uint32Array;
  /** `[rows]` 1 where the text is longer than the model reads. */
  readonly truncated: Uint8Array;
  /** Seconds the model itself ran. */
  readonly runSeconds: number;
  /** Texts that have no states; they are not in `rows`. */
  readonly failed: readonly FailedText[];
}

/**
 * Runs the model over distinct texts; every text comes once, in no particular order: with its states, or among those
 * that failed. Tokenizing is one window ahead of the session. The event loop turns before every batch; after `signal`
 * aborts no further one starts and the generator ends, a tokenizer or a pooling module that is stuck notwithstanding. `hasSucceeded`: whether the model computed other texts before.
 * Throws `everyTextFailed` where none has states, what a pooling module or the graph throws at every text, and what a
 * tokenizer that is gone throws.
 */
export async function* extractBatches(
  extraction: Extraction,
  texts: readonly string[],
  { signal, hasSucceeded = false }: ExtractOptions = {},
): AsyncGenerator<ExtractedBatch> {
  const { session, tokenizer, prompt, lowerCase, table, path, widths } = extraction;
  const readText = (index: number) => asRead(prompt + (texts[index] ?? ""), lowerCase);
  const encode = (window: Uint32Array) => encodeWindow(tokenizer, Array.from(window, readText), table, signal);
  const layers = session.tap.stack.map(({ name }, layer) => ({ name, width: widths[layer] ?? 0 }));
  const faults = new TextFaults(path, hasSucceeded);
  const order = [...windows(texts.length)];
  let ahead = Promise.resolve(order[0] && encode(order[0]));
  for (const [position, window] of order.entries()) {
    const encodedWindow = await unlessAborted(ahead, signal);
    if (encodedWindow === undefined || signal?.aborted) return;
    const following = order[position + 1];
    ahead = Promise.resolve(following && encode(following));
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    ahead.catch(() => undefined);
    const { encoded, failed } = encodedWindow;
    const textsOf = (members: Uint32Array) => members.map((member) => window[member] ?? 0);
    const named = (failures: readonly FailedText[]) =>
      failures.map((failure) => ({ ...failure, row: window[failure.row] ?? 0 }));
    for (const { reason } of failed) faults.add(reason);
    if (failed.length > 0) yield { ...nothing(), failed: named(failed) };
    const lengths = lengthsOf(encoded);
    const usable = without(lengths.length, failed);
    if (usable.length === 0 && faults.areSuspicious) throw faults.failure();
    const run = (members: Uint32Array) => runBatch(extraction, encoded, members, signal);
    const narrowing = new Narrowing({ run, lengths, usable, layers, faults, signal });
    const usableLengths = usable.map((member) => lengths[member] ?? 0);
    const planned = plannedLengths(usableLengths, session.tap.fixed);
    const queue = new BatchQueue(planned, session.tap.mostTexts, session.batching);
    for (;;) {
      const size = session.batchSize;
      const members = queue.next(size)?.map((index) => usable[index] ?? 0);
      if (members === undefined) break;
      for await (const part of narrowing.run(members, size))
        yield { ...part.batch, rows: textsOf(part.members), failed: named(part.failed) };
      if (signal?.aborted) return;
    }
  }
  if (faults.areAll) throw faults.failure();
}

/** A text as the tokenizer gets it. */
export function asRead(text: string, lowerCase: boolean): string {
  return lowerCase ? text.toLowerCase() : text;
}

function nothing(): Omit<ExtractedBatch, "failed"> {
  return {
    rows: new Uint32Array(),
    states: new Float32Array(),
    tokens: new Uint32Array(),
    truncated: new Uint8Array(),
    runSeconds: 0,
  };
}

/** The members of a window that did not fail. */
function without(count: number, failed: readonly FailedText[]): Uint32Array {
  const rows = new Set(failed.map(({ row }) => row));
  return Uint32Array.from({ length: count }, (_, member) => member).filter((member) => !rows.has(member));
}

function lengthsOf({ offsets }: EncodedTexts): Uint32Array {
  return Uint32Array.from({ length: offsets.length - 1 }, (_, text) => (offsets[text + 1] ?? 0) - (offsets[text] ?? 0));
}

/** Runs the texts that `members` names in `encoded`. Throws what the session or a pooling module throws. */
async function runBatch(
  { session, widths, modules, promptTokens, tokenizer }: Extraction,
  encoded: EncodedTexts,
  members: Uint32Array,
  signal: AbortSignal | undefined,
): Promise<RanBatch> {
  const { stack, poolings, paddingId, fixed } = session.tap;
  const batch = padded(encoded, members, paddingId);
  const inputs = poolings.map((pooling) => poolingInput(pooling, batch, tokenizer.special, promptTokens));
  const size = session.batchSize;
  const start = performance.now();
  const pooled = await session.run(batch, inputs);
  const runSeconds = (performance.now() - start) / 1000;
  size.ran(batch.rows * (fixed.tokens ?? batch.tokens), runSeconds);
  const states =
    modules.length === 0 ? pooled.pooled : await assembleRows(stack, { widths, modules, signal }, pooled, batch);
  const truncated = Uint8Array.from(members, (member) => encoded.truncated[member] ?? 0);
  return { states, tokens: batch.lengths, truncated, runSeconds };
}

/** The token ids of some texts, padded on the right to the longest. */
function padded({ ids, offsets }: EncodedTexts, members: Uint32Array, paddingId: number): TokenBatch {
  const rows = members.length;
  const lengths = members.map((member) => (offsets[member + 1] ?? 0) - (offsets[member] ?? 0));
  const tokens = Math.max(...lengths);
  const packed = new Int32Array(rows * tokens).fill(paddingId);
  members.forEach((member, row) => packed.set(ids.subarray(offsets[member], offsets[member + 1]), row * tokens));
  return { rows, tokens, ids: packed, lengths };
}
