import { NO_LABEL, pointCount, type DatasetInfo } from "../src/protocol/engine.ts";
import type { SavedColouring } from "../src/protocol/panel.ts";
import type { PageHoldings } from "../src/protocol/pageFields.ts";
import type { PointValues } from "../src/protocol/pointValues.ts";
import type { Groups, Numbers, PerPoint, TaskInfo } from "../src/protocol/tasks.ts";
import { colourText } from "../src/strings/colour.ts";
import { declared } from "../src/strings/declared.ts";
import { fieldName } from "../src/strings/fieldName.ts";
import { binsOf, categoriesOf, ofPoints, sizesOf, spread, type Categories, type Category } from "./categories.ts";
import { byGroups } from "./clusters.ts";
import type { Places } from "./labelPlaces.ts";
import { memoLast } from "./memo.ts";
import { scaleOf } from "./scale.ts";
import type { Pins } from "./state.ts";

/** What was asked to colour the points by, and where it is of: it is shown as long as nothing newer is there. */
export interface ColourValues {
  /** Names the question: what is asked of which run. */
  readonly key: string;
  readonly run: string;
  readonly colouring: SavedColouring;
  readonly values: PointValues | PerPoint | Numbers | Groups;
}

/** What categories can be made of, besides values that have to be asked for. */
export interface ColourSources {
  readonly dataset: DatasetInfo;
  readonly places: Places;
  readonly shared: Places;
  readonly layer: number;
  readonly layers: number;
  readonly hits: Uint32Array | undefined;
  readonly pins: Pins;
  readonly tasks: readonly Pick<TaskInfo, "id" | "label">[];
  /** What a page holds; `undefined` where an editor can be asked. */
  readonly page: PageHoldings | undefined;
}

/**
 * The colouring that can be: a field that is the label is the label; what has no labels is coloured by line, and so is
 * what was never pinned or searched for, what the file lacks and what a page does not hold.
 */
export function possible(
  colouring: SavedColouring,
  sources: Pick<ColourSources, "dataset" | "hits" | "pins" | "tasks" | "page">,
): SavedColouring {
  const { dataset } = sources;
  const isLabel = colouring.kind === "label" || (colouring.kind === "field" && colouring.name === dataset.labelField);
  const hasLabels = dataset.labels.length > 0 || dataset.labelValues !== undefined;
  if (!isLabel && isThere(colouring, sources)) return colouring;
  return { kind: hasLabels ? "label" : "line" };
}

function isThere(
  colouring: SavedColouring,
  { dataset, hits, pins, tasks, page }: Parameters<typeof possible>[1],
): boolean {
  switch (colouring.kind) {
    case "hits":
      return hits !== undefined;
    case "pins":
      return pins.a.length > 0 || pins.b.length > 0;
    case "field":
      return (page?.fields ?? dataset.fields.map(({ name }) => name)).includes(colouring.name);
    case "task":
      // Before the panel is told of them, none is missing.
      return tasks.length === 0 || tasks.some(({ id }) => id === colouring.id);
    case "similarity":
      return page === undefined;
    case "length":
      return page?.hasTexts !== false;
    case "tokens":
      return page?.hasTokens !== false;
    case "label":
    case "line":
      return true;
  }
}

/** The categories of a colouring that needs no values to be asked for; `undefined` of one that does. */
export function ownCategories(colouring: SavedColouring, sources: ColourSources): Categories | undefined {
  const { dataset, places, shared, hits, pins } = sources;
  switch (colouring.kind) {
    case "label":
      return byLabel(dataset, places, shared);
    case "line":
      return byLine(dataset, places);
    case "hits":
      return hits && byHits(hits, dataset, places);
    case "pins":
      return byPins(pins, dataset, places);
    case "field":
    case "length":
    case "tokens":
    case "similarity":
    case "task":
      return undefined;
  }
}

const byLabel = memoLast(categoriesOf);

