import { characterUnits, type Origins, type Rewritten } from "./origins.ts";
import { ranges } from "./unicode.ts";

export type Form = "NFC" | "NFD" | "NFKC" | "NFKD";

/** Characters whose decompositions are newer than the reference's tables, and marks whose places among others are. */
const newerCompatibility = "32ff a7f1-a7f4 ab69 10781-107ba 1ccd6-1ccf9 1e030-1e06d 1f16c 1fbf0-1fbf9";
const newerCanonical = "105c9 105e4 11383 11385 1138e 11391 113c5 113c7-113c8 11938 16121-16128 16d68-16d6a";
const newerOrder =
  "7fd 897-89f 8ca-8d3 9fe c3c d3b-d3c eba 1715 1abf-1add 1ae0-1aeb 1df6-1dfa a82c 10d24-10d27 10d69-10d6d " +
  "10eab-10eac 10efa-10efb 10efd-10eff 10f46-10f50 10f82-10f85 11070 1133b 113ce-113d0 1145e 11839-1183a 1193d-1193e " +
  "11943 119e0 11a34 11a47 11a99 11d42 11d44-11d45 11d97 11f41-11f42 1612f 16ff0-16ff1 1e08f 1e130-1e136 1e2ae " +
  "1e2ec-1e2ef 1e4ec-1e4ef 1e5ee-1e5ef 1e6e3 1e6e6 1e6ee-1e6ef 1e6f5";

/** What the reference leaves as and where it is. */
const left: Readonly<Record<Form, RegExp>> = {
  NFC: splitter(newerOrder, newerCanonical),
  NFD: splitter(newerOrder, newerCanonical),
  NFKC: splitter(newerOrder, newerCanonical, newerCompatibility),
  NFKD: splitter(newerOrder, newerCanonical, newerCompatibility),
};

/** A text in one of Unicode's normal forms, by the reference's tables. */
export function normalForm(text: string, form: Form, origins?: Origins): string {
  const kept = left[form];
  if (origins === undefined && !kept.test(text)) return text.normalize(form);
  // Every second part is one the reference leaves as it is.
  const parts = text.split(kept);
  origins?.rewrite(rewrittenParts(parts, form));
  return parts.map((part, index) => (index % 2 === 1 ? part : part.normalize(form))).join("");
}

function rewrittenParts(parts: readonly string[], form: Form): Rewritten[] {
  const found: Rewritten[] = [];
  let start = 0;
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) for (const each of rewrittenIn(part, start, form)) found.push(each);
    start += part.length;
  }
  return found;
}

/** A character below U+0300 takes part in nothing that stands before it. */
const joining = /[\0-\u02ff]?[^\0-\u02ff]+|[\0-\u02ff]/gu;

function rewrittenIn(text: string, base: number, form: Form): Rewritten[] {
  if (text.normalize(form) === text) return [];
  return Array.from(text.matchAll(joining)).flatMap(({ index, 0: part }) =>
    part.normalize(form) === part ? [] : rewrittenCharacters(part, base + index, form),
  );
}

/**
 * A character on its way through a normal form. `change` as in Hugging Face's `NormalizedString::transform`: 1 for one
 * that is new, 0 for one that stands for an old one, -n for one that takes the place of n more.
 */
interface Moved {
  readonly text: string;
  readonly change: number;
}

function rewrittenCharacters(text: string, base: number, form: Form): Rewritten[] {
  const decomposed = inOrder(text, form === "NFC" || form === "NFD" ? "NFD" : "NFKD");
  const characters = form === "NFC" || form === "NFKC" ? composed(decomposed) : decomposed;
  const rewritten: { start: number; end: number; units: number }[] = [];
  let start = 0;
  const take = (units: number) => {
    const end = start + characterUnits(text, start);
    rewritten.push({ start: base + start, end: base + end, units });
    start = end;
  };
  for (const { text: character, change } of characters) {
    const last = rewritten.at(-1);
    if (change > 0 && last !== undefined) last.units += character.length;
    else take(character.length);
    for (let removed = 0; removed > change; removed--) take(0);
  }
  return rewritten;
}

/** The characters' decompositions, marks in their canonical order. */
function inOrder(text: string, form: "NFD" | "NFKD"): Moved[] {
  const ordered: Moved[] = [];
  for (const character of text)
    for (const [index, part] of Array.from(character.normalize(form)).entries()) {
      let place = ordered.length;
      while (place > 0 && standsBefore(part, ordered[place - 1]?.text ?? "")) place--;
      ordered.splice(place, 0, { text: part, change: index === 0 ? 0 : 1 });
    }
  return ordered;
}

/** Unicode's canonical composition, of characters in their canonical order. */
function composed(characters: readonly Moved[]): Moved[] {
  const found: Moved[] = [];
  let starter: number | undefined;
  for (const next of characters) {
    const isMark = isCombining(next.text);
    const last = found.at(-1);
    const first = starter === undefined ? undefined : found[starter];
    const isBlocked = starter !== found.length - 1 && !(isMark && standsBefore(last?.text ?? "", next.text));
    const whole = first === undefined || isBlocked ? undefined : pair(first.text, next.text);
    if (whole !== undefined && first !== undefined && starter !== undefined)
      found[starter] = { text: whole, change: first.change + next.change - 1 };
    else {
      if (!isMark) starter = found.length;
      found.push(next);
    }
  }
  return found;
}

/** The one character that two make together. */
function pair(first: string, second: string): string | undefined {
  const text = (first + second).normalize("NFC");
  return text.length === characterUnits(text, 0) ? text : undefined;
}

/** Whether a mark comes before another in canonical order, wherever they stand. */
function standsBefore(mark: string, other: string): boolean {
  return mark !== other && (other + mark).normalize("NFD") === mark + other;
}

/** Whether a decomposed character has a place in the order of marks: U+0345 has the last of all. */
function isCombining(character: string): boolean {
  return character === "\u0345" || standsBefore(character, "\u0345");
}

function splitter(...characters: readonly string[]): RegExp {
  return new RegExp(`([${ranges(characters.join(" "))}])`, "u");
}
