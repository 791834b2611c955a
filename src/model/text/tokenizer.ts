import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { JsonObject } from "../store/modelConfig.ts";
import type { SpecialTokens } from "../pooling.ts";
import type { Section } from "./addedTokens.ts";
import { Origins } from "./origins.ts";
import { textPrefix } from "./textPrefix.ts";
import { trimmedRange } from "./tokenRange.ts";
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
  /**
   * `[ids × 2]` UTF-16 units of the text where each token begins and ends, 0 and 0 of one that stands for no text; empty
   * where not asked for.
   */
  readonly ranges: Uint32Array;
}

/** Tokens of a text: their ids and, where asked for, two numbers of each range. */
interface Tokens {
  readonly ids: number[];
  readonly ranges: number[];
}

interface EncodedText {
  readonly ids: readonly number[];
  /** Two numbers of each id; empty where not asked for. */
  readonly ranges: readonly number[];
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

  /**
   * `ranged`: whether to say where each token stands, as the offsets of Hugging Face's tokenizers do: of several tokens
   * that make one character each has the whole character's range.
   */
  encode(texts: readonly string[], ranged = false): EncodedTexts {
    const encoded = texts.map((text) => this.#encodeText(text, ranged));
    const offsets = new Uint32Array(texts.length + 1);
    const truncated = new Uint8Array(texts.length);
    encoded.forEach((text, index) => {
      offsets[index + 1] = (offsets[index] ?? 0) + text.ids.length;
      truncated[index] = Number(text.truncated);
    });
    const ids = new Int32Array(offsets[texts.length] ?? 0);
    encoded.forEach((text, index) => ids.set(text.ids, offsets[index]));
    const ranges = new Uint32Array(ranged ? 2 * ids.length : 0);
    encoded.forEach((text, index) => ranges.set(text.ranges, ranged ? 2 * (offsets[index] ?? 0) : 0));
    return { ids, offsets, truncated, ranges };
  }

  /** At least one token: a text that gives none, under a tokenizer without special tokens, is one placeholder. */
  #encodeText(text: string, ranged: boolean): EncodedText {
    const { ids: content, ranges: places, truncated } = this.#contentOf(text, ranged);
    const { before, behind } = this.#parts.surrounding;
    const ids = [...before, ...content, ...behind];
    if (ids.length === 0) return { ids: [this.#placeholder], ranges: ranged ? [0, 0] : [], truncated };
    const nothing = (tokens: readonly number[]) => new Array<number>(2 * tokens.length).fill(0);
    return { ids, ranges: ranged ? [...nothing(before), ...places, ...nothing(behind)] : [], truncated };
  }

  /**
   * The tokens of a text's beginning. So that a line of megabytes costs no more than what is kept of it, prefixes of
   * growing length are tokenized until one gives more than enough. Where a prefix ends before a space its tokens are
   * those of the whole text, because no tokenizer joins a word with the space behind it. Inside a word without end the
   * last tokens may differ, and are not kept.
   */
  #contentOf(text: string, ranged: boolean): EncodedText {
    const most = this.#maxContent;
    for (let growth = 0; ; growth++) {
      const prefix = textPrefix(text, most, growth);
      const { ids, ranges } = this.#tokenize(prefix.text, ranged);
      const enough = prefix.endsInWord ? most + CUT_MARGIN : most;
      if (ids.length <= enough && !prefix.isLast) continue;
      const truncated = ids.length > most || prefix.text.length < text.length;
      return { ids: ids.slice(0, most), ranges: ranges.slice(0, 2 * most), truncated };
    }
  }

  /** Halves of surrogate pairs that stand alone are U+FFFD, as text in UTF-8 has them. */
  #tokenize(text: string, ranged: boolean): Tokens {
    const tokens: Tokens = { ids: [], ranges: [] };
    for (const section of this.#parts.asWritten.sections(text.replace(loneSurrogates, "\ufffd"))) {
      const origins = ranged ? Origins.of(section.text, section.start) : undefined;
      if (section.id === undefined) this.#appendText(tokens, section, origins);
      else this.#append(tokens, section.id, section.text, origins);
    }
    return tokens;
  }

  /** Text between added tokens. A beginning that the normaliser takes away is none to the pre-tokenizer. */
  #appendText(tokens: Tokens, { text, start }: Section, origins?: Origins): void {
    const { normalize, normalized, preTokenize, model } = this.#parts;
    const keepsStart = start === 0 && normalize(String.fromCodePoint(text.codePointAt(0) ?? 0)) !== "";
    for (const section of normalized.sections(normalize(text, origins))) {
      const own = origins?.part(section.start, section.start + section.text.length);
      if (section.id !== undefined) {
        this.#append(tokens, section.id, section.text, own);
        continue;
      }
      const { texts, origins: sources } = preTokenize(section.text, keepsStart && section.start === 0, own);
      if (sources === undefined) for (const piece of texts) for (const id of model.encode(piece)) tokens.ids.push(id);
      else sources.forEach((source, index) => this.#appendPiece(tokens, texts[index] ?? "", source));
    }
  }

  #appendPiece(tokens: Tokens, piece: string, origins: Origins): void {
    const spans: number[] = [];
    const ids = this.#parts.model.encode(piece, spans);
    ids.forEach((id, index) =>
      this.#append(tokens, id, piece, origins, { start: spans[2 * index] ?? 0, end: spans[2 * index + 1] ?? 0 }),
    );
  }

  /** A token and where its part of a piece comes from, the whole piece where left out. */
  #append(tokens: Tokens, id: number, piece: string, origins?: Origins, part = { start: 0, end: piece.length }): void {
    if (origins !== undefined) {
      const { trim } = this.#parts.surrounding;
      const isFirst = tokens.ids.length === 0;
      const { start, end } = trim
        ? trimmedRange(piece, part, origins, trim, isFirst)
        : origins.range(part.start, part.end);
      tokens.ranges.push(start, end);
    }
    tokens.ids.push(id);
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
