import type { JsonObject } from "../store/modelConfig.ts";
import type { SubwordModel } from "./subwordModel.ts";
import { byteIds, byteSpans, noUnknown } from "./vocabulary.ts";
import { WordIndex } from "./wordIndex.ts";

/** What SentencePiece takes off the lowest score for a character that is in no token. */
const UNKNOWN_PENALTY = 10;

/** In place of the id of an unknown token that there is not. */
const NONE = -1;

/**
 * SentencePiece's unigram model, as Hugging Face's `encode_optimized`: of all ways to write a piece the one with the
 * highest sum of scores. Neighbouring unknown characters are one unknown token, or their bytes.
 */
export function unigram(config: JsonObject): SubwordModel {
  const { tokens, scores } = scoredTokens(config);
  const vocabulary = new Map(tokens.map((token, id) => [token, id]));
  const unknown = config["unk_id"] ?? NONE;
  if (typeof unknown !== "number" || (unknown !== NONE && tokens[unknown] === undefined))
    throw new Error(`its unknown token ${JSON.stringify(unknown)} is not in its vocabulary`);
  const bytes = config["byte_fallback"] === true ? byteIds(vocabulary) : undefined;
  const index = new WordIndex(vocabulary);
  const unknownScore = scores.reduce((lowest, score) => Math.min(lowest, score), Infinity) - UNKNOWN_PENALTY;

  const encode = (piece: string, spans?: number[]): number[] => {
    const best = new Float64Array(piece.length + 1);
    const starts = new Int32Array(piece.length + 1).fill(-1);
    const ids = new Int32Array(piece.length + 1);
    const offer = (start: number, end: number, id: number, score: number) => {
      const sum = score + (best[start] ?? 0);
      if ((starts[end] ?? -1) >= 0 && sum <= (best[end] ?? 0)) return;
      best[end] = sum;
      starts[end] = start;
      ids[end] = id;
    };
    for (let start = 0, next = 0; start < piece.length; start = next) {
      next = start + ((piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const found = index.prefixes(piece, start);
      for (const { end, id } of found) offer(start, end, id, scores[id] ?? 0);
      if (!found.some(({ end }) => end === next)) offer(start, next, unknown, unknownScore);
    }
    return idsOf(piece, starts, ids, spans);
  };

  /** Reads the best way; what is unknown in a row is looked up as one. */
  const idsOf = (piece: string, starts: Int32Array, ids: Int32Array, spans?: number[]): number[] => {
    const ends: number[] = [];
    for (let end = piece.length, start = 0; end > 0; end = start) {
      ends.push(end);
      start = starts[end] ?? 0;
      if (ids[end] === unknown) while (start > 0 && ids[start] === unknown) start = starts[start] ?? 0;
    }
    const found: number[] = [];
    let start = 0;
    for (const end of ends.reverse()) {
      const id: number = ids[end] ?? unknown;
      if (id === unknown) appendUnknown(found, piece.slice(start, end), start, spans);
      else {
        found.push(id);
        spans?.push(start, end);
      }
      start = end;
    }
    return found;
  };

  const appendUnknown = (ids: number[], text: string, start: number, spans?: number[]): void => {
    const id = vocabulary.get(text);
    const found = id === undefined ? bytes?.(text) : [id];
    if (found === undefined && unknown === NONE) throw noUnknown(null);
    for (const each of found ?? [unknown]) ids.push(each);
    if (id === undefined && found !== undefined) byteSpans(text, start, spans);
    else spans?.push(start, start + text.length);
  };

  return { idOf: (token) => vocabulary.get(token), encode };
}

function scoredTokens({ vocab }: JsonObject): { tokens: string[]; scores: number[] } {
  if (!Array.isArray(vocab)) throw new Error("there is no vocabulary in it");
  const tokens: string[] = [];
  const scores: number[] = [];
  for (const [id, entry] of (vocab as readonly unknown[]).entries()) {
    const [token, score] = Array.isArray(entry) ? (entry as readonly unknown[]) : [];
    if (typeof token !== "string" || typeof score !== "number")
      throw new Error(`the token ${id} of its vocabulary, ${JSON.stringify(entry)}, has no text or no score`);
    tokens.push(token);
    scores.push(score);
  }
  return { tokens, scores };
}
