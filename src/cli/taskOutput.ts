import type { Engine } from "../engine/engine.ts";
import { pointCount, type DatasetInfo } from "../protocol/engine.ts";
import {
  UNCLUSTERED,
  type Groups,
  type LayerSeries,
  type Numbers,
  type PerPoint,
  type Related,
  type TaskChoice,
  type TaskInfo,
  type TaskResult,
} from "../protocol/tasks.ts";
import { taskText, type PrintedPoint } from "../strings/taskWords.ts";
import type { DrawnFile } from "./drawFiles.ts";

/** What a task said, of which file. */
export interface TaskOutput {
  readonly task: TaskInfo;
  readonly values: TaskChoice["values"];
  readonly file: DrawnFile;
  readonly other: DrawnFile | undefined;
  readonly result: TaskResult;
}

/** Points printed, and related ones of each. */
const MOST_POINTS = 10;
const MOST_RELATED = 3;

/** What a user reads of a result: a table of the layers, or the first points. */
export function printedResult({ task, file, other, result }: TaskOutput, engine: Engine): string {
  const { dataset } = file;
  const { layers } = file.result;
  const points = pointCount(dataset);
  const heading = taskText.heading(task.label, dataset.path, points, dataset.tokens === undefined ? "record" : "token");
  if (result.kind === "perLayer") return `${heading}\n${taskText.perLayer(layers, result)}`;
  if (result.kind === "perPoint") return `${heading}\n${taskText.spread(layers, spreads(result, layers.length))}`;
  if (result.kind === "groups") return [heading, printedGroups(result, file, engine)].join("\n");
  const shown = Math.min(points, MOST_POINTS);
  if (result.kind === "numbers") {
    const most = mostFirst(result).slice(0, shown);
    const named = pointsOf(engine, file, most);
    const rows = most.map((point, i) => ({
      numbers: result.series.map(({ values }) => values[point] ?? NaN),
      point: named[i] ?? { line: 0, excerpt: "" },
    }));
    return [heading, taskText.numbers(result.series, rows)].join("\n");
  }
  const among = other ?? file;
  const lines = Array.from({ length: shown }, (_, point) => {
    const related = nearestAtLast(result, layers.length, points, point);
    const named = pointsOf(
      engine,
      among,
      related.map(([index]) => index),
    );
    const own = pointsOf(engine, file, [point]).map(taskText.point);
    const found = related.map(([, distance], i) => taskText.related(distance, named[i] ?? { line: 0, excerpt: "" }));
    return [...own, ...(found.length === 0 ? [taskText.notDrawn] : found)].join("\n");
  });
  return [heading, taskText.relatedHeading(layers.at(-1) ?? "", shown, points), ...lines].join("\n");
}

/** Per layer how many groups there are and what is said of them; of the last layer's each with its words and an example. */
function printedGroups({ layers: ofLayers, series, sampled }: Groups, file: DrawnFile, engine: Engine): string {
  const { layers } = file.result;
  const counts = { label: "Clusters", values: Float32Array.from(ofLayers, (groups) => groups.length) };
  const last = ofLayers.at(-1) ?? [];
  const examples = pointsOf(
    engine,
    file,
    last.map(({ examples: [example = 0] }) => example),
  );
  const rows = last.map((group, i) => ({ group, example: examples[i] ?? { line: 0, excerpt: "" } }));
  return [taskText.groupCounts(layers, counts, series, sampled), taskText.groups(layers.at(-1) ?? "", rows)].join("\n");
}

/** All numbers of a result as JSON, piece by piece: one string could be too long. */
export function* jsonPieces({ task, values, file, other, result }: TaskOutput): Generator<string> {
  const { layers } = file.result;
  const known = { task: task.id, parameters: values, file: file.file, against: other?.file, kind: result.kind, layers };
  yield JSON.stringify(known).slice(0, -1);
  if (result.kind === "perLayer") {
    const { sampled, lacks } = result;
    yield `,${JSON.stringify({ sampled, lacks, series: listedSeries(result.series) }).slice(1)}`;
    return;
  }
  if (result.kind === "groups") {
    const { sampled, layers: groups } = result;
    yield `,${JSON.stringify({ sampled, series: listedSeries(result.series), groups }).slice(1, -1)}`;
    // As scikit-learn numbers them, -1 is none.
    const of = Float32Array.from(result.of, (group) => (group === UNCLUSTERED ? -1 : group));
    yield* nested("values", of, layers.length, 1);
    yield "}";
    return;
  }
  if (result.kind === "numbers") {
    yield ',"series":[';
    for (const [i, { id, label, values: numbers }] of result.series.entries()) {
      yield `${i === 0 ? "" : ","}{"id":${JSON.stringify(id)},"label":${JSON.stringify(label)},"values":[`;
      yield* listed(numbers);
      yield "]}";
    }
    yield "]}";
    return;
  }
  if (result.kind === "perPoint") {
    yield* nested("values", result.values, layers.length, 1);
  } else {
    yield `,"count":${result.count}`;
    yield* nested("points", result.points, layers.length, result.count);
    yield* nested("distances", result.distances, layers.length, result.count);
  }
  yield "}";
}

