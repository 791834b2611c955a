import type { JsonObject } from "../store/modelConfig.ts";
import { MergeQueue } from "./mergeQueue.ts";
import { PairRanks } from "./pairRanks.ts";
import type { SubwordModel } from "./subwordModel.ts";
import { byteIds, optionalText, vocabularyOf } from "./vocabulary.ts";

interface Merges {
  readonly ranks: PairRanks;
  /** Id a pair of this rank becomes. */
  readonly ids: Int32Array;
}

/** Byte-pair encoding, as Hugging Face's tokenizers: characters of a piece joined in the order of the learnt merges. */
export function bpe(config: JsonObject): SubwordModel {
  const vocabulary = vocabularyOf(config);
  const prefix = optionalText(config, "continuing_subword_prefix");
  const suffix = optionalText(config, "end_of_word_suffix");
  const merges = mergesOf(config, vocabulary, prefix);
  const unknownText = config["unk_token"];
  const unknown = typeof unknownText === "string" ? vocabulary.get(unknownText) : undefined;
  const fuses = config["fuse_unk"] === true;
  const bytes = config["byte_fallback"] === true ? byteIds(vocabulary) : undefined;
  const keepsWhole = config["ignore_merges"] === true;

  /**
   * Ids of the single characters, and their places to `spans`. One that is unknown is bytes, the unknown token, or
   * nothing where there is none.
   */
  const characterIds = (piece: string, spans?: number[]): number[] => {
    const ids: number[] = [];
    let waiting = 0;
    const places: number[] = [];
    const flush = () => {
      for (; waiting > 0; waiting--) if (unknown !== undefined) ids.push(unknown);
      if (spans !== undefined) for (const place of places.splice(0)) if (unknown !== undefined) spans.push(place);
    };
    for (let start = 0; start < piece.length;) {
      const end = start + ((piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const begin = start;
      const character = `${begin > 0 ? prefix : ""}${piece.slice(begin, end)}${end === piece.length ? suffix : ""}`;
      start = end;
      const id = vocabulary.get(character);
      if (id !== undefined) {
        flush();
        ids.push(id);
        spans?.push(begin, end);
        continue;
      }
      const fallback = bytes?.(character);
      // The reference lets unknown characters wait behind bytes.
      if (fallback !== undefined) {
        for (const byte of fallback) {
          ids.push(byte);
          spans?.push(begin, end);
        }
        continue;
      }
      if (fuses && waiting > 0) places.pop();
      else places.push(begin);
      places.push(end);
      waiting = fuses ? 1 : waiting + 1;
    }
    flush();
    return ids;
  };

  const encodeParts = (piece: string, spans?: number[]): number[] => {
    if (spans === undefined) return merged(characterIds(piece), merges);
    const places: number[] = [];
    const ids = merged(characterIds(piece, places), merges, places);
    for (const place of places) spans.push(place);
    return ids;
  };

  return {
    idOf: (token) => vocabulary.get(token),
    encode: (piece, spans) => {
      const whole = keepsWhole ? vocabulary.get(piece) : undefined;
      if (whole === undefined) return encodeParts(piece, spans);
      spans?.push(0, piece.length);
      return [whole];
    },
  };
}

/**
 * Joins neighbours, lowest rank first and the leftmost of one rank, until no pair is left that merges. What it joins of
 * `ids` it also joins of their `spans`.
 */
function merged(ids: number[], { ranks, ids: mergedIds }: Merges, spans?: number[]): number[] {
  const count = ids.length;
  const next = Int32Array.from(ids, (_, index) => (index + 1 < count ? index + 1 : -1));
  const previous = Int32Array.from(ids, (_, index) => index - 1);
  const queue = new MergeQueue();
  const idAt = (index: number) => ids[index] ?? -1;
  const rankAt = (index: number) => {
    const right = next[index] ?? -1;
    return right < 0 || idAt(index) < 0 ? -1 : ranks.get(idAt(index), idAt(right));
  };
  const enqueue = (index: number) => {
    const rank = rankAt(index);
    if (rank >= 0) queue.push(rank, index);
  };
  for (let index = 0; index < count; index++) enqueue(index);
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const { rank, position } = top;
    const newId = mergedIds[rank] ?? -1;
    const rankNow = rankAt(position);
    if (rankNow < 0 || mergedIds[rankNow] !== newId) continue;
    const right = next[position] ?? -1;
    const after = next[right] ?? -1;
    ids[position] = newId;
    ids[right] = -1;
    if (spans !== undefined) spans[2 * position + 1] = spans[2 * right + 1] ?? 0;
    next[position] = after;
    next[right] = -1;
    if (after >= 0) previous[after] = position;
    const before = previous[position] ?? -1;
    if (before >= 0) enqueue(before);
    enqueue(position);
  }
  if (spans !== undefined) keepLive(spans, ids);
  return ids.filter((id) => id >= 0);
}

/** Leaves the spans of the ids that were not joined to another. */
function keepLive(spans: number[], ids: readonly number[]): void {
  let kept = 0;
  for (const [index, id] of ids.entries()) {
    if (id < 0) continue;
    spans[2 * kept] = spans[2 * index] ?? 0;
    spans[2 * kept + 1] = spans[2 * index + 1] ?? 0;
    kept++;
  }
  spans.length = 2 * kept;
}

function mergesOf({ merges }: JsonObject, vocabulary: ReadonlyMap<string, number>, prefix: string): Merges {
  if (!Array.isArray(merges)) throw new Error("there is no list of merges in it");
  const ranks = new PairRanks(merges.length);
  const ids = new Int32Array(merges.length);
  for (const [rank, merge] of (merges as readonly unknown[]).entries()) {
    const pair = typeof merge === "string" ? merge.split(" ") : merge;
    const [left, right] = Array.isArray(pair) && pair.length === 2 ? (pair as readonly unknown[]) : [];
    if (typeof left !== "string" || typeof right !== "string")
      throw new Error(`its merge ${rank}, ${JSON.stringify(merge)}, is no pair`);
    ids[rank] = idIn(vocabulary, left + right.slice(prefix.length), rank);
    ranks.set(idIn(vocabulary, left, rank), idIn(vocabulary, right, rank), rank);
  }
  return { ranks, ids };
}

function idIn(vocabulary: ReadonlyMap<string, number>, token: string, rank: number): number {
  const id = vocabulary.get(token);
  if (id === undefined) throw new Error(`${JSON.stringify(token)} of its merge ${rank} is not in its vocabulary`);
  return id;
}
