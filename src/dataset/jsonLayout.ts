import { WHOLE_OBJECT } from "../protocol/reading.ts";
import { headerOf, isCellRow } from "./jsonCells.ts";
import { mergedShape, type Shape, unescaped } from "./jsonShape.ts";
import { isNamedSentences, isTurn, NOTHING, qualityOf, qualityOfObject, TEXTS } from "./jsonQuality.ts";

/** One step from a value to those it holds: the value of a name, every value of an object, every item of an array. */
export type Step =
  | { readonly kind: "key"; readonly key: string }
  | { readonly kind: "any"; readonly keys: ReadonlySet<string> | undefined; readonly field: string }
  | { readonly kind: "item" };

/** One way to see records in the values of a source. */
export interface Layout {
  /** As `ReadingChoice.array` takes it. */
  readonly path: string;
  /** From the source, whose values are its items, to a record; to a cell where `columns` tells so. */
  readonly steps: readonly Step[];
  readonly record: Shape;
  readonly records: number;
  readonly quality: number;
  /** The records that hold these, outermost first. */
  readonly holders: readonly Shape[];
  /** Names of the cells, where a record is an array. */
  readonly names?: readonly string[];
  /** The values of the object are columns: lists, or objects by row. */
  readonly columns?: "lists" | "objects";
  /** Whether the first row has the names. */
  readonly hasHeader?: boolean;
  readonly isChat?: boolean;
}

const ITEM: Step = { kind: "item" };
const MOST_LAYOUTS = 100;
const SPLIT_NAMES =
  /^(?:\w+_)?(?:train(?:ing)?|test(?:ing)?|valid(?:ation)?|val|dev(?:elopment)?|eval(?:uation)?|trial)\d*$/i;
const COLUMN_NAMES = /^(?:text|sentence|content|label|category|class|question|answer|title|prompt|comment|review)s?$/i;

/** Every way to see records in a source, those near its top first. */
export function layoutsOf(source: Shape): readonly Layout[] {
  const { item: value } = source;
  if (value === undefined) return [];
  const found: Layout[] = [];
  if (value.count === 1) collect(found, value, "", [ITEM], [], true);
  else addItems(found, value, "[]", [ITEM], []);
  const isObject = value.count === 1 && value.objects === 1;
  if (isObject) {
    const quality = qualityOfObject(value);
    found.push({ path: WHOLE_OBJECT, steps: [ITEM], record: value, records: 1, quality, holders: [] });
  }
  return found.toSorted((a, b) => a.holders.length - b.holders.length).slice(0, MOST_LAYOUTS);
}

function collect(
  found: Layout[],
  value: Shape,
  path: string,
  steps: readonly Step[],
  holders: readonly Shape[],
  isSingle: boolean,
): void {
  if (found.length >= MOST_LAYOUTS) return;
  if (value.arrays > 0 && value.item !== undefined) {
    addItems(found, value.item, `${path}[]`, [...steps, ITEM], holders);
  }
  if (value.objects === 0) return;
  const entry = isSingle ? addObjectLayouts(found, value, path, steps) : undefined;
  if (entry !== undefined) {
    const inner: readonly Step[] = [...steps, anyOf(undefined, "key")];
    collect(found, entry, at(path, "*"), inner, qualityOf(entry) > NOTHING ? [...holders, entry] : holders, false);
    return;
  }
  const isTable = isSingle && isSplitTable(value);
  for (const [key, child] of value.keys) {
    if (isTable && (key === "columns" || key === "index" || key === "data")) continue;
    if (key === "schema" && isSingle && child.keys.has("pandas_version")) continue;
    const inner = path === "" ? key : `${path}.${key}`;
    collect(found, child, inner, [...steps, { kind: "key", key }], holders, isSingle);
  }
}

function addItems(found: Layout[], item: Shape, path: string, steps: readonly Step[], holders: readonly Shape[]): void {
  const isRows = isCellRow(item);
  const names = isRows ? headerOf(item) : undefined;
  const records = (isRows ? item.arrays : 0) + item.objects + item.strings - (names === undefined ? 0 : 1);
  if (records > 0 && !(holders.length > 0 && item.objects === 0)) {
    const layout = { path, steps, record: item, records, quality: qualityOf(item), holders, isChat: isTurn(item) };
    found.push(isRows ? { ...layout, names: names ?? [], hasHeader: names !== undefined } : layout);
  }
  if (!isRows) collect(found, item, path, steps, item.objects > 0 ? [...holders, item] : holders, false);
}

