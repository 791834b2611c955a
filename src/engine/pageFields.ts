import type { Field } from "../protocol/engine.ts";
import type { FieldWords, PageField } from "../protocol/pageFields.ts";
import type { PointValues } from "../protocol/pointValues.ts";
import type { Points } from "../sources/points.ts";
import { fieldValues } from "./pointValues.ts";

/** UTF-16 units that the values of all fields of a page may take, and one value. */
const MOST_UNITS = 16e6;
const MOST_OF_VALUE = 1000;
const RECORDS_PER_STEP = 2000;

/**
 * What the records have in their fields, but for the texts: field after field as long as there is room. Without texts
 * only the label and what is no words: others may quote them. Yields the share done.
 */
export function* pageFields(points: Points, withTexts: boolean): Generator<number, readonly PageField[]> {
  const { fields, textField, labelField } = points.dataset;
  const isWanted = ({ name, kind }: Field): boolean =>
    name !== textField && (withTexts || name === labelField || kind === "number" || kind === "boolean");
  const wanted = fields.filter(isWanted);
  const held: PageField[] = [];
  let room = MOST_UNITS;
  for (const [i, { name }] of wanted.entries()) {
    yield i / wanted.length;
    const words = yield* wordsOf(points, name, room);
    if (words === undefined) continue;
    const colours = yield* fieldValues(points, name);
    const isWritten = colours?.kind === "numbers" && areWritten(words, colours.values);
    const units = isWritten ? 0 : words.units;
    const size = units + (colours === undefined ? 0 : sizeOf(colours));
    if (size > room) continue;
    room -= size;
    held.push({
      name,
      ...(colours && { colours }),
      ...(!isWritten && { words: { names: words.names, of: words.of } }),
    });
  }
  return held;
}

/** The values of a field, each once, and the units they take; `undefined` where these are too many. */
function* wordsOf(points: Points, field: string, room: number) {
  const { records, values } = points.dataset;
  const places = new Map<string, number>();
  const of = new Uint32Array(records).fill(NONE);
  let units = 0;
  for (let record = 0; record < records; record++) {
    if (record % RECORDS_PER_STEP === 0) yield 0;
    const value = values.of(record, field)?.slice(0, MOST_OF_VALUE);
    if (value === undefined) continue;
    const place = places.get(value) ?? places.size;
    if (place === places.size) {
      places.set(value, place);
      units += value.length + QUOTES;
      if (units > room) return undefined;
    }
    of[record] = place;
  }
  const names = [...places.keys()];
  const filled = of.map((place) => (place === NONE ? names.length : place));
  const packed: FieldWords["of"] = names.length > 0xffff ? filled : Uint16Array.from(filled);
  return { names, of: packed, units: units + inBase64(packed) };
}

const NONE = 0xffffffff;
/** Quotation marks and a comma. */
const QUOTES = 3;

/** Whether each value is its number as it is written. */
function areWritten({ names, of }: FieldWords, numbers: Float64Array): boolean {
  return of.every((place, record) => {
    const number = numbers[record] ?? NaN;
    return place === names.length ? Number.isNaN(number) : names[place] === String(number);
  });
}

function sizeOf(values: PointValues): number {
  return values.kind === "numbers" ? inBase64(values.values) : inBase64(values.of);
}

function inBase64({ byteLength }: { readonly byteLength: number }): number {
  return Math.ceil((byteLength * 4) / 3);
}
