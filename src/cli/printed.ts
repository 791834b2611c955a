const CONTROLS = /[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu;
const KEPT = new Set(["\n", "\t"]);

/**
 * A sentence for a terminal. Names and values of a file may stand in it: their control characters, which could rewrite
 * the screen, are written as `\u{1b}`.
 */
export function printed(sentence: string): string {
  return sentence.replaceAll(CONTROLS, (sign) => (KEPT.has(sign) ? sign : `\\u{${sign.charCodeAt(0).toString(16)}}`));
}
