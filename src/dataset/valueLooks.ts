/** What a value looks like, whatever its field is called. */
export type Look = "prose" | "word" | "number" | "machine";

const MONTHS_AND_DAYS =
  /\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|mon|tue|wed|thu|fri|sat|sun|am|pm|utc|gmt|[a-z]{1,2}[sd]t)[a-z]*\b\.?/gi;

/** Values that programs wrote for programs. */
const MACHINE: readonly RegExp[] = [
  // Addresses and paths.
  /^[a-z][a-z0-9+.-]*:\/\/\S+$/i,
  /^www\.\S+$/i,
  /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  /^(?:[a-z]:)?(?:\.{0,2}|~)[\\/]\S+$/i,
  /^(?:[a-z]:)?[^\s]*[\\/].*\.[a-z0-9]{1,5}$/i,
  /^[^\s]+\.(?:png|jpe?g|gif|webp|svg|bmp|tiff?|wav|mp3|flac|ogg|mp4|avi|mov|pdf|txt|json|jsonl|csv|xml|html?|docx?|xlsx?|zip|npy)$/i,
  // Hashes, UUIDs, base64, one token with a digit in it.
  /^[{(]?[0-9a-f]{8}(?:-?[0-9a-f]{4}){3}-?[0-9a-f]{12}[)}]?$/i,
  /^[0-9a-f]{16,}$/i,
  /^[A-Za-z0-9+/_-]{40,}={0,2}$/,
  /^[\x21-\x7e]*\d[\x21-\x7e]*$/,
];

/** With a sign, a currency, thousands, a percent sign. */
const NUMBER = /^[-+]?(?:[$€£¥]?\s?(?:\d[\d.,' ]*|\.\d+)(?:e[-+]?\d+)?\s?[%€]?|nan|inf(?:inity)?)$/i;

/** A date, an address, a path or an identifier is for machines; several words, or a run of script, are prose. */
export function lookOf(value: string): Look {
  const text = value.trim();
  if (NUMBER.test(text)) return "number";
  if (MACHINE.some((pattern) => pattern.test(text)) || isDate(text)) return "machine";
  return /\p{L}\P{L}*\s\P{L}*\p{L}/u.test(text) || /[\p{Lo}]{4}/u.test(text) ? "prose" : "word";
}

/** What is left of a date without the names of months, days and zones are digits and signs. */
function isDate(text: string): boolean {
  if (text.length > 40 || !/\d/.test(text)) return false;
  return /^(?=.*\d.*\d)[\d\s.,:;/+()年月日TZ-]+$/.test(text.replace(MONTHS_AND_DAYS, ""));
}
