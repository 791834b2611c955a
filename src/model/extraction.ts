import { setImmediate } from "node:timers/promises";
import type { PointKind } from "../protocol/engine.ts";
import { largest } from "../protocol/largest.ts";
import { BatchQueue } from "./batchQueue.ts";
import { plannedLengths, windows } from "./batches.ts";
import { type EncodedWindow, encodeWindow, type TokenTable } from "./encodeWindow.ts";
import { Narrowing, type RanBatch } from "./narrowing.ts";
import type { DeviceTap } from "./devices/deviceTap.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import { assembleRows } from "./assembleRows.ts";
import type { PooledBatch } from "./tap/poolSession.ts";
import { poolingInput } from "./poolingInput.ts";
import type { LoadedModule } from "./poolingThread.ts";
import { type FailedText, TextFaults } from "./textFaults.ts";
import type { EncodedTexts } from "./text/tokenizer.ts";
import { asRead, ownRanges, type Reading } from "./text/ownRanges.ts";
import { batchPoints, mostTokens, statesAt } from "./tokenPoints.ts";
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
  /** What has states: a whole text, or each token with characters of it. */
  readonly points: PointKind;
  readonly reading: Reading;
  readonly promptTokens: number;
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

/** The hidden states of some texts, or of their tokens. */
export interface ExtractedBatch {
  /** `[rows]` which texts. */
  readonly rows: Uint32Array;
  /** Each point the vectors of all layers one behind the other. */
  readonly states: Float32Array;
  /** `[rows]` points of each text, one behind the other in `states`: 1, or its tokens with characters. */
  readonly points: Uint32Array;
  /** `[points × 2]` UTF-16 units of the text where each token begins and ends; empty where texts are the points. */
  readonly ranges: Uint32Array;
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
  const { session, points, path, widths } = extraction;
  const most = points === "tokens" ? mostTokens(widths) : Infinity;
  const encode = (window: Uint32Array) =>
    encodeTexts(
      Array.from(window, (index) => texts[index] ?? ""),
      extraction,
      signal,
    );
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
      // A message takes two turns of the loop to be heard, and running takes one.
      await setImmediate();
      if (signal?.aborted) return;
      const size = session.batchSize;
      const members = queue.next({ tokens: Math.min(size.tokens, most) })?.map((index) => usable[index] ?? 0);
      if (members === undefined) break;
      for await (const part of narrowing.run(members, size))
        yield { ...part.batch, rows: textsOf(part.members), failed: named(part.failed) };
    }
  }
  if (faults.areAll) throw faults.failure();
}

/** The tokens of some texts; where each stands in its own text, where tokens are the points. Throws as `encodeWindow`. */
export async function encodeTexts(
  texts: readonly string[],
  { tokenizer, points, reading, table }: Pick<Extraction, "tokenizer" | "points" | "reading" | "table">,
  signal: AbortSignal | undefined,
): Promise<EncodedWindow> {
  const read = texts.map((text) => asRead(text, reading));
  const ranged = points === "tokens";
  const { encoded, failed } = await encodeWindow(read, { tokenizer, table, signal, ranged });
  return { encoded: ranged ? { ...encoded, ranges: ownRanges(encoded, texts, reading) } : encoded, failed };
}

function nothing(): Omit<ExtractedBatch, "failed"> {
  return {
    rows: new Uint32Array(),
    states: new Float32Array(),
    points: new Uint32Array(),
    ranges: new Uint32Array(),
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
  extraction: Extraction,
  encoded: EncodedTexts,
  members: Uint32Array,
  signal: AbortSignal | undefined,
): Promise<RanBatch> {
  const { session, promptTokens, tokenizer } = extraction;
  const { poolings, paddingId, fixed } = session.tap;
  const batch = padded(encoded, members, paddingId);
  const inputs = poolings.map((pooling) => poolingInput(pooling, batch, tokenizer.special, promptTokens));
  const size = session.batchSize;
  const start = performance.now();
  const pooled = await session.run(batch, inputs);
  const runSeconds = (performance.now() - start) / 1000;
  size.ran(batch.rows * (fixed.tokens ?? batch.tokens), runSeconds);
  const points = await pointsOf(extraction, { encoded, members, batch, pooled }, signal);
  const truncated = Uint8Array.from(members, (member) => encoded.truncated[member] ?? 0);
  return { ...points, tokens: batch.lengths, truncated, runSeconds };
}

interface Ran {
  readonly encoded: EncodedTexts;
  readonly members: Uint32Array;
  readonly batch: TokenBatch;
  readonly pooled: PooledBatch;
}

/** What of a batch that ran has states: a vector of each text, or the tokens with characters. */
async function pointsOf(
  { session, widths, modules, points }: Extraction,
  { encoded, members, batch, pooled }: Ran,
  signal: AbortSignal | undefined,
): Promise<Pick<RanBatch, "states" | "points" | "ranges">> {
  if (points === "tokens") {
    const { counts, ranges, places } = batchPoints(encoded, members, batch.tokens);
    return { states: statesAt(places, pooled.tokens, widths), points: counts, ranges };
  }
  const { stack } = session.tap;
  const states =
    modules.length === 0 ? pooled.pooled : await assembleRows(stack, { widths, modules, signal }, pooled, batch);
  return { states, points: new Uint32Array(batch.rows).fill(1), ranges: new Uint32Array() };
}

/** The token ids of some texts, padded on the right to the longest. */
function padded({ ids, offsets }: EncodedTexts, members: Uint32Array, paddingId: number): TokenBatch {
  const rows = members.length;
  const lengths = members.map((member) => (offsets[member + 1] ?? 0) - (offsets[member] ?? 0));
  const tokens = largest(lengths);
  const packed = new Int32Array(rows * tokens).fill(paddingId);
  members.forEach((member, row) => packed.set(ids.subarray(offsets[member], offsets[member + 1]), row * tokens));
  return { rows, tokens, ids: packed, lengths };
}