/** By the line each point begins on; by its place among the others where all are on one line. */
const byLine = memoLast((dataset: DatasetInfo, places: Places): Categories => {
  const { ranges, tokens } = dataset;
  const all = tokens?.ranges ?? ranges;
  const lines = Float64Array.from({ length: pointCount(dataset) }, (_, point) => (all[4 * point] ?? 0) + 1);
  const isOneLine = lines.every((line) => line === lines[0]);
  const numbers = isOneLine ? lines.map((_, point) => point + 1) : lines;
  if (isOneLine) return { ...binsOf(numbers, "\0place", places), title: colourText.place };
  return { ...binsOf(numbers, LINE, places), title: colourText.line };
});

const LINE = "\0line";

/** Whether the colours say on which line a record stands. */
export function isByLine({ list }: Categories): boolean {
  return list[0]?.key.startsWith(`\0${LINE}\0`) === true;
}

const byHits = memoLast((hits: Uint32Array, dataset: DatasetInfo, places: Places): Categories => {
  const of = new Uint8Array(pointCount(dataset)).fill(1);
  for (const point of hits) of[point] = 0;
  const sets = { found: colourText.hit, "not found": colourText.noHit };
  return { ...setsOf(of, sets, "\0hits", places), title: colourText.hits };
});

const byPins = memoLast((pins: Pins, dataset: DatasetInfo, places: Places): Categories => {
  const of = new Uint8Array(pointCount(dataset));
  for (const point of pins.a) of[point] = 1;
  for (const point of pins.b) of[point] = (of[point] ?? 0) | 2;
  const order = [3, 0, 1, 2];
  const sets = {
    A: colourText.inA,
    B: colourText.inB,
    "A and B": colourText.inBoth,
    neither: colourText.inNeither,
  };
  return {
    ...setsOf(
      of.map((bits) => order[bits] ?? 3),
      sets,
      "\0pins",
      places,
    ),
    title: colourText.pins,
  };
});

/** Some sets of points and, last, all others, grey. Their ids are kept with the view, whatever language shows their names. */
function setsOf(of: Uint8Array, sets: Readonly<Record<string, string>>, source: string, places: Places): Categories {
  const names = Object.entries(sets);
  const sizes = sizesOf(of, names.length);
  const list = names.map(([id, name], place): Category => {
    const isRest = place === names.length - 1;
    return { kind: isRest ? "unlabelled" : "label", key: `${source}\0${id}`, name, place, points: sizes[place] ?? 0 };
  });
  return withoutEmpty({ list, of, merged: 0, places });
}

/** Leaves out categories without points, but for the first. */
function withoutEmpty({ list, of, ...rest }: Categories): Categories {
  const kept = list.filter(({ points }, i) => i === 0 || points > 0);
  const group = Uint8Array.from(list, (category) => Math.max(0, kept.indexOf(category)));
  return { ...rest, list: kept, of: of.map((each) => group[each] ?? 0) };
}

/** The categories of values that were asked for. */
export function categoriesOfValues(
  { colouring, values }: ColourValues,
  { dataset, places, layer, layers, tasks }: ColourSources,
): Categories {
  if (values.kind === "categories") return byNames(values, dataset, fieldOf(colouring), places);
  if (values.kind === "groups") {
    const task = colouring.kind === "task" ? colouring.id : "";
    return byGroups(values, task, titleOf(colouring, tasks), dataset, places, layer);
  }
  if (values.kind === "perPoint") {
    const title = titleOf(colouring, tasks);
    return byTask(values, colouring, title, dataset, places, layer, layers);
  }
  if ("series" in values) return bySeries(values, colouring, dataset, places);
  return byNumbers(values.values, colouring, titleOf(colouring, tasks), dataset, places);
}

function fieldOf(colouring: SavedColouring): string {
  return colouring.kind === "field" ? colouring.name : colouring.kind;
}

/** One of the numbers that a task gives, by its name: the first where none is chosen. */
const bySeries = memoLast(
  ({ series }: Numbers, colouring: SavedColouring, dataset: DatasetInfo, places: Places): Categories => {
    const wanted = colouring.kind === "task" ? colouring.series : undefined;
    const found = series.find(({ id }) => id === wanted) ?? series[0];
    const numbers =
      found === undefined ? new Float64Array(pointCount(dataset)).fill(NaN) : Float64Array.from(found.values);
    return {
      ...binsOf(numbers, `\0${found?.id ?? ""}`, places),
      title: found === undefined ? titleOf(colouring) : declared(found.label),
    };
  },
);

