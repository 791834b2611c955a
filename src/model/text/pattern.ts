import { SplitPreTokenizer } from "@huggingface/tokenizers";
import { reasonOf } from "../../protocol/errors.ts";
import { isObject, type JsonObject } from "../store/modelConfig.ts";

/**
 * The `pattern` of a normaliser or pre-tokenizer, `{String}` or `{Regex}` in Oniguruma's syntax, as JavaScript's, with
 * the flags `g` and `u`. Throws an error in plain words.
 */
export function patternOf(config: JsonObject): RegExp {
  const { pattern } = config;
  const found = isObject(pattern) ? pattern : {};
  if (typeof found["String"] === "string") return new RegExp(escaped(found["String"]), "gu");
  const source = found["Regex"];
  if (typeof source !== "string") throw new Error("a pattern of it is neither text nor a regular expression");
  try {
    const { pattern: translated } = new SplitPreTokenizer({
      ...{ type: "Split", pattern: { Regex: source }, behavior: "Isolated", invert: false },
    });
    if (translated !== null) return withOtherCases(source, translated);
  } catch (cause) {
    throw new Error(`its regular expression ${source} is not understood (${reasonOf(cause)})`, { cause });
  }
  throw new Error(`its regular expression ${source} is not understood`);
}

/** Under `(?i:` Oniguruma also takes the long s for an s and the Kelvin sign for a k; the translation has ASCII alone. */
function withOtherCases(source: string, translated: RegExp): RegExp {
  if (!source.includes("(?i") || /\[(sS|kK)\]/.test(source)) return translated;
  const widened = translated.source.replaceAll("[sS]", "[sSſ]").replaceAll("[kK]", "[kK\u212a]");
  return new RegExp(widened, translated.flags);
}

function escaped(text: string): string {
  return text.replace(/[\^$\\.*+?()[\]{}|/]/g, "\\$&");
}
