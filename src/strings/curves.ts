import type { PointKind } from "../protocol/engine.ts";
import type { FailureMessage } from "../protocol/panel.ts";
import type { LayerSeries, ValueRange } from "../protocol/tasks.ts";
import { count, grouped, nounOf, percent } from "../strings.ts";
import { layerName } from "./panel.ts";
import { lackText, sampleText } from "./taskWords.ts";

/** A number of a layer, as its task says it is to be read. */
export function layerValue(value: number | undefined, form: ValueRange["form"]): string {
  if (value === undefined || Number.isNaN(value)) return "–";
  if (form === "share") return percent(value);
  const size = Math.abs(value);
  if (size >= 1000) return grouped(Math.round(value));
  const digits = size >= 100 ? 0 : size >= 10 ? 1 : size >= 0.01 || size === 0 ? 2 : 4;
  return value.toFixed(digits).replace("-", "−");
}

/** The words of Curves. */
export const curvesText = {
  label: "Curves",
  over: (points: number, kind: PointKind) => `One value per layer, over all ${count(points, nounOf(kind))}`,
  copy: "Copy all numbers, tab-separated",
  parameters: "What the numbers are made with",
  variance: {
    title: "Variance kept",
    help: (axes: number) =>
      `How much of the spread of the records the ${axes === 3 ? "three" : "two"} drawn axes show.`,
    range: "From 0 to 1: 1 where the picture loses nothing.",
    reference: "Pearson 1901, doi:10.1080/14786440109462720",
    all: "All drawn axes",
    axis: (number: number) => `Axis ${number}`,
  },
  shuffled: "By chance",
  shuffledTitle: "Where the line would lie with labels or records shuffled",
  enlarge: (title: string) => `Enlarge ${title} (Enter)`,
  back: "All curves (Escape)",
  backWords: "All curves",
  options: "Options",
  about: (title: string) => `What ${title} is`,
  range: "Range",
  source: "Source",
  definition: "What it says",
  made: "Made from",
  all: (kind: PointKind) => `All ${nounOf(kind)}s.`,
  sampled: sampleText,
  lacks: lackText,
  working: (done: number) => `Computing, ${percent(done)}`,
  waiting: "Waiting for the others",
  failed: ({ title, explanation }: FailureMessage) => `${title}. ${explanation}`,
  none: "No layer has a number",
  chart: (title: string, layers: number) => `${title} over ${count(layers, "layer")}`,
  /** What the slider says at a layer. */
  at: (layer: string, said: readonly string[]) => `${layerName(layer)}: ${said.join(", ")}`,
  said: (label: string, value: string) => `${label} ${value}`,
  band: (low: string, high: string) => (low === high ? low : `${low} to ${high}`),
  layer: "layer",
  chanceColumns: (label: string) => [`${label}, by chance, least`, `${label}, by chance, most`] as const,
} as const;

/** All numbers as a table: a row for each layer, a column for each series, and its chance's ends. */
export function curvesTable(layers: readonly string[], series: readonly LayerSeries[]): string {
  const columns = series.flatMap(({ label, values, chance }) => {
    const [least, most] = curvesText.chanceColumns(label);
    const own = { head: label, values };
    return chance === undefined
      ? [own]
      : [own, { head: least, values: chance.low }, { head: most, values: chance.high }];
  });
  const heads = [curvesText.layer, ...columns.map(({ head }) => head)];
  const rows = layers.map((layer, i) => [layer, ...columns.map(({ values }) => cell(values[i]))]);
  return [heads, ...rows]
    .map((cells) => cells.map((words) => words.replaceAll(/[\t\r\n]+/g, " ")).join("\t"))
    .join("\n");
}

/** Seven digits: what single precision holds. */
function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
}
