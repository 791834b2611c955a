/** Character codes of JSON. */
export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const COMMA = 0x2c;
export const COLON = 0x3a;
export const OPEN_BRACE = 0x7b;
export const CLOSE_BRACE = 0x7d;
export const OPEN_BRACKET = 0x5b;
export const CLOSE_BRACKET = 0x5d;
export const SLASH = 0x2f;
export const MINUS = 0x2d;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const TAB = 0x09;
const SPACE = 0x20;
const BYTE_ORDER_MARK = 0xfeff;
/** Begins each value of a JSON text sequence. */
const RECORD_SEPARATOR = 0x1e;
const ZERO = 0x30;
const NINE = 0x39;

export function isLineBreak(code: number): boolean {
  return code === LINE_FEED || code === CARRIAGE_RETURN;
}

/** JSON's whitespace, what parts the values of sequences, and the byte order marks that joined files have in the middle. */
export function isSpace(code: number): boolean {
  return (
    code === SPACE ||
    code === LINE_FEED ||
    code === CARRIAGE_RETURN ||
    code === TAB ||
    code === BYTE_ORDER_MARK ||
    code === RECORD_SEPARATOR
  );
}

export function isOpening(code: number): boolean {
  return code === OPEN_BRACE || code === OPEN_BRACKET;
}

export function isClosing(code: number): boolean {
  return code === CLOSE_BRACE || code === CLOSE_BRACKET;
}

/** What stands in a string for itself. */
export function isPlain(code: number): boolean {
  return code >= SPACE && code !== QUOTE && code !== BACKSLASH;
}

const PLAIN = /[^"\\\u0000-\u001f]+/y;

/** The offset of the first character that does not, from one on that does. */
export function endOfPlain(text: string, start: number): number {
  PLAIN.lastIndex = start;
  return PLAIN.test(text) ? PLAIN.lastIndex : start;
}

export function isDigit(code: number): boolean {
  return code >= ZERO && code <= NINE;
}

/** What may stand in a word: a name, a number, a literal. */
export function isWord(code: number): boolean {
  return !isSpace(code) && !isOpening(code) && !isClosing(code) && code !== COMMA && code !== COLON && code !== QUOTE;
}

/** The end of the number that starts at an offset: JSON's grammar; the offset itself where there is none. */
export function endOfNumber(text: string, start: number): number {
  let at = start;
  if (text.charCodeAt(at) === MINUS) at++;
  const whole = at;
  at = endOfDigits(text, at);
  if (at === whole || (text.charCodeAt(whole) === ZERO && at > whole + 1)) return start;
  if (text.charAt(at) === ".") {
    const fraction = at + 1;
    at = endOfDigits(text, fraction);
    if (at === fraction) return start;
  }
  const exponent = text.charAt(at);
  if (exponent === "e" || exponent === "E") {
    const sign = text.charAt(at + 1);
    const digits = sign === "+" || sign === "-" ? at + 2 : at + 1;
    at = endOfDigits(text, digits);
    if (at === digits) return start;
  }
  return at;
}

function endOfDigits(text: string, start: number): number {
  let at = start;
  while (isDigit(text.charCodeAt(at))) at++;
  return at;
}
