import { reasonOf, StrataError } from "../protocol/errors.ts";
import { planBatches, windows } from "./batches.ts";
import type { TokenBatch } from "./feeds.ts";
import { type Pooling, poolingInput } from "./pooling.ts";
import type { PoolSession } from "./poolSession.ts";
import type { EncodedTexts } from "./tokenizer.ts";
import type { TokenizerThread } from "./tokenizerThread.ts";

/** What turns texts into hidden states. */
export interface Extraction {
  readonly session: PoolSession;
  readonly tokenizer: TokenizerThread;
  readonly pooling: Pooling;
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
 * ends. Throws `modelRunFailed` with the batch that failed, and what the tokenizer throws.
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
    for (const members of planBatches(lengthsOf(encoded))) {
      const batch = await runBatch(extraction, encoded, members);
      yield { ...batch, rows: members.map((member) => window[member] ?? 0) };
      if (signal?.aborted) return;
    }
  }
}

function lengthsOf({ offsets }: EncodedTexts): Uint32Array {
  return Uint32Array.from({ length: offsets.length - 1 }, (_, text) => (offsets[text + 1] ?? 0) - (offsets[text] ?? 0));
}

/** Runs the texts that `members` names in `encoded`. */
async function runBatch(
  { session, pooling, promptTokens, tokenizer, paddingId, path }: Extraction,
  encoded: EncodedTexts,
  members: Uint32Array,
): Promise<Omit<ExtractedBatch, "rows">> {
  const batch = padded(encoded, members, paddingId);
  const input = poolingInput(pooling, batch, tokenizer.special, promptTokens);
  const start = performance.now();
  const states = await session.run(batch, input).catch((cause: unknown) => {
    const reason = `${batch.rows} texts of up to ${batch.tokens} tokens: ${reasonOf(cause)}`;
    throw new StrataError("modelRunFailed", { path, reason }, { cause });
  });
  const runSeconds = (performance.now() - start) / 1000;
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
