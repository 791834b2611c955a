const LETTERS = "\\u00C0-\\u00D6\\u00D8-\\u00F6\\u00F8-\\u00FFŠŽšžŒœŸ";
const SMALL = "a-z\\u00DF-\\u00F6\\u00F8-\\u00FF";
const WORD = `A-Za-z${LETTERS}`;

/** What words of other encodings become in Windows-1252, and Western words do not have. */
const STRANGE: readonly RegExp[] = [
  /[\u0080-\u009Fƒˆ˜¨¬¯´¸¹]/,
  // Signs within a word, but for an apostrophe, a dash, a dot.
  new RegExp(`[${WORD}][^\\0-\\x7F’·®©™–—…${LETTERS}][${WORD}]`),
  new RegExp(`[${WORD}][¿¡«„‚‘£¥¢€°±¼½¾§¶µ×÷]+(?![0-9${WORD}])`),
  new RegExp(`[ºª][${WORD}]`),
  // A capital after a small letter, and accents in a row.
  new RegExp(`[${SMALL}][\\u00C0-\\u00D6\\u00D8-\\u00DEŠŽŒŸ]`),
  new RegExp(`[${LETTERS}]{3}`),
  new RegExp(`^[${LETTERS}]{2,}$`),
];

/** What only some Western languages have, and words of other encodings often. */
const RARE: readonly RegExp[] = [
  /[ðþýÐÞÝšžŠŽ¤¦]/,
  /õ(?!e)/,
  new RegExp(`[ìùò][${WORD}]`),
  new RegExp(`(?<![${WORD}])è[${WORD}]`),
  new RegExp(`ã(?![oe])[${WORD}]`),
];

/** Measures: `20°C`, `m²`, `5µm`. */
const UNIT = /^(?:[a-z]{0,2}m[²³]|.*[°µ][A-Za-z]{1,2}\W*)$/;

export type Likeness = "western" | "perhaps" | "other";

/**
 * Whether words that were read as Windows-1252 look like words of Western languages in their spelling. A few such words
 * in a file say more than the statistics of letters do.
 */
export function likenessOf(words: readonly string[]): Likeness {
  const odd = words.filter((word) => !UNIT.test(word));
  if (odd.some((word) => isCrowded(word) || STRANGE.some((pattern) => pattern.test(word)))) return "other";
  return odd.some((word) => RARE.some((pattern) => pattern.test(word))) ? "perhaps" : "western";
}

/** Most of it is not ASCII. */
function isCrowded(word: string): boolean {
  return word.length > 3 && word.replaceAll(/[\0-\x7F]/g, "").length * 2 > word.length;
}

/** Whether Latin letters stand beside letters of another alphabet in many of the words: no language does that. */
export function mixesAlphabets(words: readonly string[]): boolean {
  const letters = words.flatMap((word) => word.match(/[\p{L}\p{M}]+/gu) ?? []);
  const foreign = letters.filter((word) => OTHER_ALPHABET.test(word));
  return foreign.filter((word) => /[a-zA-Z]/.test(word)).length > foreign.length * MOST_MIXED;
}

const OTHER_ALPHABET = /[\p{Script=Cyrillic}\p{Script=Greek}\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Thai}]/u;
const MOST_MIXED = 0.3;
