import { ARRAY, BOOLEAN, BROKEN, CLOSED, END, type JsonReader, KEY, NULL, OBJECT, STRING } from "./jsonReader.ts";

/** Names and depths beyond are not told apart: a map of a million names is one shape. */
const MOST_KEYS = 200;
const DEEPEST = 24;
const MOST_SHAPES = 20_000;
/** Strings that are looked at to tell sentences from words. */
const SAMPLES = 200;
const EVENTS_PER_STEP = 4096;
/** Records without arrays that go on for so many units, and so many of them, go on as they are. */
const ENOUGH = 1 << 22;
const MANY = 1000;

/** What the values at one path have in common. */
export class Shape {
  objects = 0;
  arrays = 0;
  strings = 0;
  numbers = 0;
  booleans = 0;
  nulls = 0;
  /** Of objects, by name; the names beyond the first share `rest`. */
  readonly keys = new Map<string, Shape>();
  rest: Shape | undefined;
  /** Of arrays. */
  item: Shape | undefined;
  /** The first strings as they are written, and their words. */
  readonly samples: string[] = [];
  words = 0;

  get count(): number {
    return this.objects + this.arrays + this.strings + this.numbers + this.booleans + this.nulls;
  }
}

/** Whether a source is one object after another, so many that no array could hold more, and none holds any. */
function areFlatRecords({ item }: Shape): boolean {
  return item !== undefined && item.objects >= MANY && item.objects === item.count && isFlat(item);
}

function isFlat({ arrays, keys, rest }: Shape): boolean {
  return arrays === 0 && rest === undefined && [...keys.values()].every(isFlat);
}

/** Walks a source once, as far as it takes, and tells the shape of its values, as the items of one array. */
export function* shapeOf(text: string, reader: JsonReader): Generator<number, Shape> {
  const root = new Shape();
  const open: (Shape | undefined)[] = [root];
  const guesses: string[] = [];
  let shapes = 0;
  let events = 0;
  let named: Shape | undefined;
  let isNamed = false;

  const added = (): Shape | undefined => (open.length > DEEPEST || ++shapes > MOST_SHAPES ? undefined : new Shape());
  const keyOf = (): string => {
    const guess = guesses[open.length];
    if (guess?.length === reader.end - reader.start && text.startsWith(guess, reader.start)) return guess;
    const key = text.slice(reader.start, reader.end);
    guesses[open.length] = key;
    return reader.escaped ? unescaped(key) : key;
  };
  const ofKey = (object: Shape): Shape | undefined => {
    const key = keyOf();
    const known = object.keys.get(key);
    if (known !== undefined) return known;
    if (object.keys.size >= MOST_KEYS) return (object.rest ??= added());
    const shape = added();
    if (shape !== undefined) object.keys.set(key, shape);
    return shape;
  };

  for (let event = reader.next(); event !== END; event = reader.next()) {
    if (++events % EVENTS_PER_STEP === 0) {
      yield reader.end / text.length;
      if (reader.end > ENOUGH && areFlatRecords(root)) return root;
    }
    const holder = open.at(-1);
    switch (event) {
      case KEY:
        named = holder === undefined ? undefined : ofKey(holder);
        isNamed = true;
        break;
      case CLOSED:
        open.pop();
        break;
      case BROKEN:
        open.length = reader.depth + 1;
        isNamed = false;
        break;
      default: {
        const shape = isNamed ? named : holder === undefined ? undefined : (holder.item ??= added());
        isNamed = false;
        if (shape !== undefined) tally(shape, event, text, reader);
        if (event === OBJECT || event === ARRAY) open.push(shape);
      }
    }
  }
  return root;
}

function tally(shape: Shape, event: number, text: string, reader: JsonReader): void {
  if (event === OBJECT) shape.objects++;
  else if (event === ARRAY) shape.arrays++;
  else if (event === BOOLEAN) shape.booleans++;
  else if (event === NULL) shape.nulls++;
  else if (event !== STRING) shape.numbers++;
  else {
    shape.strings++;
    if (shape.samples.length === SAMPLES) return;
    const content = text.slice(reader.start, reader.end);
    shape.samples.push(content);
    shape.words += wordsIn(content);
  }
}

/** Words as spaces part them, at least one for two characters of a script that has no spaces. */
function wordsIn(content: string): number {
  const unspaced = content.match(/[\p{sc=Han}\p{sc=Hira}\p{sc=Kana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmr}\p{sc=Mymr}]/gu);
  return Math.max(content.trim().split(/\s+/).length, Math.floor((unspaced?.length ?? 0) / 2));
}

/** What several shapes have in common, as one. */
export function mergedShape(shapes: readonly Shape[]): Shape {
  const merged = new Shape();
  for (const shape of shapes) {
    merged.objects += shape.objects;
    merged.arrays += shape.arrays;
    merged.strings += shape.strings;
    merged.numbers += shape.numbers;
    merged.booleans += shape.booleans;
    merged.nulls += shape.nulls;
    const room = SAMPLES - merged.samples.length;
    merged.words += room >= shape.samples.length ? shape.words : 0;
    if (room >= shape.samples.length) for (const sample of shape.samples) merged.samples.push(sample);
  }
  const byName = new Map<string, Shape[]>();
  for (const [name, child] of shapes.flatMap(({ keys }) => Array.from(keys))) {
    const known = byName.get(name);
    if (known === undefined) byName.set(name, [child]);
    else known.push(child);
  }
  for (const [name, children] of byName) merged.keys.set(name, mergedShape(children));
  const rests = shapes.flatMap(({ rest }) => rest ?? []);
  if (rests.length > 0) merged.rest = mergedShape(rests);
  const items = shapes.flatMap(({ item }) => item ?? []);
  if (items.length > 0) merged.item = mergedShape(items);
  return merged;
}

/** The content of a JSON string without its escapes. */
export function unescaped(content: string): string {
  try {
    return JSON.parse(`"${content}"`) as string;
  } catch (error) {
    if (error instanceof SyntaxError) return content;
    throw error;
  }
}
