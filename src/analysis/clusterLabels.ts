import { UNCLUSTERED } from "../protocol/tasks.ts";

/** Words a label has at most. */
const WORDS = 3;
/** UTF-16 units of a text that are looked at. */
const MOST_UNITS = 2000;
/** UTF-16 units gone through between two yields. */
const TURN = 40_000;
/** Times that a word is in a group's texts at least, where any is: what is there once tells of one text. */
const LEAST_COUNT = 2;

/** The words of some texts. */
export interface Vocabulary {
  /** As they are written; in lower case where they are written in several ways. */
  readonly words: readonly string[];
  /** `[texts + 1]` where the words of each text begin among `of`. */
  readonly starts: Uint32Array;
  /** Indices into `words`. */
  readonly of: Uint32Array;
}

/** The words of `count` texts in whatever language, as Unicode tells them apart. Yields the share done. */
export function* vocabularyOf(count: number, textOf: (text: number) => string): Generator<number, Vocabulary> {
  const segmenter = new Intl.Segmenter(undefined, { granularity: "word" });
  const places = new Map<string, number>();
  const words: string[] = [];
  const starts = new Uint32Array(count + 1);
  let of = new Uint32Array(1024);
  let end = 0;
  let units = 0;
  for (let text = 0; text < count; text++) {
    const whole = textOf(text).slice(0, MOST_UNITS);
    for (const { segment, isWordLike } of segmenter.segment(whole)) {
      if (isWordLike !== true || isEmptyWord(segment)) continue;
      const word = segment.toLowerCase();
      const place = places.get(word) ?? words.length;
      if (place === words.length) {
        places.set(word, place);
        words.push(segment);
      } else if (words[place] !== segment) {
        words[place] = word;
      }
      if (end === of.length) {
        const longer = new Uint32Array(2 * end);
        longer.set(of);
        of = longer;
      }
      of[end++] = place;
    }
    starts[text + 1] = end;
    units += whole.length;
    if (units < TURN) continue;
    units = 0;
    yield (text + 1) / count;
  }
  return { words, starts, of: of.subarray(0, end) };
}

/** Numbers, and single letters of alphabets: of scripts that write words with one sign each is one. */
function isEmptyWord(word: string): boolean {
  return /^[\p{N}\p{P}_]+$/u.test(word) || /^[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}]$/u.test(word);
}

/**
 * The words that tell each group from the others, the most telling first, by class-based TF-IDF: the square root of a word's
 * share of the group's words times `log(1 + A / f)`, with `f` how often it is in all texts and `A` the mean number of words
 * for a group (Grootendorst 2022, arXiv:2203.05794, frequent words reduced). That times the logarithm of how many times as
 * frequent as everywhere it is in the group: so no list of stop words is needed, in any language.
 * @param of `[texts]` the group of each text; `UNCLUSTERED` where it is in none
 */
export function labelWords({ words, starts, of: wordsOf }: Vocabulary, of: Uint16Array, groups: number): string[][] {
  const counts = Array.from({ length: groups }, () => new Map<number, number>());
  const lengths = new Float64Array(groups);
  const all = new Float64Array(words.length);
  let total = 0;
  for (let text = 0; text < of.length; text++) {
    const group = of[text] ?? UNCLUSTERED;
    const own = counts[group];
    const end = starts[text + 1] ?? 0;
    for (let at = starts[text] ?? 0; at < end; at++) {
      const word = wordsOf[at] ?? 0;
      // How common a word is does not depend on what is clustered.
      all[word] = (all[word] ?? 0) + 1;
      total++;
      own?.set(word, (own.get(word) ?? 0) + 1);
    }
    if (own !== undefined) lengths[group] = (lengths[group] ?? 0) + end - (starts[text] ?? 0);
  }
  const mean = total / Math.max(1, groups);
  return counts.map((own, group) => {
    const length = lengths[group] ?? 0;
    const weighed = Array.from(own, ([word, count]) => {
      const everywhere = all[word] ?? 1;
      const share = count / length;
      const lift = Math.max(1, share / (everywhere / total));
      return { word, count, weight: Math.sqrt(share) * Math.log(1 + mean / everywhere) * Math.log(lift) };
    });
    const repeated = weighed.filter(({ count, weight }) => count >= LEAST_COUNT && weight > 0);
    return (
      (repeated.length === 0 ? weighed : repeated)
        .map((one) => ({ ...one, text: words[one.word] ?? "" }))
        // Of equal ones the longer says more.
        .sort((a, b) => b.weight - a.weight || b.text.length - a.text.length || a.word - b.word)
        .slice(0, WORDS)
        .map(({ text }) => text)
    );
  });
}
