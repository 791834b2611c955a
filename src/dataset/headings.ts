import type { SourceText } from "./sourceText.ts";

/** A line that names what stands below it. */
export interface Heading {
  readonly line: number;
  /** 1 is the highest. */
  readonly level: number;
  readonly title: string;
}

const ATX = /^ {0,3}(#{1,6})[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}|~{3,})([^`]*)$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
/** Lists, quotes, tables, rules, HTML and indented code: a line of dashes below them underlines nothing. */
const NO_PARAGRAPH = /^(?: {4}|\t| {0,3}(?:[-*+>|<]|\d+[.)][ \t]|(?:[-*_][ \t]*){3,}$))/;
/** Longer lines are text, whatever stands below. */
const LONGEST_TITLE = 120;

/** The headings of a Markdown text (CommonMark's ATX and setext headings of one line), outside of code and front matter. */
export function markdownHeadings(source: SourceText): readonly Heading[] {
  const headings: Heading[] = [];
  let fence = "";
  /** The line before, where it may be a title and no other line of text stands above it. */
  let above: string | undefined;
  let inParagraph = false;
  for (let line = endOfFrontMatter(source); line < source.lineCount; line++) {
    const text = lineText(source, line);
    const [, marks = "", info = ""] = FENCE.exec(text) ?? [];
    if (fence !== "") {
      if (marks.startsWith(fence) && info.trim() === "") fence = "";
      continue;
    }
    const [, signs, title = ""] = ATX.exec(text) ?? [];
    const underline = SETEXT.exec(text)?.[1];
    if (signs !== undefined) {
      if (title !== "") headings.push({ line, level: signs.length, title: plainTitle(title) });
    } else if (underline !== undefined && above !== undefined) {
      headings.push({ line: line - 1, level: underline.startsWith("=") ? 1 : 2, title: plainTitle(above.trim()) });
    }
    fence = marks;
    const isText = signs === undefined && underline === undefined && marks === "" && text.trim() !== "";
    const isParagraph: boolean = isText && (inParagraph || !NO_PARAGRAPH.test(text));
    above = isParagraph && !inParagraph && text.length <= LONGEST_TITLE ? text : undefined;
    inParagraph = isParagraph;
  }
  return headings;
}

/** The first line behind YAML between `---` at the beginning of a file. */
function endOfFrontMatter(source: SourceText): number {
  if (lineText(source, 0).trimEnd() !== "---") return 0;
  for (let line = 1; line < source.lineCount; line++) {
    const text = lineText(source, line).trimEnd();
    if (text === "---" || text === "...") return line + 1;
  }
  return 0;
}

/** A title without the marks of code, emphasis and links, and without an anchor of its own. */
function plainTitle(title: string): string {
  const plain = title
    .replaceAll(/!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])/g, "$1")
    .replace(/\s*\{#[^}]*\}$/, "")
    .replaceAll(/<[^>]*>/g, "")
    .replaceAll(/(\*{1,3}|`+|~~)(\S(?:.*?\S)?)\1/g, "$2")
    .replaceAll(/(?<![\p{L}\p{N}])(_{1,3})(\S(?:.*?\S)?)\1(?![\p{L}\p{N}])/gu, "$2")
    .replaceAll(/\\([\p{P}\p{S}])/gu, "$1")
    .trim();
  return plain === "" ? title : plain;
}

const UNDERLINE = /^([=\-~^*+#])\1{2,}\s*$/;
const LONGEST_UNDERLINED = 80;
/** Words that begin a part of a book, a play or a report, with its number. */
const PART =
  /^\s*(?:(?:book|part|volume|act|chapter|scene|canto|letter|stave|appendix|section|kapitel|teil|akt|szene|chapitre|partie|acte|capítulo|parte|acto|capitolo|глава|часть)\s+(?:the\s+)?[\p{L}\p{N}]+\b|(?:prologue|epilogue|preface|foreword|introduction|conclusion|prolog|epilog|vorwort|préface|prólogo|epílogo|пролог|эпилог)\s*\.?\s*$)/iu;

/**
 * The headings of a plain text: titles with an underline about as long, else lines as in Markdown, else chapters whose
 * names stand alone between blank lines.
 */
export function textHeadings(source: SourceText): readonly Heading[] {
  const lines = Array.from({ length: source.lineCount }, (_, line) => lineText(source, line).trimEnd());
  const found = [underlined(lines), hashed(lines), parts(lines)];
  return found.find((headings) => headings.length > 1) ?? [];
}

function underlined(lines: readonly string[]): readonly Heading[] {
  const kinds: string[] = [];
  const headings: Heading[] = [];
  for (const [below, text] of lines.entries()) {
    const sign = UNDERLINE.exec(text)?.[1];
    const title = lines[below - 1] ?? "";
    if (sign === undefined || title === "" || title.length > LONGEST_UNDERLINED || UNDERLINE.test(title)) continue;
    if (text.length < title.trim().length - 2 || text.length > 2 * title.length + 2) continue;
    const above = lines[below - 2] ?? "";
    const isFramed = UNDERLINE.exec(above)?.[1] === sign;
    if (above !== "" && !isFramed) continue;
    const kind = isFramed ? sign + sign : sign;
    if (!kinds.includes(kind)) kinds.push(kind);
    headings.push({ line: below - 1, level: kinds.indexOf(kind) + 1, title: title.trim() });
  }
  return headings;
}

function hashed(lines: readonly string[]): readonly Heading[] {
  return lines.flatMap((text, line) => {
    const [, signs, title = ""] = ATX.exec(text) ?? [];
    return signs === undefined || title === "" ? [] : [{ line, level: signs.length, title }];
  });
}

/** Every word has the level at which it comes first: a play's acts and scenes, a book's parts and chapters. */
function parts(lines: readonly string[]): readonly Heading[] {
  const words: string[] = [];
  return lines.flatMap((text, line) => {
    const isAlone = (lines[line - 1] ?? "") === "" && (lines[line + 1] ?? "") === "";
    if (!isAlone || text.length > LONGEST_UNDERLINED || !PART.test(text)) return [];
    const word = text.trim().split(/[\s.]/)[0]?.toLowerCase() ?? "";
    const isNumbered = /^\S+\s+\S/.test(text.trim());
    if (isNumbered && !words.includes(word)) words.push(word);
    return [{ line, level: isNumbered ? words.indexOf(word) + 1 : 1, title: text.trim() }];
  });
}

function lineText(source: SourceText, line: number): string {
  const { start, end } = source.lineSpan(line);
  return source.text.slice(start, end);
}
