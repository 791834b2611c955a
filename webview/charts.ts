import type { FailureMessage } from "../src/protocol/panel.ts";
import type { LayerSeries, PerLayer, TaskInfo, ValueRange } from "../src/protocol/tasks.ts";
import { curvesText } from "../src/strings/curves.ts";
import { declared } from "../src/strings/declared.ts";
import { memoLast } from "./memo.ts";
import type { LayerWork, State } from "./state.ts";

/** Numbers of the layers, and what there is to say about them. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** How it is read, in one sentence. */
  readonly help: string;
  readonly reference: string | undefined;
  readonly range: ValueRange;
  readonly content: ChartContent;
}

/** A line of a chart: its label, which copies of its numbers have, and its name, which is shown. */
export interface ChartSeries extends LayerSeries {
  readonly name: string;
}

export type ChartContent =
  | { readonly kind: "numbers"; readonly series: readonly ChartSeries[]; readonly sampled: number | undefined }
  | { readonly kind: "lacks"; readonly what: NonNullable<PerLayer["lacks"]> }
  | { readonly kind: "waiting" }
  | { readonly kind: "working"; readonly done: number }
  | { readonly kind: "failed"; readonly message: FailureMessage };

const anyNumber: ValueRange = { words: "", form: "number" };

/** Every chart there is: the variance that the picture keeps, then what the analyses say, in the order of the tables. */
export function chartsOf({ shown, info, layerResults, layerWork }: State): readonly Chart[] {
  return made(shown?.picture.explained, shown?.picture.dimensions ?? 2, info?.tasks, layerResults, layerWork);
}

const made = memoLast(
  (
    explained: Float32Array | undefined,
    dimensions: number,
    tasks: readonly TaskInfo[] = [],
    results: State["layerResults"],
    work: State["layerWork"],
  ): readonly Chart[] => [
    ...(explained === undefined ? [] : [varianceChart(explained, dimensions)]),
    ...tasks
      .filter(
        ({ id, stage, result }) =>
          stage === "analysis" &&
          (result === "perLayer" || (result === "groups" && (results[id] ?? work[id]) !== undefined)),
      )
      .map((task) => chartOf(task, contentOf(results[task.id], work[task.id]))),
  ],
);

/** A chart is the same object as long as nothing of it changes. */
const known = new WeakMap<TaskInfo, { readonly content: ChartContent; readonly chart: Chart }>();

function chartOf(task: TaskInfo, content: ChartContent): Chart {
  const before = known.get(task);
  if (before?.content === content) return before.chart;
  const { id, label, help, reference, range = anyNumber } = task;
  const chart = { id, title: label, help, reference, range, content };
  known.set(task, { content, chart });
  return chart;
}

const contents = new WeakMap<object, ChartContent>();
const waiting: ChartContent = { kind: "waiting" };

function contentOf(result: PerLayer | undefined, work: LayerWork | undefined): ChartContent {
  const from = result ?? work;
  if (from === undefined) return waiting;
  const before = contents.get(from);
  if (before !== undefined) return before;
  const content = from.kind === "perLayer" ? ofResult(from) : from;
  contents.set(from, content);
  return content;
}

function ofResult({ series, sampled, lacks }: PerLayer): ChartContent {
  const named = series.map((one) => ({ ...one, name: declared(one.label) }));
  return lacks === undefined ? { kind: "numbers", series: named, sampled } : { kind: "lacks", what: lacks };
}

/** The share of each layer's variance that the drawn axes keep: it is part of the picture. */
const varianceChart = memoLast((explained: Float32Array, dimensions: number): Chart => {
  const { title, help, range, reference, all, axis, labels } = curvesText.variance;
  const layers = explained.length / dimensions;
  const own = Array.from({ length: dimensions }, (_, i) => ({
    id: `axis-${i + 1}`,
    label: labels.axis(i + 1),
    name: axis(i + 1),
    values: Float32Array.from({ length: layers }, (_value, layer) => explained[layer * dimensions + i] ?? NaN),
  }));
  const values = Float32Array.from({ length: layers }, (_, layer) =>
    own.reduce((sum, one) => sum + (one.values[layer] ?? NaN), 0),
  );
  return {
    ...{ id: "variance", title, help: help(dimensions), reference },
    range: { words: range, form: "share", low: 0, high: 1 },
    content: {
      kind: "numbers",
      series: [{ id: "all", label: labels.all, name: all, values }, ...own.slice(0, 1)],
      sampled: undefined,
    },
  };
});
