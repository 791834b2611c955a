import type { LayerSeries } from "../src/protocol/tasks.ts";
import { curvesText, layerValue } from "../src/strings/curves.ts";
import type { Chart, ChartSeries } from "./charts.ts";
import { scaleOf, type Scale } from "./chartScale.ts";
import { chartShapes, withinChart, type ChartShape } from "./chartShapes.ts";
import { h, setAttribute, svg } from "./dom.ts";
import { sparkEnds } from "./spark.ts";

/** A chart's numbers drawn over the layers: a slider of the lit layer. */
export interface ChartPlot {
  readonly element: HTMLElement;
  /** Marks the lit layer. */
  light(layer: number): void;
  /** Marks the layer the pointer is at, or none. */
  point(layer: number | undefined): void;
}

const WIDTH = 1000;
const HEIGHT = 100;

export interface PlotInput {
  readonly chart: Chart;
  readonly series: readonly ChartSeries[];
  readonly layers: readonly string[];
  readonly go: (layer: number) => void;
  readonly enlarge: (() => void) | undefined;
  /** Hears of the layer the pointer is at. */
  readonly pointed: (layer: number | undefined) => void;
}

/** Crisp at any size: lines are SVG that stretches, words and dots stand beside and over it. */
export function chartPlot({ chart, series, layers, go, enlarge, pointed }: PlotInput): ChartPlot {
  const { range, title } = chart;
  const scale = scaleOf(series, range);
  const count = Math.max(1, layers.length);
  const here = h("i", { class: "here" });
  const hair = h("i", { class: "hair" });
  const dots = series.map((_, i) => h("i", { class: i === 0 ? "dot" : "dot other" }));
  const ends = h("div", { class: "ends-of" });
  const ticks = h("div", { class: "ticks-of", "aria-hidden": "true" }, ...tickWords(scale, range.form));
  const area = h("div", { class: "area" }, here, lines(series, scale, count), hair, ...dots);
  const plot = h(
    "div",
    {
      ...{ class: "axes", role: "slider", tabindex: 0 },
      ...{ "aria-label": curvesText.chart(title, layers.length), "aria-valuemin": 0, "aria-valuemax": count - 1 },
    },
    ticks,
    area,
  );

  const layerAt = ({ clientX }: MouseEvent): number => {
    const { left, width } = area.getBoundingClientRect();
    return Math.max(0, Math.min(count - 1, Math.floor(((clientX - left) / Math.max(1, width)) * count)));
  };
  plot.addEventListener("pointermove", (event) => pointed(layerAt(event)));
  plot.addEventListener("pointerleave", () => pointed(undefined));
  plot.addEventListener("click", (event) => go(layerAt(event)));
  plot.addEventListener("dblclick", () => enlarge?.());
  let lit = 0;
  plot.addEventListener("keydown", (event) => {
    const places: Readonly<Record<string, number>> = {
      ...{ ArrowLeft: lit - 1, ArrowRight: lit + 1, Home: 0, End: count - 1 },
    };
    const to = places[event.key];
    const isOwn = to !== undefined || (event.key === "Enter" && enlarge !== undefined);
    if (!isOwn || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (to === undefined) enlarge?.();
    else go(Math.max(0, Math.min(count - 1, to)));
  });

  const centre = (layer: number): string => `${(100 * (layer + 0.5)) / count}%`;
  return {
    element: h("div", { class: "plotted" }, plot, ends),
    light: (layer) => {
      lit = layer;
      here.style.left = `${(100 * layer) / count}%`;
      here.style.width = `${100 / count}%`;
      dots.forEach((dot, i) => {
        const value = series[i]?.values[layer] ?? NaN;
        dot.hidden = !Number.isFinite(value);
        dot.style.left = centre(layer);
        dot.style.bottom = `${(100 * withinChart(scale.at(value))).toFixed(2)}%`;
      });
      ends.replaceChildren(sparkEnds(layer, layers));
      setAttribute(plot, "aria-valuenow", String(layer));
      const said = series.map(({ name, values }) => curvesText.said(name, layerValue(values[layer], range.form)));
      setAttribute(plot, "aria-valuetext", curvesText.at(layers[layer] ?? "", said));
    },
    point: (layer) => {
      hair.hidden = layer === undefined;
      if (layer !== undefined) hair.style.left = centre(layer);
    },
  };
}

/** The numbers beside a chart, each at its height. */
export function tickWords({ ticks }: Scale, form: Chart["range"]["form"]): readonly HTMLElement[] {
  const words = ticks.map((value) => tickWord(value, form));
  return words
    .toReversed()
    .map((word, i) => h("span", {}, i === 1 && (word === words[0] || word === words[2]) ? "" : word));
}

/** Short: the unit stands with the number above the chart. */
export function tickWord(value: number, form: Chart["range"]["form"]): string {
  if (form === "share") return String(Number((100 * value).toPrecision(3)));
  const size = Math.abs(value);
  if (size >= 1e4) return `${Number((value / 1000).toPrecision(2))}k`;
  return String(Number(value.toPrecision(size >= 1 ? 3 : 2)))
    .replace(/^(-?)0\./, "$1.")
    .replace("-", "−");
}

function lines(series: readonly LayerSeries[], scale: Scale, count: number): SVGElement {
  return svg(
    "svg",
    { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" },
    ...chartShapes(series, scale, count, [WIDTH, HEIGHT]).map(shapeElement),
  );
}

function shapeElement({ kind, points }: ChartShape): SVGElement {
  const name = kind === "chance" || kind === "under" ? "polygon" : "polyline";
  const style = kind === "other" ? "line other" : kind;
  return svg(name, { class: style, points: points.map(([x, y]) => `${x},${y}`).join(" ") });
}
