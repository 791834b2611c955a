import { reasonOf, StrataError } from "../protocol/errors.ts";
import { BatchQueue } from "./batchQueue.ts";
import { plannedLengths, windows } from "./batches.ts";
import type { DeviceTap } from "./tap/deviceTap.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import { assembleRows } from "./tap/assembleRows.ts";
import { poolingInput } from "./pooling.ts";
import type { LoadedModule } from "./poolingModule.ts";
import type { PooledBatch } from "./tap/poolSession.ts";
import type { EncodedTexts } from "./text/tokenizer.ts";
import type { TokenizerThread } from "./text/tokenizerThread.ts";

/** What turns texts into hidden states. */
export interface Extraction {
  readonly session: DeviceTap;
  readonly tokenizer: TokenizerThread;
  /** Width of the vector at each layer. */
  readonly widths: readonly number[];
  /** What pools the layers that the session does not pool, in their order. */
  readonly modules: readonly LoadedModule[];
  /** Stands before every text. */
  readonly prompt: string;
  readonly promptTokens: number;
  /** Token id behind the end of shorter texts. */
  readonly paddingId: number;
  /** The model's file, for what goes wrong. */
  readonly path: string;
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
}

/**
 * Runs the model over distinct texts; every text comes once, in no particular order. Tokenizing is one window ahead of
 * the session. The event loop turns before every batch; after `signal` aborts no further one starts and the generator
 * ends. A batch that fails is tried again in smaller ones. Throws `modelRunFailed` where a single text fails,
 * `poolingModule`, and what
 * the tokenizer throws.
 */
export async function* extractBatches(
  extraction: Extraction,
  texts: readonly string[],
  signal?: AbortSignal,
): AsyncGenerator<ExtractedBatch> {
  const encode = (window: Uint32Array) =>
    extraction.tokenizer.encode(Array.from(window, (index) => extraction.prompt + (texts[index] ?? "")));
  const order = [...windows(texts.length)];
  let ahead = order[0] && encode(order[0]);
  for (const [position, window] of order.entries()) {
    const encoded = await ahead;
    if (encoded === undefined || signal?.aborted) return;
    const following = order[position + 1];
    ahead = following && encode(following);
    // A failure is thrown when its turn comes; until then it must not count as unhandled.
    ahead?.catch(() => undefined);
    const { session } = extraction;
    const queue = new BatchQueue(
      plannedLengths(lengthsOf(encoded), session.tap.fixed),
      session.tap.mostTexts,
      session.batching,
    );
    for (;;) {
      const members = queue.next(session.batchSize);
      if (members === undefined) break;
      const batch = await runBatch(extraction, encoded, members);
      if (batch === undefined) {
        queue.putBack(members);
        continue;
      }
      yield { ...batch, rows: members.map((member) => window[member] ?? 0) };
      if (signal?.aborted) return;
    }
  }
}

function lengthsOf({ offsets }: EncodedTexts): Uint32Array {
  return Uint32Array.from({ length: offsets.length - 1 }, (_, text) => (offsets[text + 1] ?? 0) - (offsets[text] ?? 0));
}

/** Runs the texts that `members` names in `encoded`; undefined where they are to be tried again in smaller batches. */
async function runBatch(
  { session, widths, modules, promptTokens, tokenizer, paddingId, path }: Extraction,
  encoded: EncodedTexts,
  members: Uint32Array,
): Promise<Omit<ExtractedBatch, "rows"> | undefined> {
  const batch = padded(encoded, members, paddingId);
  const { stack, poolings } = session.tap;
  const inputs = poolings.map((pooling) => poolingInput(pooling, batch, tokenizer.special, promptTokens));
  const size = session.batchSize;
  const start = performance.now();
  let pooled: PooledBatch;
  try {
    pooled = await session.run(batch, inputs);
  } catch (cause) {
    size.failed(batch.rows * batch.tokens);
    if (batch.rows > 1) return undefined;
    const reason = `a text of ${batch.tokens} tokens: ${reasonOf(cause)}`;
    throw new StrataError("modelRunFailed", { path, reason }, { cause });
  }
  const runSeconds = (performance.now() - start) / 1000;
  size.ran(batch.rows * batch.tokens, runSeconds);
  const states = modules.length === 0 ? pooled.pooled : assembleRows(stack, widths, modules, pooled, batch);
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
