import type { ReadingChoice } from "../protocol/reading.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Parsed, Report, Span } from "./format.ts";
import { ARRAY, OBJECT } from "./jsonReader.ts";
import { LayerwiseRows } from "./layerwiseRows.ts";
import { JsonWalk, PictureFault } from "./layerwiseWalk.ts";
import type { SourceText } from "./sourceText.ts";

/** What tells such a file from any other JSON stands within the first characters. */
const HEAD = 200_000;
const FIELD = "pca_coordinates";

/** Coordinates that a file gives in place of texts for a model. */
export interface GivenCoordinates {
  readonly layers: readonly string[];
  readonly dimensions: 2 | 3;
  /** `[layers × records × dimensions]`; NaN where a place is none. */
  readonly values: Float32Array;
  /** `[layers × dimensions]` share of the layer's variance that each axis keeps, where the file says so of all layers. */
  readonly explained: Float32Array | undefined;
  /** Of records that lack a place: the first layer where they do, and its line from 1. */
  readonly faults: ReadonlyMap<number, { readonly layer: string; readonly line: number }>;
}

interface Layer {
  readonly key: string;
  readonly offset: number;
  name: string | undefined;
  readonly explained: number[];
  /** x, y and z of the items, one behind the other; NaN where there is none. */
  readonly places: number[];
  /** Where each item begins and ends, and its text: as it is written, with where that stands. */
  readonly items: Span[];
  readonly texts: (Span | undefined)[];
}

interface PictureSet {
  title: string | undefined;
  description: string | undefined;
  readonly layers: Layer[];
}

/**
 * Reads a file that holds pictures: coordinates of items at every layer, of one data set or of several by name
 * (`layers: { "0": { items: [{ text, category, pca_coordinates: { x, y } }] } }`). Items of the same place in their layers
 * are one record. `undefined` for any other file, and where another part of it was chosen. Yields the share done. Throws
 * `coordinatesNotReadable`.
 */
export function* readLayerwise(
  path: string,
  source: SourceText,
  choice: ReadingChoice,
  report: Report,
): Generator<number, Parsed | undefined> {
  if (!source.text.slice(0, HEAD).includes(`"${FIELD}"`)) return undefined;
  try {
    const sets = yield* readSets(new JsonWalk(source.text, report));
    const [name, set] = chosenSet(sets, choice.array) ?? [];
    if (name === undefined || set === undefined) return undefined;
    const parsed = parsedOf(set, source, report);
    if (sets.size === 1 && name === "") return parsed;
    const arrays = Array.from(sets, ([path, { layers }]) => {
      return { path, records: layers[0]?.items.length ?? 0, textFields: ["text"] };
    });
    return { ...parsed, array: name, arrays };
  } catch (error) {
    if (!(error instanceof PictureFault)) throw error;
    const line = source.positionAt(error.offset).line + 1;
    throw new StrataError("coordinatesNotReadable", { path, line, reason: error.message }, { cause: error });
  }
}

/** The data set of this name, the first one where none is named. */
function chosenSet(
  sets: ReadonlyMap<string, PictureSet>,
  wanted: string | undefined,
): readonly [string, PictureSet] | undefined {
  return [...sets].find(([name]) => wanted === undefined || name === wanted);
}

/** By name; the one data set of a file that is one has no name. */
function* readSets(walk: JsonWalk): Generator<number, ReadonlyMap<string, PictureSet>> {
  const sets = new Map<string, PictureSet>();
  const own = emptySet();
  if (!walk.isAt(OBJECT)) return sets;
  for (const key of walk.members()) {
    if (isPart(key) || !walk.isAt(OBJECT)) {
      yield* readMember(walk, key, own);
      continue;
    }
    const set = emptySet();
    for (const inner of walk.members()) yield* readMember(walk, inner, set);
    if (set.layers.length > 0) sets.set(key, set);
  }
  return own.layers.length > 0 ? new Map([["", own]]) : sets;
}

function emptySet(): PictureSet {
  return { title: undefined, description: undefined, layers: [] };
}

function isPart(key: string): boolean {
  return key === "layers" || key === "items";
}

function* readMember(walk: JsonWalk, key: string, set: PictureSet): Generator<number, void> {
  const isHolder = walk.isAt(OBJECT) || walk.isAt(ARRAY);
  if (key === "layers" && isHolder) {
    for (const layer of walk.members()) {
      set.layers.push(readLayer(walk, layer));
      yield walk.span.start / walk.text.length;
    }
  } else if (key === "items" && walk.isAt(ARRAY)) {
    // The pictures of one layer alone.
    const layer = emptyLayer("", walk.span.start);
    readItems(walk, layer);
    set.layers.push(layer);
  } else if (key === "dataset_name") set.title = walk.scalar();
  else if (key === "description") set.description = walk.scalar();
  else walk.skip();
}

function emptyLayer(key: string, offset: number): Layer {
  return { key, offset, name: undefined, explained: [], places: [], items: [], texts: [] };
}

