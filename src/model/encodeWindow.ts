import { reasonOf } from "../protocol/errors.ts";
import type { FailedText } from "./textFaults.ts";
import type { EncodedTexts } from "./text/tokenizer.ts";
import { joined, type TokenizerThread } from "./text/tokenizerThread.ts";

/** The model's table of embeddings, which a tokenizer may have more tokens than. */
export interface TokenTable {
  readonly rows: number;
  /** The token of an id, where the tokenizer says it. */
  readonly tokenOf: (id: number) => string | undefined;
}

/** How the texts of a window are read. */
export interface WindowOptions {
  readonly tokenizer: TokenizerThread;
  readonly table: TokenTable | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Whether it is told where each token stands. */
  readonly ranged: boolean;
}

/** The tokens of a window's texts; those of texts that failed mean nothing. */
export interface EncodedWindow {
  readonly encoded: EncodedTexts;
  /** `row` counts within the window. */
  readonly failed: readonly FailedText[];
}

/**
 * The tokens of some texts. A text that the tokenizer fails at, and one with a token that the model has no embedding
 * for, is told apart; a tokenizer that does not answer at all is thrown, and so is one that `signal` ends.
 */
export async function encodeWindow(texts: readonly string[], options: WindowOptions): Promise<EncodedWindow> {
  const { encoded, failed } = await encodeNarrowed(texts, 0, options);
  const { table } = options;
  return { encoded, failed: [...failed, ...(table === undefined ? [] : beyondTable(encoded, table))] };
}

/** `start`: where the texts begin in the window. */
async function encodeNarrowed(texts: readonly string[], start: number, options: WindowOptions): Promise<EncodedWindow> {
  const { tokenizer, signal, ranged } = options;
  try {
    return { encoded: await tokenizer.encode(texts, signal, ranged), failed: [] };
  } catch (cause) {
    if (signal?.aborted) throw cause;
    // One that is gone cannot encode nothing either.
    await tokenizer.encode([], signal);
    if (texts.length === 1) {
      const reason = `the tokenizer failed at this text: ${reasonOf(cause)}`;
      const nothing = { ids: new Int32Array(), ranges: new Uint32Array(), truncated: new Uint8Array(1) };
      const encoded = { ...nothing, offsets: new Uint32Array(2) };
      return { encoded, failed: [{ row: start, kind: "notTokenized", reason }] };
    }
    const half = texts.length >> 1;
    const first = await encodeNarrowed(texts.slice(0, half), start, options);
    const second = await encodeNarrowed(texts.slice(half), start + half, options);
    return { encoded: joined([first.encoded, second.encoded]), failed: [...first.failed, ...second.failed] };
  }
}

/** The texts with a token behind the table's end. */
function beyondTable({ ids, offsets }: EncodedTexts, { rows, tokenOf }: TokenTable): FailedText[] {
  const failed: FailedText[] = [];
  if (!ids.some((id) => id >= rows)) return failed;
  for (let row = 0; row + 1 < offsets.length; row++) {
    const id = ids.subarray(offsets[row], offsets[row + 1]).find((one) => one >= rows);
    if (id === undefined) continue;
    const token = tokenOf(id);
    const named = token === undefined ? "one of its tokens" : `its token ${token}`;
    const reason = `${named} has the id ${id}, and the model knows only the tokens 0 to ${rows - 1}`;
    failed.push({ row, kind: "tokenUnknown", reason });
  }
  return failed;
}
