// A bundle of its own, read when a file is not Unicode: the tables are 1.6 MB.
import iconv from "iconv-lite";
import { detect } from "jschardet";
import { encodingId } from "../protocol/encodings.ts";
import { encodingSample } from "./encodingSample.ts";
import { likenessOf, mixesAlphabets } from "./westernWords.ts";

/** So few different words are too few for statistics. */
const FEW_WORDS = 12;

const WINDOWS_LATIN = ["windows-1252", "windows-1250", "iso-8859-2", "windows-1254", "windows-1257", "windows-1258"];
const LATIN = [...WINDOWS_LATIN, "macroman", "cp850", "cp852"];
const OTHERS = (
  "windows-1251 koi8-r koi8-u cp866 iso-8859-5 windows-1253 windows-1255 windows-1256 tis-620 cp874 shift_jis cp932 " +
  "shift_jis_2004 euc-jp gb18030 big5 big5-hkscs euc-kr cp949"
).split(" ");

/**
 * The encoding that fits bytes best which are not Unicode, by VS Code's id. Judged are the words that are not ASCII: a
 * few of them that look Western are Windows-1252; else jschardet's statistics decide, among all encodings where the
 * words look strange in Windows-1252, among those for Latin letters where they do not.
 */
export function detectLegacy(bytes: Buffer): string {
  const { words, text } = encodingSample(bytes);
  const inEncoding = (id: string): string[] => words.map((word) => iconv.decode(word, id));
  const western = inEncoding("windows1252");
  const likeness = likenessOf(western);
  if (likeness === "western" && words.length <= FEW_WORDS) return "windows1252";
  const found = detectAmong(text, likeness === "other" ? [...LATIN, ...OTHERS] : WINDOWS_LATIN);
  const id = mixesAlphabets(inEncoding(found)) ? detectAmong(text, LATIN) : found;
  return id === "windows1252" && western.some((word) => word.includes("¤")) ? "iso885915" : id;
}

function detectAmong(text: Buffer, detectEncodings: string[]): string {
  const { encoding } = detect(text, { detectEncodings });
  return encodingId(encoding ?? "") ?? "windows1252";
}

/** Decodes as VS Code does, with the same library; what is no character becomes U+FFFD. */
export function decodeLegacy(bytes: Buffer, id: string): string {
  return iconv.decode(bytes, id, { stripBOM: false });
}

/**
 * The length of a text whose bytes are taken for another encoding than theirs: where a place in a line is in an editor
 * that shows the file so.
 */
export function lengthShown(text: string, id: string, shown: string): number {
  if (!/[^\0-\x7F]/.test(text)) return text.length;
  return iconv.decode(iconv.encode(text, id), shown, { stripBOM: false }).length;
}
