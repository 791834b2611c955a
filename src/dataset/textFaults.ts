import type { Report } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

const REPLACED = "\uFFFD";

/** What `decodeFile` tells of a text, as far as its faults go. */
export interface DecodedFacts {
  readonly encoding: string;
  /** Whether bytes may have become U+FFFD. */
  readonly replaced: boolean;
  readonly cut: boolean;
}

/**
 * Reports, once per line, where the bytes of a file were no characters: U+FFFD stands there, or half of a surrogate pair;
 * and where the file ends within a character.
 */
export function reportTextFaults(source: SourceText, { encoding, replaced, cut }: DecodedFacts, report: Report): void {
  const { text } = source;
  const reportAll = (next: (from: number) => number, reason: string): void => {
    for (let at = next(0); at >= 0;) {
      report({ start: at, end: at + 1 }, "encoding", reason);
      const { end } = source.lineSpan(source.positionAt(at).line);
      at = next(Math.max(end, at + 1));
    }
  };
  if (replaced) reportAll((from) => text.indexOf(REPLACED, from), reasonOfReplaced(encoding));
  reportAll((from) => nextLone(text, from), "half of a surrogate pair stands here, which is no character");
  if (cut) {
    const end = { start: text.length, end: text.length };
    report(end, "cutEnd", `the file ends within a character of ${encoding}`);
  }
}

function reasonOfReplaced(encoding: string): string {
  return encoding === "editor"
    ? `“${REPLACED}” stands here: the editor could not read the bytes, or the file has it`
    : `“${REPLACED}” stands where the bytes are no character of ${encoding}`;
}

function nextLone(text: string, from: number): number {
  const pattern = /\p{Cs}/gu;
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}
