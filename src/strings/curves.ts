import * as l10n from "@vscode/l10n";
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
  label: l10n.t("Curves"),
  over: (points: number, kind: PointKind) => l10n.t("One value per layer, over all {0}", count(points, nounOf(kind))),
  copy: l10n.t("Copy all numbers, tab-separated"),
  parameters: l10n.t("What the numbers are made with"),
  variance: {
    title: l10n.t("Variance kept"),
    help: (axes: number) =>
      axes === 3
        ? l10n.t("How much of the spread of the records the three drawn axes show.")
        : l10n.t("How much of the spread of the records the two drawn axes show."),
    range: l10n.t("From 0 to 1: 1 where the picture loses nothing."),
    reference: "Pearson 1901, doi:10.1080/14786440109462720",
    all: l10n.t("All drawn axes"),
    axis: (number: number) => l10n.t("Axis {0}", number),
    /** What copies of the numbers call them. */
    labels: { all: "All drawn axes", axis: (number: number) => `Axis ${number}` },
  },
  shuffled: l10n.t("By chance"),
  shuffledTitle: l10n.t("Where the line would lie with labels or records shuffled"),
  enlarge: (title: string) => l10n.t("Enlarge {0} (Enter)", title),
  back: l10n.t("All curves (Escape)"),
  backWords: l10n.t("All curves"),
  options: l10n.t("Options…"),
  about: (title: string) => l10n.t("What {0} is", title),
  range: l10n.t("Range"),
  source: l10n.t("Source"),
  definition: l10n.t("What it says"),
  made: l10n.t("Made from"),
  all: (kind: PointKind) => (kind === "tokens" ? l10n.t("All tokens.") : l10n.t("All records.")),
  sampled: sampleText,
  lacks: lackText,
  working: (done: number) => l10n.t("Computing, {0}", percent(done)),
  waiting: l10n.t("Waiting for the others"),
  failed: ({ title, explanation }: FailureMessage) => `${title}. ${explanation}`,
  none: l10n.t("No layer has a number"),
  chart: (title: string, layers: number) => l10n.t("{0} over {1}", title, count(layers, "layer")),
  /** What the slider says at a layer. */
  at: (layer: string, said: readonly string[]) => `${layerName(layer)}: ${said.join(", ")}`,
  said: (label: string, value: string) => `${label} ${value}`,
  band: (low: string, high: string) => (low === high ? low : l10n.t("{0} to {1}", low, high)),
} as const;

/**
 * All numbers as a table: a row for each layer, a column for each series, and its chance's ends. It is read by programs,
 * so its heads are the same in every language.
 */
export function curvesTable(layers: readonly string[], series: readonly LayerSeries[]): string {
  const columns = series.flatMap(({ label, values, chance }) => {
    const own = { head: label, values };
    return chance === undefined
      ? [own]
      : [
          own,
          { head: `${label}, by chance, least`, values: chance.low },
          { head: `${label}, by chance, most`, values: chance.high },
        ];
  });
  const heads = ["layer", ...columns.map(({ head }) => head)];
  const rows = layers.map((layer, i) => [layer, ...columns.map(({ values }) => cell(values[i]))]);
  return [heads, ...rows]
    .map((cells) => cells.map((words) => words.replaceAll(/[\t\r\n]+/g, " ")).join("\t"))
    .join("\n");
}

/** Seven digits: what single precision holds. */
function cell(value: number | undefined): string {
  return value === undefined || Number.isNaN(value) ? "" : String(Number(value.toPrecision(7)));
}
