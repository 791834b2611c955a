import { readFileSync } from "node:fs";
import { reasonOf } from "../../protocol/errors.ts";
import { TOKENIZER_BYTES, whyTooDeep, whyTooLarge } from "../jsonLimits.ts";
import { isObject, type JsonObject } from "../store/modelConfig.ts";
import { type AddedTokens, addedTokensOf } from "./addedTokens.ts";
import { type Normalizer, normalizerOf } from "./normalizers.ts";
import { type PreTokenizer, preTokenizerOf } from "./preTokenizers.ts";
import { surroundingIds, type SurroundingIds } from "./specialTokens.ts";
import { subwordModelOf, type SubwordModel } from "./subwordModel.ts";

/** The parts of a `tokenizer.json`, in the order a text goes through them. */
export interface TokenizerParts {
  readonly asWritten: AddedTokens;
  readonly normalize: Normalizer;
  readonly normalized: AddedTokens;
  readonly preTokenize: PreTokenizer;
  readonly model: SubwordModel;
  readonly surrounding: SurroundingIds;
  /** Id of a token, added or of the vocabulary. */
  idOf(token: string): number | undefined;
}

/** Reads a file that holds a JSON object. Throws an error in plain words. */
export function readDefinition(file: string): JsonObject {
  const tooLarge = whyTooLarge(file, TOKENIZER_BYTES);
  if (tooLarge !== undefined) throw new Error(tooLarge);
  const value = parsed(readFileSync(file, "utf8"), file);
  if (!isObject(value)) throw new Error(`${file} holds no JSON object`);
  const tooDeep = whyTooDeep(withoutTables(value));
  if (tooDeep !== undefined) throw new Error(tooDeep);
  return value;
}

/**
 * The parts of a `tokenizer.json` that lead from text to ids. Its way back, and its own truncation and padding, are left
 * aside. Throws an error in plain words for a part that is not known.
 */
export function tokenizerParts(definition: JsonObject): TokenizerParts {
  if (!isObject(definition["model"])) throw new Error("it describes no tokenizer: there is no model in it");
  const model = subwordModelOf(definition["model"]);
  const normalize = normalizerOf(definition["normalizer"]);
  const preTokenize = preTokenizerOf(definition["pre_tokenizer"]);
  const { asWritten, normalized, ids } = addedTokensOf(definition["added_tokens"], normalize, (token) =>
    model.idOf(token),
  );
  const idOf = (token: string) => ids.get(token) ?? model.idOf(token);
  const surrounding = surroundingIds(definition["post_processor"], (token) => {
    const id = idOf(token);
    if (id === undefined) throw new Error(`the special token ${token} is not in the vocabulary`);
    return id;
  });
  return { asWritten, normalize, normalized, preTokenize, model, surrounding, idOf };
}

/** All but vocabulary and merges, which are long, and looked at entry by entry without going deeper. */
function withoutTables({ model, ...others }: JsonObject): unknown[] {
  const parts = Object.entries(isObject(model) ? model : {});
  return [others, ...parts.flatMap(([name, part]) => (name === "vocab" || name === "merges" ? [] : [part]))];
}

function parsed(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Error(`${file} is no JSON (${reasonOf(cause)})`, { cause });
  }
}
