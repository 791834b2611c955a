import { NO_RANK, type SearchParams, type SearchPart } from "../src/protocol/finding.ts";
import { StrataError } from "../src/protocol/errors.ts";
import { searchPattern, textMatcher } from "../src/protocol/textMatcher.ts";

/** Milliseconds after which a part of what was found is told, and a regular expression is given up. */
const PART = 50;
const LIMIT = 2000;
const TEXTS_AT_ONCE = 4096;

/** Looks into the texts of a page, which has no engine. Throws `patternWrong`, `patternTooSlow`, the signal's reason. */
export async function searchTexts(
  texts: readonly string[],
  { query, mode, matchCase, from }: SearchParams,
  signal: AbortSignal,
): Promise<SearchPart> {
  if (mode === "regex") {
    const pattern = searchPattern(query, matchCase);
    const found = await tryPattern(pattern, texts.slice(from, from + TEXTS_AT_ONCE), signal);
    return { hits: found.map((hit) => hit + from), to: Math.min(texts.length, from + TEXTS_AT_ONCE) };
  }
  const matches = textMatcher(query, mode, matchCase);
  const started = performance.now();
  const hits: number[] = [];
  let to = from;
  for (; to < texts.length && performance.now() - started < PART; to++) if (matches(texts[to] ?? "")) hits.push(to);
  return { hits: Uint32Array.from(hits), to };
}

/** What the thread of a page does; it cannot load a file. */
const threadSource = `onmessage = ({ data: { pattern, texts } }) => {
  const hits = [];
  for (let at = 0; at < texts.length; at++) if (pattern.test(texts[at])) hits.push(at);
  postMessage(Uint32Array.from(hits));
};`;

/** Tries a regular expression in a thread of its own, which is ended where it has no end. */
async function tryPattern(pattern: RegExp, texts: readonly string[], signal: AbortSignal): Promise<Uint32Array> {
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

/** Ranks of texts by the alphabet, the same for equals. */
export function ranksOf(texts: readonly string[]): Uint32Array {
  const { compare } = new Intl.Collator("en", { numeric: true });
  const order = Array.from(texts.keys()).sort((a, b) => compare(texts[a] ?? "", texts[b] ?? ""));
  const ranks = new Uint32Array(texts.length).fill(NO_RANK);
  let rank = 0;
  order.forEach((point, i) => {
    const before = order[i - 1];
    if (before !== undefined && compare(texts[before] ?? "", texts[point] ?? "") !== 0) rank++;
    ranks[point] = rank;
  });
  return ranks;
}
