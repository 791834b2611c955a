import { seededRandom } from "../../src/numeric/random.ts";
import type { Picture } from "../../src/protocol/engine.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { dataset } from "./samples.ts";
import { syntheticPage } from "./syntheticPage.ts";

/** A record of a file: the same one after an edit of its text, wherever it stands. */
export interface Entry {
  readonly id: number;
  readonly text: number;
}

type Ids = ReadonlySet<number>;

interface Sets {
  readonly selection: Ids;
  readonly filter: Ids;
  readonly hidden: Ids;
}

export const LABELS = ["a", "b", "c"];
const LAYERS = 3;
const like = syntheticPage({ records: 4, layers: LAYERS, labels: 3 });

/** What must be marked and hidden after each step, kept by the records themselves: there are no numbers of points in it. */
export class RecordBook {
  entries: readonly Entry[];
  sets: Sets = { selection: new Set(), filter: new Set(), hidden: new Set() };
  looked: number | undefined;
  #past: readonly Sets[] = [];
  #future: readonly Sets[] = [];
  #next: number;

  constructor(records: number) {
    this.entries = Array.from({ length: records }, (_, id) => ({ id, text: id }));
    this.#next = records;
  }

  get visible(): readonly Entry[] {
    const { filter, hidden } = this.sets;
    return this.entries.filter(({ id, text }) => !filter.has(id) && !hidden.has(text % LABELS.length));
  }

  /** The records' ids in the order of the file. */
  get marked(): readonly number[] {
    return this.entries.map(({ id }) => id).filter((id) => this.sets.selection.has(id));
  }

  step(change: Partial<Sets>): void {
    const sets = { ...this.sets, ...change };
    if ((["selection", "filter", "hidden"] as const).every((name) => areEqual(sets[name], this.sets[name]))) return;
    this.#past = [...this.#past, this.sets];
    this.#future = [];
    this.sets = sets;
  }

  undo(): void {
    const before = this.#past.at(-1);
    if (before === undefined) return;
    this.#past = this.#past.slice(0, -1);
    this.#future = [...this.#future, this.sets];
    this.sets = before;
  }

  redo(): void {
    const after = this.#future.at(-1);
    if (after === undefined) return;
    this.#future = this.#future.slice(0, -1);
    this.#past = [...this.#past, this.sets];
    this.sets = after;
  }

  /** A panel that opens again knows no steps. */
  forgetSteps(): void {
    this.#past = [];
    this.#future = [];
  }

  insert(at: number): void {
    const id = this.#next++;
    this.entries = this.entries.toSpliced(at, 0, { id, text: id });
  }

  rewrite(at: number): void {
    this.entries = this.entries.map((entry, i) => (i === at ? { ...entry, text: this.#next++ } : entry));
  }

  move(from: number, to: number): void {
    const entry = this.entries[from];
    if (entry !== undefined) this.entries = this.entries.toSpliced(from, 1).toSpliced(to, 0, entry);
  }

  remove(at: number): void {
    const gone = this.entries[at]?.id;
    this.entries = this.entries.toSpliced(at, 1);
    const without = (ids: Ids): Ids => new Set([...ids].filter((id) => id !== gone));
    const kept = (sets: Sets): Sets => ({ ...sets, selection: without(sets.selection), filter: without(sets.filter) });
    this.sets = kept(this.sets);
    this.#past = this.#past.map(kept);
    this.#future = this.#future.map(kept);
    if (this.looked === gone) this.looked = undefined;
  }

  /** The file as a run of it reads and draws it. */
  page(run: string): PageData {
    const texts = this.entries.map(({ text }) => text);
    const labels = texts.map((text) => text % LABELS.length);
    return {
      ...{ ...like, texts: texts.map(textOf), tokens: Uint32Array.from(texts, () => 3), results: {} },
      dataset: dataset(labels, {
        run,
        path: "/data/sample.jsonl",
        textKeys: Uint32Array.from(texts, (text) => text + 7),
      }),
      picture: pictureOf(run, texts),
      result: { ...like.result, run, records: texts.length },
    };
  }
}

/** What the record of a number says. */
export function textOf(text: number): string {
  return `The words of number ${text}.`;
}

/** Where the text of a number is drawn at a layer: on a place of its own in each, far from all others. */
export function placeOf(text: number, layer: number): readonly [x: number, y: number] {
  const order = orders[layer] ?? [];
  const slot = order[text % order.length] ?? 0;
  return [((slot % ACROSS) - ACROSS / 2) / 4, (Math.floor(slot / ACROSS) - ACROSS / 2) / 4];
}

/** More places along a side than texts are written in a test, squared. */
const ACROSS = 11;
const orders = Array.from({ length: LAYERS }, (_, layer) => {
  const random = seededRandom(layer + 1);
  return Array.from({ length: ACROSS * ACROSS }, (__, slot) => [random(), slot] as const)
    .sort(([a], [b]) => a - b)
    .map(([, slot]) => slot);
});

function pictureOf(run: string, texts: readonly number[]): Picture {
  const coordinates = Float32Array.from(
    Array.from({ length: LAYERS }, (_, layer) => texts.flatMap((text) => placeOf(text, layer))).flat(),
  );
  const size = { points: texts.length, drawn: texts.length, dimensions: 2 } as const;
  return { run, layers: ["embedding", "1", "2"], ...size, coordinates, explained: undefined };
}

function areEqual(one: Ids, other: Ids): boolean {
  return one.size === other.size && [...one].every((id) => other.has(id));
}
