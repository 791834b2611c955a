import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { JsonObject } from "../store/modelConfig.ts";
import type { SpecialTokens } from "../pooling.ts";
import { textPrefix } from "./textPrefix.ts";
import { readDefinition, type TokenizerParts, tokenizerParts } from "./tokenizerDefinition.ts";

/** What a tokenizer is made of. */
export interface TokenizerFiles {
  /** `tokenizer.json` */
  readonly tokenizer: string;
  /** `tokenizer_config.json`, where there is one. */
  readonly config: string | undefined;
  /** Tokens kept of a text, special tokens included. */
  readonly maxTokens: number;
}

/** Token ids of some texts, one behind the other. */
export interface EncodedTexts {
  readonly ids: Int32Array;
  /** `[texts + 1]` where each text's ids begin in `ids`, and where the last ones end. */
  readonly offsets: Uint32Array;
  /** `[texts]` 1 where a text is longer than the model reads. */
  readonly truncated: Uint8Array;
}

interface EncodedText {
  readonly ids: readonly number[];
  readonly truncated: boolean;
}

const loneSurrogates = /\p{Surrogate}/gu;

/** Tokens beyond the maximum that show a text cut inside a word has no influence on the tokens kept. */
const CUT_MARGIN = 128;

/**
 * Texts to token ids as Hugging Face's tokenizers do it. A text that is too long keeps its first tokens and the special
 * tokens behind them. `tokenizer.json`'s own truncation and padding are left aside, as the authors' code overrides both.
 */
export class TextTokenizer {
  readonly special: SpecialTokens;
  readonly #parts: TokenizerParts;
  readonly #maxContent: number;
  readonly #placeholder: number;

  /** Throws `tokenizerUnsupported` where a part of the files is damaged or not known. */
  constructor(files: TokenizerFiles) {
    try {
      this.#parts = tokenizerParts(readDefinition(files.tokenizer));
      this.#placeholder = placeholderId(this.#parts, files.config === undefined ? {} : readDefinition(files.config));
    } catch (cause) {
      throw new StrataError("tokenizerUnsupported", { path: files.tokenizer, reason: reasonOf(cause) }, { cause });
    }
    const { before, behind } = this.#parts.surrounding;
    this.special = { before: before.length, behind: behind.length };
    this.#maxContent = Math.max(0, files.maxTokens - before.length - behind.length);
  }

  encode(texts: readonly string[]): EncodedTexts {
    const encoded = texts.map((text) => this.#encodeText(text));
    const offsets = new Uint32Array(texts.length + 1);
    const truncated = new Uint8Array(texts.length);
    encoded.forEach((text, index) => {
      offsets[index + 1] = (offsets[index] ?? 0) + text.ids.length;
      truncated[index] = Number(text.truncated);
    });
    const ids = new Int32Array(offsets[texts.length] ?? 0);
    encoded.forEach((text, index) => ids.set(text.ids, offsets[index]));
    return { ids, offsets, truncated };
  }

  /** At least one token: a text that gives none, under a tokenizer without special tokens, is one placeholder. */
  #encodeText(text: string): EncodedText {
    const { ids: content, truncated } = this.#contentOf(text);
    const { before, behind } = this.#parts.surrounding;
    const ids = [...before, ...content, ...behind];
    return { ids: ids.length > 0 ? ids : [this.#placeholder], truncated };
  }

  /**
   * The tokens of a text's beginning. So that a line of megabytes costs no more than what is kept of it, prefixes of
   * growing length are tokenized until one gives more than enough. Where a prefix ends before a space its tokens are
   * those of the whole text, because no tokenizer joins a word with the space behind it. Inside a word without end the
   * last tokens may differ, and are not kept.
   */
  #contentOf(text: string): EncodedText {
    const most = this.#maxContent;
    for (let growth = 0; ; growth++) {
      const prefix = textPrefix(text, most, growth);
      const ids = this.#tokenize(prefix.text);
      const enough = prefix.endsInWord ? most + CUT_MARGIN : most;
      if (ids.length > enough || prefix.isLast)
        return { ids: ids.slice(0, most), truncated: ids.length > most || prefix.text.length < text.length };
    }
  }

  /** Halves of surrogate pairs that stand alone are U+FFFD, as text in UTF-8 has them. */
  #tokenize(text: string): number[] {
    const ids: number[] = [];
    for (const section of this.#parts.asWritten.sections(text.replace(loneSurrogates, "\ufffd"))) {
      if ("id" in section) ids.push(section.id);
      else this.#appendIds(ids, section.text, section.start === 0);
    }
    return ids;
  }

  /** The ids of text between added tokens. A beginning that the normaliser takes away is none to the pre-tokenizer. */
  #appendIds(ids: number[], text: string, atStart: boolean): void {
    const { normalize, normalized, preTokenize, model } = this.#parts;
    const keepsStart = atStart && normalize(String.fromCodePoint(text.codePointAt(0) ?? 0)) !== "";
    for (const section of normalized.sections(normalize(text))) {
      if ("id" in section) ids.push(section.id);
      else
        for (const piece of preTokenize(section.text, keepsStart && section.start === 0).texts)
          for (const id of model.encode(piece)) ids.push(id);
    }
  }
}

/** A token that stands for no text: the model's beginning, end, padding or unknown token. */
function placeholderId(parts: TokenizerParts, config: JsonObject): number {
  for (const name of ["bos_token", "eos_token", "pad_token", "unk_token"]) {
    const token = config[name];
    const content = typeof token === "object" && token !== null && "content" in token ? token.content : token;
    const id = typeof content === "string" ? parts.idOf(content) : undefined;
    if (id !== undefined) return id;
  }
  return 0;
}
