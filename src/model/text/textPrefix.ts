/** The beginning of a text. */
export interface TextPrefix {
  readonly text: string;
  /** Whether it ends inside a word, not before a space or at the text's end. */
  readonly endsInWord: boolean;
  /** Whether no longer prefix would be looked at. */
  readonly isLast: boolean;
}

/** Characters (UTF-16 units) per token of the shortest prefix; text has about 4. */
const UNITS_PER_TOKEN = 16;
const SHORTEST_UNITS = 4096;
const GROWTH = 4;

/** More of one text is never read, whatever it gives: it bounds the time one line can take to about a second. */
const LONGEST_UNITS = 1 << 20;

/**
 * A prefix long enough to hold `tokens` tokens of any ordinary text; every further `growth` makes it four times as
 * long, up to 1 048 576 units. It ends before a space where there is one in its last half.
 */
export function textPrefix(text: string, tokens: number, growth: number): TextPrefix {
  const longest = Math.max(LONGEST_UNITS, tokens * UNITS_PER_TOKEN);
  const units = Math.min(longest, Math.max(SHORTEST_UNITS, tokens * UNITS_PER_TOKEN) * GROWTH ** growth);
  if (text.length <= units) return { text, endsInWord: false, isLast: true };
  const isLast = units === longest;
  const end = lastWordEnd(text, units);
  if (end !== undefined) return { text: text.slice(0, end), endsInWord: false, isLast };
  return { text: text.slice(0, isHighSurrogate(text, units - 1) ? units - 1 : units), endsInWord: true, isLast };
}

function lastWordEnd(text: string, units: number): number | undefined {
  for (let end = units; end > units / 2; end--) if (isBlank(text, end) && !isSpace(text, end - 1)) return end;
  return undefined;
}

/** Only a space or a tab: some tokenizers join line ends with what stands before them. */
function isBlank(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return unit === 0x20 || unit === 0x09;
}

function isSpace(text: string, position: number): boolean {
  return /\s/.test(text.charAt(position));
}

function isHighSurrogate(text: string, position: number): boolean {
  const unit = text.charCodeAt(position);
  return unit >= 0xd800 && unit < 0xdc00;
}
