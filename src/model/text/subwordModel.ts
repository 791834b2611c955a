import type { JsonObject } from "../store/modelConfig.ts";
import { bpe } from "./bpe.ts";
import { unigram } from "./unigram.ts";
import { wordLevel, wordPiece } from "./wordPiece.ts";

/** What turns the pieces of a text into token ids. */
export interface SubwordModel {
  /** Id of a token of the model's own vocabulary. */
  idOf(token: string): number | undefined;
  /** Where each id's part of the piece begins and ends it appends to `spans`, where that is given. */
  encode(piece: string, spans?: number[]): readonly number[];
}

const makers: Readonly<Record<string, (config: JsonObject) => SubwordModel>> = {
  BPE: bpe,
  WordPiece: wordPiece,
  Unigram: unigram,
  WordLevel: wordLevel,
};

/** Pieces remembered with their ids: words come again and again. */
const MAX_REMEMBERED = 50_000;

/** Longest piece remembered, and the longest that V8 copies when it cuts it from a text, in UTF-16 units. */
const MAX_LENGTH = 64;
const COPIED_LENGTH = 12;

/** The model of a `tokenizer.json`. Throws an error in plain words for one that is not known, or damaged. */
export function subwordModelOf(config: JsonObject): SubwordModel {
  const type = config["type"] ?? typeOfUntyped(config);
  const maker = typeof type === "string" && Object.hasOwn(makers, type) ? makers[type] : undefined;
  if (maker === undefined) {
    const found = typeof type === "string" ? `its model is of the kind ${type}` : "the kind of its model is not said";
    throw new Error(`${found}; known are ${Object.keys(makers).join(", ")}`);
  }
  return remembering(maker(config));
}

function remembering(model: SubwordModel): SubwordModel {
  const remembered = new Map<string, readonly number[]>();
  return {
    idOf: (token) => model.idOf(token),
    encode: (piece, spans) => {
      if (spans !== undefined) return model.encode(piece, spans);
      const known = remembered.get(piece);
      if (known !== undefined) return known;
      const ids = model.encode(piece);
      if (remembered.size >= MAX_REMEMBERED) remembered.clear();
      if (piece.length <= MAX_LENGTH) remembered.set(copied(piece), ids);
      return ids;
    },
  };
}

/** A longer slice would keep the whole text it is cut from in memory. */
function copied(piece: string): string {
  return piece.length <= COPIED_LENGTH ? piece : Buffer.from(piece, "utf16le").toString("utf16le");
}

/** Older files do not say what kind their model is, but have fields that only one kind has. */
function typeOfUntyped({ vocab, merges, ...rest }: JsonObject): string | undefined {
  if (Array.isArray(vocab)) return "Unigram";
  if (!("continuing_subword_prefix" in rest && "unk_token" in rest)) return undefined;
  return Array.isArray(merges) ? "BPE" : "WordPiece";
}
