import { describe, expect, it } from "vitest";
import type { Dialect } from "../../src/protocol/reading.ts";
import { readText } from "./readText.ts";
import { textAtRange } from "./vscodeModel.ts";

const delimiters = [",", ";", "\t", "|", "||", "^", "~", ":"];
const quotes: readonly Dialect["quote"][] = ['"', "'", ""];
const escapes: readonly Dialect["escape"][] = ["doubled", "backslash"];
const lineEnds = { lf: "\n", crlf: "\r\n", cr: "\r" };
const quoting = ["where needed", "everywhere"] as const;
const starts = ["", "\uFEFF", "sep", "titles", "comments"] as const;

const words =
  "the a harbour light went out one by parcel arrived two weeks late soup was warm train stood still for an hour heron " +
  "waited at edge of pond battery died after single day nobody answered bread is fresh it rains in Café Zürich 我 喜欢 😀";
const labels = ["calm", "angry", "happy"];

interface Written {
  readonly text: string;
  readonly texts: readonly string[];
  readonly labels: readonly string[];
}

interface Layout extends Dialect {
  readonly lineEnd: string;
  readonly everywhere: boolean;
  readonly start: (typeof starts)[number];
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A sentence, with what makes cells hard where the quotes of the dialect allow for it. */
function sentence(next: () => number, { delimiter, quote, lineEnd }: Layout): string {
  const all = words.split(" ");
  const pick = () => all[Math.floor(next() * all.length)] ?? "";
  const hard = quote === "" ? [] : [delimiter, lineEnd, quote, `, ${quote}so${quote} `, "; ", `\t`, "'s ", " - "];
  const parts = Array.from({ length: 3 + Math.floor(next() * 9) }, pick);
  for (const sign of hard) if (next() < 0.08) parts.splice(Math.floor(next() * parts.length), 0, sign);
  const text = parts.join(" ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function write(layout: Layout, records: number, next: () => number): Written {
  const { delimiter, quote, escape, lineEnd, everywhere, start, header } = layout;
  const cell = (value: string) => {
    const needs = [delimiter, quote, "\n", "\r"].some((sign) => sign !== "" && value.includes(sign));
    if (quote === "" || !(needs || everywhere)) return value;
    return `${quote}${escaped(value, quote, escape)}${quote}`;
  };
  const texts = Array.from({ length: records }, () => sentence(next, layout));
  const own = texts.map(() => labels[Math.floor(next() * labels.length)] ?? "");
  const rows = texts.map((text, i) => [String(i + 1), text, own[i] ?? ""]);
  const lines = (header ? [["id", "text", "label"], ...rows] : rows).map((row) => row.map(cell).join(delimiter));
  const before = {
    "": [],
    "\uFEFF": [],
    sep: [`sep=${delimiter}`],
    titles: ["What people said", "", "Second title of the list"],
    comments: ["# exported on Monday", "#"],
  }[start];
  const text = [...before, ...lines, ""].join(lineEnd);
  return { text: start === "\uFEFF" ? start + text : text, texts, labels: own };
}

function escaped(value: string, quote: string, escape: Dialect["escape"]): string {
  if (escape === "doubled") return value.replaceAll(quote, quote + quote);
  return value.replaceAll("\\", "\\\\").replaceAll(quote, `\\${quote}`);
}

describe.each(delimiters)("tables between %j", (delimiter) => {
  it.each(quotes)("with the quote %j: records, labels and ranges are those that were written", async (quote) => {
    let seed = delimiter.charCodeAt(0) * 1000 + quote.length;
    let combinations = 0;
    const wrong: string[] = [];
    for (const escape of quote === "" ? (["doubled"] as const) : escapes) {
      for (const [lineEndName, lineEnd] of Object.entries(lineEnds)) {
        for (const how of quoting) {
          for (const start of starts) {
            for (const header of [true, false]) {
              for (const records of [4, 12, 40]) {
                const layout: Layout = {
                  delimiter,
                  quote,
                  escape,
                  header,
                  lineEnd,
                  everywhere: how === "everywhere",
                  start,
                };
                const written = write(layout, records, random(seed++));
                combinations++;
                const fault = await faultOf(written, layout);
                if (fault !== undefined)
                  wrong.push([escape, lineEndName, how, JSON.stringify(start), header, records, fault].join(" | "));
              }
            }
          }
        }
      }
    }
    expect(combinations).toBe(quote === "" ? 180 : 360);
    expect(wrong).toEqual([]);
  });
});

async function faultOf(
  { text, texts, labels: own }: Written,
  { quote, escape, header, delimiter }: Layout,
): Promise<string | undefined> {
  const dataset = await readText("a.csv", text, header ? {} : { text: "column 2", label: "column 3" });
  const { dialect: found } = dataset.reading;
  if (found?.header !== header || found.delimiter !== delimiter) return JSON.stringify([found, text.slice(0, 300)]);
  if (JSON.stringify(dataset.texts) !== JSON.stringify(texts)) {
    const at = texts.findIndex((value, i) => dataset.texts[i] !== value);
    return JSON.stringify([
      found,
      dataset.records,
      texts.length,
      at,
      texts[at],
      dataset.texts[at],
      dataset.problems.slice(0, 2),
    ]);
  }
  const labelsRead = Array.from(dataset.labelOf, (id) => dataset.labels[id]);
  if (JSON.stringify(labelsRead) !== JSON.stringify(own))
    return JSON.stringify([labelsRead.slice(0, 5), own.slice(0, 5)]);
  const atRange = texts.findIndex((value, i) => {
    const content = textAtRange(text, dataset.ranges, i);
    return content !== value && content !== escaped(value, quote, escape);
  });
  if (atRange >= 0) return `range of ${JSON.stringify(texts[atRange])}`;
  const guess = dataset.reading.notices.find(({ kind }) => kind !== "linesBeforeHeader");
  if (guess !== undefined) return JSON.stringify(guess);
  return dataset.problemCount > 0 ? JSON.stringify(dataset.problems[0]) : undefined;
}
