import { statSync } from "node:fs";

/** The largest tokenizer.json known, of a vocabulary of 262 144, has 33 MB. */
export const TOKENIZER_BYTES = 256e6;

/** Configurations have some kilobytes; those that list thousands of labels one or two megabytes. */
export const CONFIG_BYTES = 16e6;

/** What models' files nest has ten levels at most. */
const MOST_LEVELS = 100;

/**
 * Why a file is not read, as the end of a sentence, where it is larger than `most` bytes: parsed, it would take ten
 * times as much memory. Throws the file system's error.
 */
export function whyTooLarge(file: string, most: number): string | undefined {
  const { size } = statSync(file);
  return size > most ? `it has ${size} bytes, and no such file has more than ${most}` : undefined;
}

/** Why a parsed value is not used where it is nested so deep that walking through it would overflow the stack. */
export function whyTooDeep(value: unknown): string | undefined {
  let level = [value];
  for (let depth = 1; level.length > 0; depth++) {
    level = level
      .filter((each) => typeof each === "object" && each !== null)
      .flatMap((each): unknown[] => Object.values(each));
    if (depth > MOST_LEVELS) return `it is nested deeper than ${MOST_LEVELS} levels`;
  }
  return undefined;
}
