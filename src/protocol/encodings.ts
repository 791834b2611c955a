/** An encoding that files can be read in. */
export interface Encoding {
  /** VS Code's id; `utf32le` and `utf32be` are ours, VS Code reads no UTF-32. */
  readonly id: string;
  /** As VS Code's status bar names it. */
  readonly label: string;
  /** What is written in it. */
  readonly languages: string;
}

/** Every encoding that can be chosen, in VS Code's order. */
export const encodings: readonly Encoding[] = [
  { id: "utf8", label: "UTF-8", languages: "Unicode" },
  { id: "utf8bom", label: "UTF-8 with BOM", languages: "Unicode" },
  { id: "utf16le", label: "UTF-16 LE", languages: "Unicode" },
  { id: "utf16be", label: "UTF-16 BE", languages: "Unicode" },
  { id: "utf32le", label: "UTF-32 LE", languages: "Unicode" },
  { id: "utf32be", label: "UTF-32 BE", languages: "Unicode" },
  { id: "windows1252", label: "Windows 1252", languages: "Western" },
  { id: "iso88591", label: "ISO 8859-1", languages: "Western" },
  { id: "iso88593", label: "ISO 8859-3", languages: "Western" },
  { id: "iso885915", label: "ISO 8859-15", languages: "Western" },
  { id: "macroman", label: "Mac Roman", languages: "Western" },
  { id: "cp437", label: "CP437", languages: "DOS" },
  { id: "cp850", label: "CP 850", languages: "Western DOS" },
  { id: "cp865", label: "CP 865", languages: "Nordic DOS" },
  { id: "windows1256", label: "Windows 1256", languages: "Arabic" },
  { id: "iso88596", label: "ISO 8859-6", languages: "Arabic" },
  { id: "windows1257", label: "Windows 1257", languages: "Baltic" },
  { id: "iso88594", label: "ISO 8859-4", languages: "Baltic" },
  { id: "iso885914", label: "ISO 8859-14", languages: "Celtic" },
  { id: "windows1250", label: "Windows 1250", languages: "Central European" },
  { id: "iso88592", label: "ISO 8859-2", languages: "Central European" },
  { id: "cp852", label: "CP 852", languages: "Central European" },
  { id: "windows1251", label: "Windows 1251", languages: "Cyrillic" },
  { id: "cp866", label: "CP 866", languages: "Cyrillic" },
  { id: "cp1125", label: "CP 1125", languages: "Cyrillic" },
  { id: "iso88595", label: "ISO 8859-5", languages: "Cyrillic" },
  { id: "koi8r", label: "KOI8-R", languages: "Cyrillic" },
  { id: "koi8u", label: "KOI8-U", languages: "Cyrillic" },
  { id: "koi8ru", label: "KOI8-RU", languages: "Cyrillic" },
  { id: "koi8t", label: "KOI8-T", languages: "Tajik" },
  { id: "iso885913", label: "ISO 8859-13", languages: "Estonian" },
  { id: "windows1253", label: "Windows 1253", languages: "Greek" },
  { id: "iso88597", label: "ISO 8859-7", languages: "Greek" },
  { id: "windows1255", label: "Windows 1255", languages: "Hebrew" },
  { id: "iso88598", label: "ISO 8859-8", languages: "Hebrew" },
  { id: "iso885910", label: "ISO 8859-10", languages: "Nordic" },
  { id: "iso885916", label: "ISO 8859-16", languages: "Romanian" },
  { id: "windows1254", label: "Windows 1254", languages: "Turkish" },
  { id: "iso88599", label: "ISO 8859-9", languages: "Turkish" },
  { id: "windows1258", label: "Windows 1258", languages: "Vietnamese" },
  { id: "gbk", label: "GBK", languages: "Simplified Chinese" },
  { id: "gb18030", label: "GB18030", languages: "Simplified Chinese" },
  { id: "gb2312", label: "GB 2312", languages: "Simplified Chinese" },
  { id: "cp950", label: "Big5", languages: "Traditional Chinese" },
  { id: "big5hkscs", label: "Big5-HKSCS", languages: "Traditional Chinese" },
  { id: "shiftjis", label: "Shift JIS", languages: "Japanese" },
  { id: "eucjp", label: "EUC-JP", languages: "Japanese" },
  { id: "euckr", label: "EUC-KR", languages: "Korean" },
  { id: "windows874", label: "Windows 874", languages: "Thai" },
  { id: "iso885911", label: "ISO 8859-11", languages: "Thai" },
];

/** Usual names, written without their signs, of encodings whose id is another. */
const ALIASES: Readonly<Record<string, string>> = {
  ascii: "utf8",
  usascii: "utf8",
  utf8sig: "utf8bom",
  utf16: "utf16le",
  ucs2: "utf16le",
  ucs2le: "utf16le",
  utf32: "utf32le",
  ucs4: "utf32le",
  latin1: "iso88591",
  l1: "iso88591",
  ansi: "windows1252",
  latin2: "iso88592",
  latin5: "iso88599",
  latin9: "iso885915",
  macintosh: "macroman",
  mac: "macroman",
  big5: "cp950",
  cp936: "gbk",
  sjis: "shiftjis",
  windows31j: "shiftjis",
  cp932: "shiftjis",
  ms932: "shiftjis",
  ujis: "eucjp",
  cp949: "euckr",
  uhc: "euckr",
  ksc56011987: "euckr",
  tis620: "windows874",
  cp874: "windows874",
};

/** VS Code's id of an encoding by its id, label or a usual name, however written: `latin1`, `CP-1252`, `Shift_JIS`. */
export function encodingId(name: string): string | undefined {
  const usual = plain(name)
    .replace(/^(?:cp|win)(?=125\d$)/, "windows")
    .replace(/^ibm/, "cp");
  const id = Object.hasOwn(ALIASES, usual) ? ALIASES[usual] : usual;
  return encodings.find((encoding) => encoding.id === id || plain(encoding.label) === id)?.id;
}

/** As VS Code's status bar names it; the id itself where it is not known. */
export function encodingLabel(id: string): string {
  return encodings.find((encoding) => encoding.id === id)?.label ?? id;
}

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/g, "");
}
