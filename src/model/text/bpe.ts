import type { JsonObject } from "../store/modelConfig.ts";
import { MergeQueue } from "./mergeQueue.ts";
import type { SubwordModel } from "./subwordModel.ts";
import { byteIds, optionalText, vocabularyOf } from "./vocabulary.ts";

/** Ids are below 2²⁶, so that a pair of them is one exact number. */
const MAX_ID = 2 ** 26;

interface Merges {
  /** Rank of a pair of ids, by `pairKey`. */
  readonly ranks: ReadonlyMap<number, number>;
  /** Id a pair of this rank becomes. */
  readonly ids: readonly number[];
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
    return right < 0 ? undefined : ranks.get(pairKey(idAt(index), idAt(right)));
  };
  const enqueue = (index: number) => {
    const rank = rankAt(index);
    if (rank !== undefined) queue.push(rank, index);
  };
  for (let index = 0; index < count; index++) enqueue(index);
  for (let top = queue.pop(); top !== undefined; top = queue.pop()) {
    const { rank, position } = top;
    const newId = mergedIds[rank] ?? -1;
    const rankNow = idAt(position) < 0 ? undefined : rankAt(position);
    if (rankNow === undefined || mergedIds[rankNow] !== newId) continue;
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
  const ranks = new Map<number, number>();
  const ids: number[] = [];
  if (!Array.isArray(merges)) throw new Error("there is no list of merges in it");
  for (const [rank, merge] of (merges as readonly unknown[]).entries()) {
    const [left, right, ...rest] = pairOf(merge);
    if (left === undefined || right === undefined || rest.length > 0)
      throw new Error(`its merge ${rank}, ${JSON.stringify(merge)}, is no pair`);
    const pair = [left, right, left + right.slice(prefix.length)].map((token) => idIn(vocabulary, token, rank));
    ids.push(pair[2] ?? 0);
    ranks.set(pairKey(pair[0] ?? 0, pair[1] ?? 0), rank);
  }
  return { ranks, ids };
}

function pairOf(merge: unknown): readonly (string | undefined)[] {
  if (typeof merge === "string") return merge.split(" ");
  return Array.isArray(merge) ? merge.map((token) => (typeof token === "string" ? token : undefined)) : [];
}

function idIn(vocabulary: ReadonlyMap<string, number>, token: string, rank: number): number {
  const id = vocabulary.get(token);
  if (id === undefined) throw new Error(`${JSON.stringify(token)} of its merge ${rank} is not in its vocabulary`);
  if (id >= MAX_ID) throw new Error(`the id ${id} of ${JSON.stringify(token)} is larger than any vocabulary`);
  return id;
}

function pairKey(left: number, right: number): number {
  return left * MAX_ID + right;
}