const byNumbers = memoLast(
  (
    values: Float64Array,
    colouring: SavedColouring,
    title: string,
    dataset: DatasetInfo,
    places: Places,
  ): Categories => {
    const numbers = colouring.kind === "field" ? spread(values, dataset) : values;
    return { ...binsOf(numbers, fieldOf(colouring), places), title };
  },
);

const byNames = memoLast(
  (
    { names, of, others }: Extract<PointValues, { kind: "categories" }>,
    dataset: DatasetInfo,
    field: string,
    places: Places,
  ): Categories => {
    const none = names.length + 1;
    const groups = ofPoints(
      Uint8Array.from(of, (value) => (value === NO_LABEL ? none : value)),
      dataset,
    );
    const sizes = sizesOf(groups, none + 1);
    const list: readonly Category[] = [
      ...names.map((name, place): Category => ({
        kind: "label",
        key: `\0${field}\0${name}`,
        name,
        place,
        points: sizes[place] ?? 0,
      })),
      { kind: "rest", key: `\0${field}\0rest`, place: 0, points: sizes[names.length] ?? 0 },
      { kind: "unlabelled", key: "\0none", place: 0, points: sizes[none] ?? 0 },
    ];
    return { ...withoutEmpty({ list, of: groups, merged: others, places }), title: fieldName(field) };
  },
);

/** The scale is that of all layers: scrubbing changes the colours, not what they mean. */
const taskScale = memoLast((values: Float32Array) => scaleOf(Float64Array.from(values)));

const byTask = memoLast(
  (
    { values, total }: PerPoint,
    colouring: SavedColouring,
    title: string,
    dataset: DatasetInfo,
    places: Places,
    layer: number,
    layers: number,
  ): Categories => {
    const points = pointCount(dataset);
    const id = colouring.kind === "task" ? colouring.id : "";
    const isAll = colouring.kind === "task" && colouring.series === ALL_LAYERS;
    const numbers = isAll
      ? overLayers(values, points, layers, total !== undefined)
      : Float64Array.from(values.subarray(layer * points, (layer + 1) * points));
    const scale = isAll ? scaleOf(numbers) : taskScale(values);
    return { ...binsOf(numbers, `\0${id}`, places, scale), title };
  },
);

/** `series` of a task's numbers over all layers. */
export const ALL_LAYERS = "all";

/** `[points]` sums over the layers, means where sums mean nothing; NaN where a point has no number. */
function overLayers(values: Float32Array, points: number, layers: number, isSum: boolean): Float64Array {
  const sums = new Float64Array(points);
  const counts = new Uint16Array(points);
  for (let at = 0; at < layers * points; at++) {
    const value = values[at] ?? NaN;
    if (Number.isNaN(value)) continue;
    sums[at % points] = (sums[at % points] ?? 0) + value;
    counts[at % points] = (counts[at % points] ?? 0) + 1;
  }
  return sums.map((sum, point) => {
    const count = counts[point] ?? 0;
    return count === 0 ? NaN : isSum ? sum : sum / count;
  });
}

/** What a colouring is called in the toolbar and the legend; a task by its label. */
export function titleOf(colouring: SavedColouring, tasks: ColourSources["tasks"] = []): string {
  switch (colouring.kind) {
    case "field":
      return fieldName(colouring.name);
    case "task": {
      const label = tasks.find(({ id }) => id === colouring.id)?.label ?? colouring.id;
      return colouring.series === ALL_LAYERS ? colourText.inAll(label) : label;
    }
    case "label":
      return colourText.label(undefined);
    case "line":
      return colourText.line;
    case "length":
      return colourText.length;
    case "tokens":
      return colourText.tokens;
    case "similarity":
      return colourText.similarityTitle;
    case "hits":
      return colourText.hits;
    case "pins":
      return colourText.pins;
  }
}
