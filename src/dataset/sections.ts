import type { Heading } from "./headings.ts";
import type { Parsed, Rows } from "./format.ts";
import type { SourceText } from "./sourceText.ts";

/** The field of a text's records that says which section of it they stand in. */
export const SECTION = "section";

/** More sections are no labels: nobody tells their colours apart. */
const MOST = 40;
/** Lower headings begin a section of their own as long as there are no more of them. */
const MOST_DEEP = 20;
/** Fewer records in each are a list of headings. */
const LEAST_RECORDS = 1.5;
/** Fewer lines between blank ones are no sections. */
const LEAST_LINES = 4;
const NAME_LENGTH = 40;

/** A stretch of lines: from its first one to that of the next section. */
interface Section {
  readonly line: number;
  readonly name: string;
}

/**
 * The rows with the section they stand in as a field: by headings, and where there are none by the paragraphs between
 * blank lines. `labelField` says so where they are few enough to colour by. Rows above the first heading are in none.
 * @param lineOf the line of a row
 */
export function inSections(
  rows: Rows,
  lineOf: (row: number) => number,
  source: SourceText,
  headings: readonly Heading[],
): Parsed {
  const byHeading = sectionsOf(headings);
  const sections = distinct(byHeading) > 1 ? byHeading : paragraphsOf(source, rows.count);
  const count = distinct(sections);
  if (count < 2 || rows.count < LEAST_RECORDS * count) return { rows, areTexts: true };
  const names: (string | undefined)[] = [];
  let at = -1;
  for (let row = 0; row < rows.count; row++) {
    const line = lineOf(row);
    while ((sections[at + 1]?.line ?? Infinity) <= line) at++;
    names.push(sections[at]?.name);
  }
  const nameOf = (row: number, field: string | undefined): string | undefined =>
    field === SECTION ? names[row] : undefined;
  return {
    areTexts: true,
    ...(count <= MOST && { labelField: SECTION }),
    rows: {
      ...rows,
      visitFields: (row, visit) => {
        const name = names[row];
        if (name !== undefined) visit(SECTION, "string", name);
      },
      textAt: (row, field) => nameOf(row, field) ?? rows.textAt(row, field),
    },
  };
}

function distinct(sections: readonly Section[]): number {
  return new Set(sections.map(({ name }) => name)).size;
}

/**
 * The sections that headings begin, down to the deepest level at which there are no more than twenty. A title above all
 * others is not part of their names; a heading that stands in several places is named with what it stands under.
 */
function sectionsOf(headings: readonly Heading[]): readonly Section[] {
  const paths = pathsOf(headings);
  const deepest = paths.reduce((depth, path) => Math.max(depth, path.length), 0);
  let depth = deepest;
  while (depth > 1 && paths.filter((path) => path.length <= depth).length > MOST_DEEP) depth--;
  const kept = headings.flatMap(({ line }, i) => {
    const path = paths[i] ?? [];
    return path.length <= depth ? [{ line, path }] : [];
  });
  const places = new Map<string, Set<string>>();
  for (const { path } of kept) {
    const title = path.at(-1) ?? "";
    places.set(title, (places.get(title) ?? new Set()).add(path.join("\n")));
  }
  return kept.map(({ line, path }) => {
    const title = path.at(-1) ?? "";
    return { line, name: (places.get(title)?.size ?? 0) > 1 ? path.join(" › ") : title };
  });
}

/** The titles from the highest one down to each heading. The only one of its height, above all others, is left out. */
function pathsOf(headings: readonly Heading[]): readonly (readonly string[])[] {
  const open: Heading[] = [];
  const paths = headings.map((heading) => {
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    open.push(heading);
    return open.map(({ title }) => title);
  });
  const [first, ...others] = paths;
  const isTitle = first !== undefined && others.length > 1 && others.every((path) => path.length > 1);
  return isTitle ? [first, ...others.map((path) => path.slice(1))] : paths;
}

/** Groups of lines between blank ones, by their beginnings; none where they are single lines, or too many. */
function paragraphsOf(source: SourceText, records: number): readonly Section[] {
  const sections: Section[] = [];
  const names = new Map<string, number>();
  let isBlank = true;
  for (let line = 0; line < source.lineCount; line++) {
    const { start, end } = source.lineSpan(line);
    const text = source.text.slice(start, end).trim();
    if (HAS_WORDS.test(text) && isBlank) {
      const name = beginning(text);
      const times = (names.get(name) ?? 0) + 1;
      names.set(name, times);
      sections.push({ line, name: times === 1 ? name : `${name} (${times})` });
      if (sections.length > MOST) return [];
    }
    isBlank = text === "" || (isBlank && !HAS_WORDS.test(text));
  }
  return records < LEAST_LINES * sections.length ? [] : sections;
}

const HAS_WORDS = /[\p{L}\p{N}]/u;

function beginning(line: string): string {
  const text = line.replace(/^[#>\s]+/, "");
  if (text.length <= NAME_LENGTH) return text;
  const start = text.slice(0, NAME_LENGTH).replace(/[\uD800-\uDBFF]$/, "");
  const space = start.lastIndexOf(" ");
  return `${(space > NAME_LENGTH / 2 ? start.slice(0, space) : start).trimEnd()}…`;
}
