import type { ReadingChoice, ReadingNotice, Turns } from "../protocol/reading.ts";
import type { Format, Parsed, Report } from "./format.ts";
import { chooseLayout } from "./jsonChoice.ts";
import { collectRows } from "./jsonCollect.ts";
import { type Layout, layoutsOf, type Step } from "./jsonLayout.ts";
import { JsonReader, type JsonReport } from "./jsonReader.ts";
import { INSTRUCTION, JsonRows, LABEL, ROLE } from "./jsonRows.ts";
import { Shape, shapeOf } from "./jsonShape.ts";
import type { SourceText } from "./sourceText.ts";

/** Rows that are looked at to find conversations. */
const SAMPLE_ROWS = 100;
/** In order of preference. */
const CHATS = "messages conversations conversation contents dialog dialogue turns chat prompt chosen".split(" ");

/** JSON: one value or several after one another, in every layout of `layoutsOf`. */
export const json: Format = {
  id: "json",
  label: "JSON",
  extensions: [".json", ".geojson", ".ipynb"],
  parse: parseJsonText,
};

/** JSON lines: the same, by its usual name; an object may stand on several lines. */
export const jsonl: Format = {
  id: "jsonl",
  label: "JSON lines",
  extensions: [".jsonl", ".ndjson"],
  parse: parseJsonText,
};

/** Reads the source twice: for its shape, then for the places of its rows. */
function* parseJsonText(source: SourceText, report: Report, choice: ReadingChoice): Generator<number, Parsed> {
  const { text } = source;
  const shape = yield* shapeOf(text, new JsonReader(text, 0, text.length, () => undefined));
  const isSequence = (shape.item?.count ?? 0) > 1;
  const found = chooseLayout(layoutsOf(shape), choice);
  const layout = found?.layout ?? noLayout(shape);
  const rows = yield* rowsOf(source, report, layout, isSequence, choice.turns, undefined);
  const wanted = found?.text ?? choice.text;
  const chat = chatOf(rows, wanted);
  const read = {
    array: found === undefined ? undefined : layout.path,
    arrays: found?.arrays ?? [],
    turns: chat === undefined ? undefined : (choice.turns ?? "conversation"),
    notices: noticesOf(found?.notices ?? [], rows.count),
  };
  if (chat !== undefined && read.turns === "each") {
    reportWithout(rows, chat, report);
    // All but what stands in the place of a turn was said with the conversations.
    const ofTurns: Report = (span, kind, reason) => {
      if (kind === "notAnObject") report(span, kind, reason);
    };
    const turns = yield* rowsOf(source, ofTurns, turnsOf(layout, chat), isSequence, choice.turns, chat);
    return { ...read, rows: turns, textField: chat, labelField: ROLE };
  }
  const textField = wanted ?? chat ?? joinedOf(rows);
  return { ...read, rows, textField, labelField: rows.joinedFields.includes(LABEL) ? LABEL : undefined };
}

/** Of a source without records: everything in it is reported. */
function noLayout({ item }: Shape): Layout {
  const isArray = item?.arrays === 1 && item.count === 1;
  const steps: readonly Step[] = isArray ? [{ kind: "item" }, { kind: "item" }] : [{ kind: "item" }];
  return { path: "[]", steps, record: new Shape(), records: 0, quality: 0, holders: [] };
}

function* rowsOf(
  source: SourceText,
  report: Report,
  layout: Layout,
  isSequence: boolean,
  turns: Turns | undefined,
  conversation: string | undefined,
): Generator<number, JsonRows> {
  const { text } = source;
  const tell: JsonReport = (start, end, kind, reason) => {
    report({ start, end }, kind, reason);
  };
  const collected = yield* collectRows(text, new JsonReader(text, 0, text.length, tell), layout, isSequence, report);
  return new JsonRows(text, collected, layout, turns ?? "conversation", conversation);
}

/** The conversations to read: those the user named, else those of the most usual name. */
function chatOf(rows: JsonRows, wanted: string | undefined): string | undefined {
  const names = new Set(sampleOf(rows).flatMap((row) => rows.chatsOf(row)));
  if (wanted !== undefined) return names.has(wanted) ? wanted : undefined;
  const rank = (name: string) => {
    const known = CHATS.indexOf(name.slice(name.lastIndexOf(".") + 1).toLowerCase());
    return known < 0 ? CHATS.length : known;
  };
  return Array.from(names).toSorted((a, b) => rank(a) - rank(b))[0];
}

function turnsOf(layout: Layout, chat: string): Layout {
  const keys = chat.split(".").map((key) => ({ kind: "key", key }) as const);
  return { ...layout, steps: [...layout.steps, ...keys, { kind: "item" }], record: new Shape() };
}

function reportWithout(rows: JsonRows, chat: string, report: Report): void {
  for (let row = 0; row < rows.count; row++) {
    if (rows.textAt(row, chat) === undefined)
      report(rows.rowSpan(row), "missingField", `there is no conversation in the field “${chat}”`);
  }
}

function joinedOf(rows: JsonRows): string | undefined {
  if (rows.joinedFields.includes(INSTRUCTION)) return INSTRUCTION;
  return rows.joinedFields.includes(LABEL) && rows.textAt(0, "data.text") !== undefined ? "data.text" : undefined;
}

function sampleOf(rows: JsonRows): readonly number[] {
  return Array.from({ length: Math.min(rows.count, SAMPLE_ROWS) }, (_, row) => row);
}

/** The rows that were read are counted again: broken ones are none. */
function noticesOf(notices: readonly ReadingNotice[], records: number): readonly ReadingNotice[] {
  return notices.map((notice) => (notice.kind === "arrayChosen" ? { ...notice, records } : notice));
}