function at(path: string, suffix: string): string {
  return path === "" ? suffix : `${path}.${suffix}`;
}

/**
 * What pandas and others write beside plain arrays; only where the object is the only one at its path.
 * @returns what the entries have in common, where the object is records by key
 */
function addObjectLayouts(found: Layout[], object: Shape, path: string, steps: readonly Step[]): Shape | undefined {
  const add = (layout: Pick<Layout, "path" | "steps" | "record" | "records"> & Partial<Layout>): void => {
    found.push({ quality: qualityOf(layout.record), holders: [], ...layout });
  };
  const children = Array.from(object.keys);
  if (isSplitTable(object)) {
    const data = object.keys.get("data")?.item;
    const names = (object.keys.get("columns")?.item?.samples ?? []).map(unescaped);
    const inner: readonly Step[] = [...steps, { kind: "key", key: "data" }, ITEM];
    if (data !== undefined)
      add({ path: at(path, "data[]"), steps: inner, record: data, records: data.arrays, names, quality: TEXTS });
    return undefined;
  }
  if (isListsOfColumns(object)) {
    const inner: readonly Step[] = [
      ...steps,
      anyOf(object.rest === undefined ? arraysOf(object) : undefined, ""),
      ITEM,
    ];
    const records = lengthOf(object);
    add({ path: at(path, "*[i]"), steps: inner, record: object, records, columns: "lists", quality: TEXTS });
    return undefined;
  }
  const isMap = children.length > 1 && children.every(([, { objects, count }]) => objects === 1 && count === 1);
  if (isMap && children.every(([, child]) => isListsOfColumns(child))) {
    const records = children.reduce((sum, [, child]) => sum + lengthOf(child), 0);
    const inner: readonly Step[] = [...steps, anyOf(undefined, "split"), anyOf(undefined, ""), ITEM];
    const record = children[0]?.[1] ?? object;
    add({ path: at(path, "*.*[i]"), steps: inner, record, records, columns: "lists", quality: TEXTS });
  } else if (isMap && isObjectsOfColumns(object)) {
    const records = children.reduce((most, [, child]) => Math.max(most, entriesOf(child)), 0);
    const inner: readonly Step[] = [...steps, anyOf(undefined, ""), anyOf(undefined, "")];
    add({ path: at(path, "*{i}"), steps: inner, record: object, records, columns: "objects", quality: TEXTS });
  } else if (
    (isMap &&
      isAlike(
        children.map(([, child]) => child),
        0.5,
      )) ||
    isSeries(object)
  ) {
    const record = mergedShape([...object.keys.values(), ...(object.rest === undefined ? [] : [object.rest])]);
    const inner: readonly Step[] = [...steps, anyOf(undefined, "key")];
    if (qualityOf(record) > NOTHING) add({ path: at(path, "*"), steps: inner, record, records: entriesOf(object) });
    return record;
  }
  addSplits(found, object, path, steps);
  return undefined;
}

/** Arrays of records beside one another, as one. */
function addSplits(found: Layout[], object: Shape, path: string, steps: readonly Step[]): void {
  const splits = splitsOf(object);
  if (splits.length > 1) {
    const all = [...splits.map(([, shape]) => shape), ...(object.rest === undefined ? [] : [object.rest])];
    const records = all.reduce((sum, { item }) => sum + (item === undefined ? 0 : recordsIn(item)), 0);
    const keys = object.rest === undefined ? splits.map(([key]) => key) : undefined;
    const inner: readonly Step[] = [...steps, anyOf(keys, "split"), ITEM];
    const record = mergedShape(all.flatMap(({ item }) => item ?? []));
    const layout = { path: at(path, "*[]"), steps: inner, record, records, quality: qualityOf(record), holders: [] };
    found.push(isCellRow(record) ? { ...layout, names: [] } : layout);
  }
}

