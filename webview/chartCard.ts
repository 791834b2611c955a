import type { PointKind } from "../src/protocol/engine.ts";
import { curvesText, layerValue } from "../src/strings/curves.ts";
import type { Chart, ChartContent, ChartSeries } from "./charts.ts";
import type { ChartPlot, PlotInput } from "./chartPlot.ts";
import { h, iconButton, setAttribute, svg } from "./dom.ts";

/** A chart with its title, how it is read, and its number at the lit layer. */
export interface ChartCard {
  readonly chart: Chart;
  readonly element: HTMLElement;
  light(layer: number): void;
}

export interface CardInput extends Pick<PlotInput, "chart" | "layers" | "go" | "enlarge"> {
  readonly kind: PointKind;
  /** Draws the numbers: small, or so that they fill the view. */
  readonly plot: (input: PlotInput) => ChartPlot;
}

let cards = 0;

export function chartCard(input: CardInput): ChartCard {
  const { chart, layers, kind, enlarge } = input;
  const { title, help, content } = chart;
  const id = `chart-${cards++}`;
  const value = h("output", { class: "value" });
  const about = h("div", { class: "about", role: "tooltip", id: `${id}-about` }, ...aboutChart(chart, kind));
  const info = iconButton("info", curvesText.about(title), () => undefined);
  info.removeAttribute("title");
  setAttribute(info, "aria-describedby", `${id}-about`);
  const larger = enlarge && iconButton("zoom-in", curvesText.enlarge(title), enlarge);
  // Enter on the drawing does the same.
  if (larger !== undefined) larger.tabIndex = -1;
  const header = h("header", {}, h("h2", { id }, title), info, about, larger, value);
  const key = h("p", { class: "key" });
  const element = h(
    "section",
    { class: "chart", "aria-labelledby": id, "data-chart": chart.id },
    header,
    h("p", { class: "help" }, help),
  );
  if (content.kind !== "numbers" || !content.series.some(({ values }) => values.some(Number.isFinite))) {
    element.append(instead(content));
    setAttribute(element, "aria-busy", content.kind === "working" ? "true" : undefined);
    return { chart, element, light: () => undefined };
  }

  const { series } = content;
  let lit = 0;
  const say = (layer: number): void => {
    const form = chart.range.form;
    value.textContent = layerValue(series[0]?.values[layer], form);
    key.replaceChildren(...keyOf(series, layer, form));
    element.classList.toggle("pointed", layer !== lit);
    value.title = curvesText.at(layers[layer] ?? "", [value.textContent]);
  };
  const plot = input.plot({
    ...input,
    series,
    pointed: (layer) => {
      plot.point(layer);
      say(layer ?? lit);
    },
  });
  plot.point(undefined);
  element.append(plot.element, key);
  return {
    chart,
    element,
    light: (layer) => {
      lit = layer;
      plot.light(layer);
      say(layer);
    },
  };
}

/** Definition, range, source, and of how many records. */
export function aboutChart({ help, range, reference, content }: Chart, kind: PointKind): readonly HTMLElement[] {
  const sampled = content.kind === "numbers" ? content.sampled : undefined;
  const rows: readonly (readonly [string, string | undefined])[] = [
    [curvesText.definition, help],
    [curvesText.range, range.words === "" ? undefined : range.words],
    [curvesText.made, sampled === undefined ? curvesText.all(kind) : curvesText.sampled(sampled)],
    [curvesText.source, reference],
  ];
  return [
    h(
      "dl",
      {},
      ...rows.flatMap(([name, words]) => (words === undefined ? [] : [h("dt", {}, name), h("dd", {}, words)])),
    ),
  ];
}

/** What stands where there are no numbers. */
function instead(content: ChartContent): HTMLElement {
  switch (content.kind) {
    case "waiting":
    case "working": {
      const done = content.kind === "working" ? content.done : 0;
      const fill = h("i", {});
      fill.style.width = `${(100 * done).toFixed(1)}%`;
      const words = content.kind === "working" ? curvesText.working(done) : curvesText.waiting;
      return h("div", { class: "instead skeleton" }, h("span", { class: "share" }, fill), h("p", {}, words));
    }
    case "failed":
      return h("div", { class: "instead" }, h("p", { role: "note" }, curvesText.failed(content.message)));
    case "lacks":
      return h("div", { class: "instead" }, h("p", {}, curvesText.lacks[content.what]));
    case "numbers":
      return h("div", { class: "instead" }, h("p", {}, curvesText.none));
  }
}

/** What the lines are, where there is more than one thing to see. */
function keyOf(series: readonly ChartSeries[], layer: number, form: Chart["range"]["form"]): readonly HTMLElement[] {
  const entries = series.map(({ name, values }, i) =>
    entry(i === 0 ? "line" : "line other", name, layerValue(values[layer], form)),
  );
  const shuffled = series.flatMap(({ chance }) => {
    if (chance === undefined) return [];
    const [low, high] = [chance.low[layer], chance.high[layer]].map((end) => layerValue(end, form));
    const made = entry("chance-line", curvesText.shuffled, curvesText.band(low ?? "", high ?? ""));
    made.title = curvesText.shuffledTitle;
    return [made];
  });
  // One line alone is the title's, and its number stands beside that.
  return [...(entries.length > 1 ? entries : []), ...shuffled];
}

function entry(kind: string, label: string, value: string): HTMLElement {
  const line = svg("line", { class: kind, x1: 0, x2: 16, y1: 4, y2: 4 });
  const sample = svg("svg", { viewBox: "0 0 16 8", width: 16, height: 8, "aria-hidden": "true" }, line);
  return h("span", { class: "entry" }, sample, `${label} `, h("b", {}, value));
}
