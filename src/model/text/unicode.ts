import { type Origins, replaced } from "./origins.ts";

/**
 * Classes of characters as Hugging Face's tokenizers (Rust) have them. JavaScript's own are others: its `\s` has U+FEFF
 * and lacks U+0085, its `\w` and `\d` are ASCII, and its Unicode is newer than the tables the reference carries.
 */

/** The body of a character class, without brackets: Rust's `char::is_whitespace`. */
export const whiteSpace = "\\p{White_Space}";

/** `\w` of Rust's regular expressions. */
export const wordCharacter = "\\p{Alphabetic}\\p{M}\\p{Nd}\\p{Pc}\\p{Join_Control}";

/** Marks (Mn), marks (M), punctuation (P) and controls that newer Unicode has and the reference's tables have not. */
const newerNonspacing =
  "7fd 897-89f 8ca-8e1 9fe afa-aff b55 c04 c3c d00 d3b-d3c d81 eba ece 180f 1885-1886 1abf-1aeb 1df6-1dfb a82c a8c5 " +
  "a8ff a9bd 10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10eff 10f46-10f50 10f82-10f85 11070-11074 110c2 111c9 111cf " +
  "1123e-11241 1133b 113bb-113e2 11438-1145e 1182f-1183a 1193b-11943 119d4-11a0a 11a33-11a5b 11a8a-11a99 11b60-11b66 " +
  "11c30-11c3f 11c92-11cb6 11d31-11d47 11d90-11d97 11ef3-11f01 11f36-11f5a 13440-13455 1611e-1612f 16f4f 16fe4 " +
  "1cf00-1cf46 1e000-1e02a 1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3-1e6f5 1e944-1e94a";
const newerMarks =
  "7fd 897-89f 8ca-8d3 9fe afa-aff b55 c04 c3c cf3-d00 d3b-d3c d81 eba ece 1715 180f 1abf-1aeb 1cf7 1df6-1dfa a82c " +
  "a8ff 10d24-10d27 10d69-10d6d 10eab-10eac 10efa-10eff 10f46-10f50 10f82-10f85 11070-11074 110c2 11145-11146 111c9 " +
  "111ce-111cf 11241 1133b 113b8-113e2 1145e 1182c-1183a 11930-11943 119d1-11a0a 11a33-11a5b 11a8a-11a99 11b60-11b67 " +
  "11d31-11d47 11d8a-11d97 11ef3-11f03 11f34-11f5a 13440-13455 1611e-1612f 16f4f 16f7f-16f87 16fe4-16ff1 1cf00-1cf46 " +
  "1e08f 1e130-1e136 1e2ae 1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3-1e6f5";
const newerPunctuation =
  "61d 9fd a76 c77-c84 1b4e-1b4f 1b7d-1b7f 2e43-2e5d 10d6e 10ead-10ed0 10f55-10f59 10f86-10f89 113d4-113d8 " +
  "1144b-1145d 11660-1166c 116b9 1183b 11944-11946 119e2 11a3f-11a46 11a9a-11aa2 11b00-11b09 11be1 11c41-11c45 " +
  "11c70-11c71 11ef7-11ef8 11f43-11f4f 11fff 12ff1-12ff2 16d6d-16d6f 16e97-16e9a 16fe2 1e5ff 1e95e-1e95f";
const newerControls = "890-891 8e2 110cd 13430-1343f";

/** Characters of Unicode 17, which the reference's regular expressions do not know yet. */
const newest =
  "88f c5c cdc 1acf-1add 1ae0-1aeb 20c1 2b96 a7ce-a7cf a7d2 a7d4 a7f1 fbc3-fbd2 fd90-fd91 fdc8-fdce 10940-10959 " +
  "10ec5-10ec7 10ed0-10ed8 10efa-10efb 11b60-11b67 11db0-11ddb 11de0-11de9 16ea0-16eb8 16ebb-16ed3 16ff2-16ff6 " +
  "187f8-187ff 18d09-18d1e 18d80-18df2 1ccfa-1ccfc 1ceba-1ced0 1cee0-1cef0 1e6c0-1e6de 1e6e0-1e6f5 1e6fe-1e6ff " +
  "1f6d8 1f777-1f77a 1f8d0-1f8d8 1fa54-1fa57 1fa8a 1fa8e 1fac8 1facd 1faea 1faef 1fbfa 2b73a-2b73f 2cea2-2cead " +
  "323b0-33479";

/** One or more marks that BERT's normaliser takes away. */
export const nonspacingMarks = without("[\\p{Mn}\\u1734\\u{1171e}]", newerNonspacing);

/** One or more marks that the normaliser `StripAccents` takes away. */
export const combiningMarks = without("[\\p{M}\\u1cf2\\u1cf3]", newerMarks);

/** One or more characters that BERT's normaliser takes away. */
export const controls = without("[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\p{Cf}\\p{Co}\\ufffd]", newerControls);

/** A character that is punctuation, as `is_punctuation` or in ASCII; for the flag `v`, which knows differences. */
export const punctuation = `[[\\p{P}!-\\x2f:-@\\[-\\x60\\x7b-~\\u166d\\u{111c9}]--[${ranges(newerPunctuation)}]]`;

/** A text in small letters, each letter for itself: JavaScript alone lowers a final sigma by its neighbours. */
export function lowerCase(text: string, origins?: Origins): string {
  const single = origins === undefined ? text : replaced(text, /İ/g, "i\u0307", origins);
  return single.replaceAll("Σ", "σ").toLowerCase();
}

const changedSince = new RegExp(`[${ranges(newest)}\u0295]`, "gu");

/**
 * A text for a regular expression, as long as before: what is newer than the reference's Unicode stands as characters
 * that are unassigned, and U+0295, which became another kind of letter, as its neighbour.
 */
export function forMatching(text: string): string {
  if (/^[\0-\u0294]*$/.test(text)) return text;
  return text.replace(changedSince, (character) =>
    character === "\u0295" ? "\u0296" : character.length === 1 ? "\u0378" : "\u{2fffe}",
  );
}

/** Where the white space a text begins with ends, from `start`. */
export function spaceEnd(text: string, start: number): number {
  let end = start;
  while (end < text.length && isSpace.test(text.charAt(end))) end++;
  return end;
}

/** Where the white space a text has before `end` begins. */
export function spaceStart(text: string, end: number): number {
  let start = end;
  while (start > 0 && isSpace.test(text.charAt(start - 1))) start--;
  return start;
}

const isSpace = new RegExp(`[${whiteSpace}]`, "u");

function without(set: string, newer: string): RegExp {
  return new RegExp(`[${set}--[${ranges(newer)}]]+`, "gv");
}

/** `9fe afa-aff` as the body of a character class. */
export function ranges(hexadecimal: string): string {
  return hexadecimal.replace(/[0-9a-f]+/g, "\\u{$&}").replaceAll(" ", "");
}
