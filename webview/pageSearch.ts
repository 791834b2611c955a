import { NO_RANK, type SearchParams, type SearchPart } from "../src/protocol/finding.ts";
import { StrataError } from "../src/protocol/errors.ts";
import { searchPattern, textMatcher } from "../src/protocol/textMatcher.ts";

/** Milliseconds after which a part of what was found is told, and a regular expression is given up. */
const PART = 50;
const LIMIT = 2000;
const TEXTS_AT_ONCE = 4096;

/** What a point has that is looked at. */
type WordsOf = (point: number) => readonly string[];

/** Looks into the texts and fields of a page, which has no engine. Throws `patternWrong`, `patternTooSlow`, the signal's reason. */
export async function searchTexts(
  points: number,
  wordsOf: WordsOf,
  { query, mode, matchCase, from }: SearchParams,
  signal: AbortSignal,
): Promise<SearchPart> {
  if (mode === "regex") {
    const pattern = searchPattern(query, matchCase);
    const to = Math.min(points, from + TEXTS_AT_ONCE);
    const words = Array.from({ length: to - from }, (_, i) => wordsOf(from + i));
    const found = await tryPattern(pattern, words, signal);
    return { hits: found.map((hit) => hit + from), to };
  }
  const matches = textMatcher(query, mode, matchCase);
  const started = performance.now();
  const hits: number[] = [];
  let to = from;
  for (; to < points && performance.now() - started < PART; to++) if (wordsOf(to).some(matches)) hits.push(to);
  return { hits: Uint32Array.from(hits), to };
}

/** What the thread of a page does; it cannot load a file. */
const threadSource = `onmessage = ({ data: { pattern, texts } }) => {
  const hits = [];
  for (let at = 0; at < texts.length; at++) if (texts[at].some((text) => pattern.test(text))) hits.push(at);
  postMessage(Uint32Array.from(hits));
};`;

/** Tries a regular expression in a thread of its own, which is ended where it has no end. */
async function tryPattern(
  pattern: RegExp,
  texts: readonly (readonly string[])[],
  signal: AbortSignal,
): Promise<Uint32Array> {
  signal.throwIfAborted();
  const address = URL.createObjectURL(new Blob([threadSource], { type: "text/javascript" }));
  const worker = new Worker(address);
  const end = new AbortController();
  try {
    return await new Promise<Uint32Array>((resolve, reject) => {
      const tooSlow = new StrataError("patternTooSlow", { pattern: pattern.source, seconds: LIMIT / 1000 });
      const limit = setTimeout(() => reject(tooSlow), LIMIT);
      end.signal.addEventListener("abort", () => clearTimeout(limit));
      signal.addEventListener("abort", () => reject(signal.reason as Error), { signal: end.signal });
      worker.onmessage = ({ data }: MessageEvent<Uint32Array>) => resolve(data);
      worker.onerror = ({ message }) => reject(new StrataError("internal", { reason: message }));
      worker.postMessage({ pattern, texts });
    });
  } finally {
    end.abort();
    worker.terminate();
    URL.revokeObjectURL(address);
  }
}

/**
 * Ranks of values by the alphabet, the same for equals; `NO_RANK` where there is none. `withNumbers`: numbers by size come
 * before words.
 */
export function ranksOf(values: readonly (string | undefined)[], withNumbers: boolean): Uint32Array {
  const alphabet = new Intl.Collator("en", { numeric: true });
  const numbers = values.map((value) => (withNumbers && value?.trim() ? Number(value) : NaN));
  const compare = (a: number, b: number): number => {
    const [x = NaN, y = NaN] = [numbers[a], numbers[b]];
    if (Number.isNaN(x) && Number.isNaN(y)) return alphabet.compare(values[a] ?? "", values[b] ?? "");
    return Number.isNaN(x) ? 1 : Number.isNaN(y) ? -1 : x - y;
  };
  const present = Array.from(values.keys()).filter((point) => (values[point] ?? "") !== "");
  const order = present.sort((a, b) => compare(a, b) || a - b);
  const ranks = new Uint32Array(values.length).fill(NO_RANK);
  let rank = 0;
  order.forEach((point, i) => {
    const before = order[i - 1];
    if (before !== undefined && compare(before, point) !== 0) rank++;
    ranks[point] = rank;
  });
  return ranks;
}
