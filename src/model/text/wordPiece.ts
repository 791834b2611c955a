import type { JsonObject } from "../store/modelConfig.ts";
import type { SubwordModel } from "./subwordModel.ts";
import { optionalText, unknownId, vocabularyOf } from "./vocabulary.ts";

/** WordPiece, as Hugging Face's tokenizers: the longest token each time; a word that has none somewhere is unknown. */
export function wordPiece(config: JsonObject): SubwordModel {
  const vocabulary = vocabularyOf(config);
  const unknown = unknownId(config, vocabulary);
  const prefix = optionalText(config, "continuing_subword_prefix");
  const most = config["max_input_chars_per_word"];
  const maxCharacters = typeof most === "number" ? most : 100;
  let longest = 0;
  for (const token of vocabulary.keys()) longest = Math.max(longest, token.length);

  return {
    idOf: (token) => vocabulary.get(token),
    encode: (word, spans) => {
      const whole = () => {
        spans?.push(0, word.length);
        return [unknown()];
      };
      if (word.length > maxCharacters && Array.from(word).length > maxCharacters) return whole();
      const ids: number[] = [];
      const found: number[] = [];
      for (let start = 0; start < word.length;) {
        let end = Math.min(word.length, start + longest);
        let id: number | undefined;
        for (; end > start; end--) {
          const part = word.slice(start, end);
          id = vocabulary.get(start === 0 ? part : prefix + part);
          if (id !== undefined) break;
        }
        if (id === undefined) return whole();
        ids.push(id);
        if (spans !== undefined) found.push(start, end);
        start = end;
      }
      for (const place of found) spans?.push(place);
      return ids;
    },
  };
}

/** A list of words: each has its id, any other the unknown word's. */
export function wordLevel(config: JsonObject): SubwordModel {
  const vocabulary = vocabularyOf(config);
  const unknown = unknownId(config, vocabulary);
  return {
    idOf: (token) => vocabulary.get(token),
    encode: (word, spans) => {
      spans?.push(0, word.length);
      return [vocabulary.get(word) ?? unknown()];
    },
  };
}
