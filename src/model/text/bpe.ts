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

  /** Ids of the single characters. One that is unknown is bytes, the unknown token, or nothing where there is none. */
  const characterIds = (piece: string): number[] => {
    const ids: number[] = [];
    let waiting = 0;
    const flush = () => {
      for (; waiting > 0; waiting--) if (unknown !== undefined) ids.push(unknown);
    };
    for (let start = 0; start < piece.length;) {
      const end = start + ((piece.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
      const character = `${start > 0 ? prefix : ""}${piece.slice(start, end)}${end === piece.length ? suffix : ""}`;
      start = end;
      const id = vocabulary.get(character);
      if (id !== undefined) {
        flush();
        ids.push(id);
        continue;
      }
      const fallback = bytes?.(character);
      // The reference lets unknown characters wait behind bytes.
      if (fallback !== undefined) ids.push(...fallback);
      else waiting = fuses ? 1 : waiting + 1;
    }
    flush();
    return ids;
  };

  return {
    idOf: (token) => vocabulary.get(token),
    encode: (piece) => {
      const whole = keepsWhole ? vocabulary.get(piece) : undefined;
      return whole === undefined ? merged(characterIds(piece), merges) : [whole];
    },
  };
}

/** Joins neighbours, lowest rank first and the leftmost of one rank, until no pair is left that merges. */
function merged(ids: number[], { ranks, ids: mergedIds }: Merges): number[] {
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
    next[position] = after;
    next[right] = -1;
    if (after >= 0) previous[after] = position;
    const before = previous[position] ?? -1;
    if (before >= 0) enqueue(before);
    enqueue(position);
  }
  return ids.filter((id) => id >= 0);
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