function recordsIn(item: Shape): number {
  return (isCellRow(item) ? item.arrays : 0) + item.objects + item.strings;
}

function anyOf(keys: readonly string[] | undefined, field: string): Step {
  return { kind: "any", keys: keys === undefined ? undefined : new Set(keys), field };
}

function entriesOf(object: Shape): number {
  return object.keys.size + (object.rest?.count ?? 0);
}

/** pandas `orient="split"`. */
function isSplitTable({ keys }: Shape): boolean {
  const columns = keys.get("columns")?.item;
  const data = keys.get("data")?.item;
  return columns !== undefined && columns.strings === columns.count && data !== undefined && data.arrays > 0;
}

function arraysOf(object: Shape): readonly string[] {
  return Array.from(object.keys).flatMap(([key, { arrays }]) => (arrays > 0 ? [key] : []));
}

/** Of the first list in an object. */
function lengthOf({ keys }: Shape): number {
  return Array.from(keys.values()).find(({ arrays }) => arrays > 0)?.item?.count ?? 0;
}

/** Two or more lists of one length, and no text beside them. */
function isListsOfColumns(object: Shape): boolean {
  const lists = Array.from(object.keys.values()).filter(({ arrays }) => arrays > 0);
  const length = lengthOf(object);
  if (lists.length < 2 || length === 0 || qualityOfObject(object) === TEXTS) return false;
  return (
    lists.every(({ item }) => item?.count === length && item.objects === 0) &&
    lists.some(({ item }) => (item?.strings ?? 0) > 0)
  );
}

/** pandas `orient="columns"`, told from `orient="index"` by which of both names count the rows. */
function isObjectsOfColumns(object: Shape): boolean {
  const columns = Array.from(object.keys);
  const outer = columns.map(([key]) => key);
  const [first] = columns;
  if (first === undefined || !columns.every(([, column]) => isColumn(column, first[1]))) return false;
  const inner = Array.from(first[1].keys.keys());
  if (outer.every(isIndex)) return false;
  return inner.every(isIndex) || outer.some((key) => COLUMN_NAMES.test(key));
}

function isColumn(column: Shape, first: Shape): boolean {
  const cells = Array.from(column.keys.values());
  return entriesOf(column) === entriesOf(first) && cells.every(({ objects }) => objects === 0);
}

function isIndex(key: string): boolean {
  return /^\d+$/.test(key);
}

/** Strings by number, as pandas writes a series, or sentences by other keys: `doc_1`, `doc_2`. */
function isSeries(object: Shape): boolean {
  const children = Array.from(object.keys);
  if (children.length < 2 || !children.every(([, { strings, count }]) => strings === count)) return false;
  const stems = new Set(children.map(([key]) => key.replaceAll(/\d+/g, "0")));
  if (children.every(([key]) => isIndex(key))) return true;
  if (isNamedSentences(object)) return true;
  const isNumbered = stems.size === 1 && children.every(([key]) => /\d/.test(key));
  return isNumbered && qualityOf(mergedShape([...object.keys.values()])) === TEXTS;
}

/** Arrays of records that are alike; those of a split by name need to be less so. */
function splitsOf(object: Shape): readonly (readonly [string, Shape])[] {
  const arrays = Array.from(object.keys).filter(([, { item }]) => item !== undefined && recordsIn(item) > 0);
  const named = arrays.filter(([key]) => SPLIT_NAMES.test(key));
  if (named.length > 1 && isAlike(itemsOf(named), 0.3)) return named;
  return !itemsOf(arrays).some(isCellRow) && isAlike(itemsOf(arrays), 0.6) ? arrays : [];
}

function itemsOf(arrays: readonly (readonly [string, Shape])[]): readonly Shape[] {
  return arrays.flatMap(([, { item }]) => item ?? []);
}

function isAlike(shapes: readonly Shape[], share: number): boolean {
  const [first] = shapes;
  if (first === undefined) return false;
  return shapes.every((shape) => {
    if (shape.objects === 0 || first.objects === 0) return shape.objects === first.objects;
    const common = Array.from(shape.keys.keys()).filter((key) => first.keys.has(key)).length;
    return common > 0 && common >= share * Math.min(shape.keys.size, first.keys.size);
  });
}