function listedSeries(series: readonly LayerSeries[]) {
  return series.map((one) => ({
    ...one,
    values: [...one.values],
    ...(one.chance && { chance: { low: [...one.chance.low], high: [...one.chance.high] } }),
  }));
}

/** Values one behind the other. */
function* listed(values: Float32Array): Generator<string> {
  for (let at = 0; at < values.length; at += 1000) {
    const part = JSON.stringify([...values.subarray(at, at + 1000)]);
    yield (at === 0 ? "" : ",") + part.slice(1, -1);
  }
}

/** Values of every layer, each an array of points; of several values each, those arrays too. */
function* nested(name: string, values: Float32Array | Uint32Array, layers: number, count: number): Generator<string> {
  const perLayer = values.length / layers;
  yield `,"${name}":[`;
  for (let layer = 0; layer < layers; layer++) {
    const own = values.subarray(layer * perLayer, (layer + 1) * perLayer);
    yield layer === 0 ? "[" : ",[";
    const step = count === 1 && name === "values" ? 1000 : Math.max(count, 1);
    for (let at = 0; at < own.length; at += step) {
      const part = JSON.stringify([...own.subarray(at, at + step)]);
      yield (at === 0 ? "" : ",") + (name === "values" ? part.slice(1, -1) : part);
    }
    yield "]";
  }
  yield "]";
}

/** The points by the first of their numbers, then the next, the largest first; those without one are left out. */
function mostFirst({ series }: Numbers): readonly number[] {
  const points = Array.from(series[0]?.values.keys() ?? []).filter((point) =>
    series.every(({ values }) => !Number.isNaN(values[point])),
  );
  const order = (a: number, b: number): number => {
    for (const { values } of series) {
      const difference = (values[b] ?? 0) - (values[a] ?? 0);
      if (difference !== 0) return difference;
    }
    return a - b;
  };
  return points.sort(order);
}

/** Of each layer: least, median, mean and most of the numbers there are, and how many. */
function spreads({ values }: PerPoint, layers: number): number[][] {
  const perLayer = values.length / layers;
  return Array.from({ length: layers }, (_, layer) => {
    const sorted = values
      .subarray(layer * perLayer, (layer + 1) * perLayer)
      .filter((value) => !Number.isNaN(value))
      .sort();
    const middle = sorted.length / 2;
    const median = ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
    const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
    return [sorted[0] ?? NaN, median, mean, sorted.at(-1) ?? NaN, sorted.length];
  });
}

/** The related points of a point at the last layer, with their distances; none where it has no states. */
function nearestAtLast(
  { points: related, distances, count }: Related,
  layers: number,
  points: number,
  point: number,
): (readonly [point: number, distance: number])[] {
  const at = ((layers - 1) * points + point) * count;
  const shown = Array.from({ length: Math.min(count, MOST_RELATED) }, (_, i) => {
    return [related[at + i] ?? 0, distances[at + i] ?? NaN] as const;
  });
  return shown.filter(([, distance]) => !Number.isNaN(distance));
}

function pointsOf(engine: Engine, { file, dataset }: DrawnFile, indices: readonly number[]): PrintedPoint[] {
  const excerpts = engine.excerpts(file, indices);
  return indices.map((index, i) => ({ line: lineOf(dataset, index), excerpt: excerpts[i] ?? "" }));
}

/** The line a point starts in, counted from 1. */
function lineOf({ tokens, ranges }: DatasetInfo, point: number): number {
  return ((tokens?.ranges ?? ranges)[4 * point] ?? 0) + 1;
}