function readLayer(walk: JsonWalk, key: string): Layer {
  const layer = emptyLayer(key, walk.span.start);
  if (!walk.isAt(OBJECT)) throw new PictureFault(layer.offset, `layer ${key} is no object with items`);
  for (const member of walk.members()) {
    if (member === "items" && walk.isAt(ARRAY)) readItems(walk, layer);
    else if (member === "layer_name") layer.name = walk.scalar();
    else if (member === "explained_variance" && walk.isAt(ARRAY))
      for (const axis of walk.members()) layer.explained[Number(axis)] = walk.number();
    else walk.skip();
  }
  return layer;
}

function readItems(walk: JsonWalk, layer: Layer): void {
  for (const item of walk.members()) {
    const { start } = walk.span;
    let text: Span | undefined;
    let place: [number, number, number] = [NaN, NaN, NaN];
    if (!walk.isAt(OBJECT))
      throw new PictureFault(start, `item ${Number(item) + 1} of layer ${layer.key} is no object`);
    for (const member of walk.members()) {
      if (member === FIELD && (walk.isAt(OBJECT) || walk.isAt(ARRAY))) place = readPlace(walk);
      else if (member === "text") text = walk.skip();
      else walk.skip();
    }
    layer.items.push({ start, end: walk.closedAt });
    layer.texts.push(text);
    layer.places.push(place[0], place[1], place[2]);
  }
}

/** `{ x, y, z }`, or a list of these. */
function readPlace(walk: JsonWalk): [number, number, number] {
  const place: [number, number, number] = [NaN, NaN, NaN];
  for (const axis of walk.members()) {
    const at = { x: 0, y: 1, z: 2, "0": 0, "1": 1, "2": 2 }[axis];
    if (at === undefined) walk.skip();
    else place[at] = walk.number();
  }
  return place;
}

function parsedOf({ title, description, layers: found }: PictureSet, source: SourceText, report: Report): Parsed {
  const layers = inOrder(found);
  const [first] = layers;
  const count = first?.items.length ?? 0;
  for (const { key, items, offset } of layers) {
    if (items.length === count) continue;
    const reason = `layer ${key} has ${items.length} items, and layer ${first?.key ?? ""} has ${count}: nothing tells which belong together`;
    throw new PictureFault(offset, reason);
  }
  reportOtherTexts(layers, source, report);
  const coordinates = coordinatesOf(layers, source);
  const rows = new LayerwiseRows(source.text, first?.items ?? [], report);
  const given = { title, description, dimensions: coordinates.dimensions };
  return { rows, textField: "text", labelField: rows.hasCategory ? "category" : undefined, coordinates, given };
}

/** By their numbers, as they stand where they have none. */
function inOrder(layers: readonly Layer[]): readonly Layer[] {
  const numberOf = ({ key }: Layer): number => (/^\s*[-+]?\d/.test(key) ? parseInt(key, 10) : Infinity);
  return layers.toSorted((a, b) => {
    const [one, other] = [numberOf(a), numberOf(b)];
    return one === other ? 0 : one - other;
  });
}

/** The first layer of a whole stack is the embedding, as in every picture. */
function nameOf({ key, name }: Layer, at: number, layers: readonly Layer[]): string {
  if (name !== undefined && name !== "") return name;
  if (key === "") return "layer";
  return at === 0 && layers.length > 1 && key.trim() === "0" ? "embedding" : key;
}

function coordinatesOf(layers: readonly Layer[], source: SourceText): GivenCoordinates {
  const records = layers[0]?.items.length ?? 0;
  const names = layers.map(nameOf);
  const isDeep =
    records > 0 && layers.every(({ places }) => !places.some((value, at) => at % 3 === 2 && Number.isNaN(value)));
  const dimensions = isDeep ? 3 : 2;
  const values = new Float32Array(layers.length * records * dimensions);
  const faults = new Map<number, { layer: string; line: number }>();
  for (const [layer, { places, items }] of layers.entries()) {
    for (let record = 0; record < records; record++) {
      for (let axis = 0; axis < dimensions; axis++) {
        const value = places[3 * record + axis] ?? NaN;
        values[(layer * records + record) * dimensions + axis] = value;
        if (Number.isFinite(value) || faults.has(record)) continue;
        const line = source.positionAt(items[record]?.start ?? 0).line + 1;
        faults.set(record, { layer: names[layer] ?? "", line });
      }
    }
  }
  const shares = layers.flatMap(({ explained }) => explained.slice(0, dimensions));
  const isWhole = shares.length === layers.length * dimensions && shares.every((share) => share >= 0 && share <= 1);
  return { layers: names, dimensions, values, explained: isWhole ? Float32Array.from(shares) : undefined, faults };
}

/** Records are told by their place alone: where an item has another text than in the first layer, that is said. */
function reportOtherTexts([first, ...others]: readonly Layer[], { text }: SourceText, report: Report): void {
  for (const { key, texts } of others) {
    for (const [record, span] of texts.entries()) {
      const expected = first?.texts[record];
      if (span === undefined || expected === undefined) continue;
      const length = expected.end - expected.start;
      if (length === span.end - span.start && text.startsWith(text.slice(expected.start, expected.end), span.start))
        continue;
      report(
        span,
        "otherText",
        `item ${record + 1} of layer ${key} has another text than at layer ${first?.key ?? ""}`,
      );
    }
  }
}
