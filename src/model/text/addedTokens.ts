import { isObject, type JsonObject } from "../store/modelConfig.ts";
import type { Normalizer } from "./normalizers.ts";
import { spaceEnd, spaceStart, wordCharacter } from "./unicode.ts";

/** A part of a text: the id of an added token that stands there, white space it takes along, or text for the model. */
export type Section = { readonly text: string; readonly start: number; readonly id?: number };

interface AddedToken {
  readonly id: number;
  readonly singleWord: boolean;
  readonly stripsLeft: boolean;
  readonly stripsRight: boolean;
}

const wordAtStart = new RegExp(`^[${wordCharacter}]`, "u");
const wordAtEnd = new RegExp(`[${wordCharacter}]$`, "u");

/**
 * Added tokens that are looked for in one pass: from left to right, the longest at each place. As `AddedVocabulary` of
 * Hugging Face's tokenizers.
 */
export class AddedTokens {
  readonly #tokens = new Map<string, AddedToken>();
  /** Lengths of the tokens that begin with one UTF-16 unit, longest first. */
  readonly #lengths = new Map<number, number[]>();
  readonly #first: RegExp | undefined;

  constructor(tokens: Iterable<readonly [string, AddedToken]>) {
    for (const [content, token] of tokens) if (content !== "") this.#tokens.set(content, token);
    const lengths = new Map<number, Set<number>>();
    for (const content of this.#tokens.keys()) {
      const unit = content.charCodeAt(0);
      lengths.set(unit, (lengths.get(unit) ?? new Set()).add(content.length));
    }
    for (const [unit, found] of lengths)
      this.#lengths.set(
        unit,
        [...found].sort((a, b) => b - a),
      );
    const units = [...lengths.keys()].map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`);
    this.#first = units.length === 0 ? undefined : new RegExp(`[${units.join("")}]`, "g");
  }

  /** The sections of a text, which cover all of it. */
  sections(text: string): Section[] {
    if (this.#first === undefined) return text === "" ? [] : [{ text, start: 0 }];
    const sections: Section[] = [];
    let end = 0;
    for (const { start, token, stop } of this.#matches(text)) {
      if (token.singleWord && !standsAlone(text, start, stop)) continue;
      const from = token.stripsLeft ? Math.max(spaceStart(text, start), end) : start;
      if (end < from) sections.push({ text: text.slice(end, from), start: end });
      end = token.stripsRight ? spaceEnd(text, stop) : stop;
      sections.push({ id: token.id, text: text.slice(from, end), start: from });
    }
    if (end < text.length) sections.push({ text: text.slice(end), start: end });
    return sections;
  }

  *#matches(text: string): Generator<{ start: number; stop: number; token: AddedToken }> {
    const first = this.#first;
    if (first === undefined) return;
    first.lastIndex = 0;
    for (let at = first.exec(text); at !== null; at = first.exec(text)) {
      const start = at.index;
      const content = this.#longest(text, start);
      const token = this.#tokens.get(content);
      if (token === undefined) continue;
      first.lastIndex = start + content.length;
      yield { start, stop: first.lastIndex, token };
    }
  }

  /** The longest token that stands at `start`; empty for none. */
  #longest(text: string, start: number): string {
    for (const length of this.#lengths.get(text.charCodeAt(start)) ?? []) {
      const content = text.slice(start, start + length);
      if (this.#tokens.has(content)) return content;
    }
    return "";
  }
}

/** Whether what stands from `start` to `stop` touches no character of a word. A character has at most two units. */
function standsAlone(text: string, start: number, stop: number): boolean {
  return !wordAtEnd.test(text.slice(Math.max(0, start - 2), start)) && !wordAtStart.test(text.slice(stop, stop + 2));
}

/**
 * The added tokens of a `tokenizer.json`: those looked for in the text as it is, and those in the normalised text, in
 * their own normalised form. A token the vocabulary has keeps the vocabulary's id.
 */
export function addedTokensOf(
  list: unknown,
  normalize: Normalizer,
  idOf: (token: string) => number | undefined,
): { asWritten: AddedTokens; normalized: AddedTokens; ids: ReadonlyMap<string, number> } {
  if (list !== undefined && list !== null && !Array.isArray(list)) throw new Error("its added tokens are no list");
  const tokens = (list ?? []).map((token: unknown) => addedToken(token, idOf));
  const pairs = (normalized: boolean) => tokens.filter((token) => token.normalized === normalized);
  return {
    asWritten: new AddedTokens(pairs(false).map((token) => [token.content, token])),
    normalized: new AddedTokens(pairs(true).map((token) => [normalize(token.content), token])),
    ids: new Map(tokens.map((token) => [token.content, token.id])),
  };
}

function addedToken(found: unknown, idOf: (token: string) => number | undefined) {
  const config: JsonObject = isObject(found) ? found : {};
  const { content, id } = config;
  if (typeof content !== "string" || typeof id !== "number")
    throw new Error(`an added token of it, ${JSON.stringify(found)}, has no text or no id`);
  return {
    content,
    id: idOf(content) ?? id,
    singleWord: config["single_word"] === true,
    stripsLeft: config["lstrip"] === true,
    stripsRight: config["rstrip"] === true,
    normalized: (config["normalized"] ?? config["special"] !== true) === true,
  };
}
