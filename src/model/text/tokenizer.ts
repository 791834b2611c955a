import { Tokenizer } from "@huggingface/tokenizers";
import { StrataError } from "../../protocol/errors.ts";
import type { SpecialTokens } from "../pooling.ts";
import { textPrefix } from "./textPrefix.ts";
import { encodingConfig, encodingDefinition, readDefinition, tokenizerReason } from "./tokenizerDefinition.ts";

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

/** Characters outside the Basic Multilingual Plane that BERT's normaliser sets apart as Chinese. */
const RARE_CHINESE = /[\u{20000}-\u{2a6df}\u{2a700}-\u{2b81f}\u{2b920}-\u{2ceaf}\u{2f800}-\u{2fa1f}]/gu;

/** Tokens beyond the maximum that show a text cut inside a word has no influence on the tokens kept. */
const CUT_MARGIN = 128;

/**
 * Texts to token ids as Hugging Face's tokenizers do it. A text that is too long keeps its first tokens and the special
 * tokens behind them. `tokenizer.json`'s own truncation and padding are left aside, as the authors' code overrides both.
 */
export class TextTokenizer {
  readonly special: SpecialTokens;
  readonly #tokenizer: Tokenizer;
  readonly #before: readonly number[];
  readonly #behind: readonly number[];
  readonly #maxContent: number;
  readonly #isBert: boolean;
  readonly #placeholder: number;

  /** Throws `tokenizerUnsupported` where the files are no tokenizer this library knows. */
  constructor(files: TokenizerFiles) {
    try {
      const definition = encodingDefinition(readDefinition(files.tokenizer));
      const config = encodingConfig(files.config === undefined ? {} : readDefinition(files.config), definition);
      this.#tokenizer = new Tokenizer(definition, config);
      const { before, behind } = specialTokens(this.#tokenizer);
      this.#before = before.map((token) => idOf(this.#tokenizer, token));
      this.#behind = behind.map((token) => idOf(this.#tokenizer, token));
      this.#placeholder = placeholderId(this.#tokenizer, config);
      this.#isBert = JSON.stringify(definition["normalizer"] ?? null).includes('"BertNormalizer"');
    } catch (cause) {
      throw new StrataError(
        "tokenizerUnsupported",
        { path: files.tokenizer, reason: tokenizerReason(cause) },
        { cause },
      );
    }
    this.special = { before: this.#before.length, behind: this.#behind.length };
    this.#maxContent = Math.max(0, files.maxTokens - this.#before.length - this.#behind.length);
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
    const ids = [...this.#before, ...content, ...this.#behind];
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

  #tokenize(text: string): number[] {
    const { ids } = this.#tokenizer.encode(this.#isBert ? bertQuirks(text) : text, { add_special_tokens: false });
    // Without an unknown token, the library leaves holes for what the vocabulary lacks.
    return ids.filter((id) => Number.isInteger(id));
  }
}

/**
 * What `@huggingface/tokenizers` 0.2.0 does otherwise than the reference in BERT's normaliser: it sets only Chinese
 * characters of the Basic Multilingual Plane apart, and JavaScript lowers a final sigma by its neighbours.
 */
function bertQuirks(text: string): string {
  return text.replace(RARE_CHINESE, " $& ").replaceAll("Σ", "σ");
}

/** What the tokenizer puts round a text, found by sending a marker through. */
function specialTokens(tokenizer: Tokenizer): { before: string[]; behind: string[] } {
  const marker = "\0";
  const { tokens } = tokenizer.post_processor?.post_process([marker], null, true) ?? { tokens: [marker] };
  const position = tokens.indexOf(marker);
  return { before: tokens.slice(0, position), behind: tokens.slice(position + 1) };
}

function idOf(tokenizer: Tokenizer, token: string): number {
  const id = tokenizer.token_to_id(token);
  if (id === undefined) throw new Error(`the special token ${token} is not in the vocabulary`);
  return id;
}

/** A token that stands for no text: the model's beginning, end, padding or unknown token. */
function placeholderId(tokenizer: Tokenizer, config: Record<string, unknown>): number {
  for (const name of ["bos_token", "eos_token", "pad_token", "unk_token"]) {
    const token = config[name];
    const content = typeof token === "object" && token !== null && "content" in token ? token.content : token;
    const id = typeof content === "string" ? tokenizer.token_to_id(content) : undefined;
    if (id !== undefined) return id;
  }
  return 0;
}
