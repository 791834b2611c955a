import type { LayerSeries } from "../src/protocol/tasks.ts";
import { curvesText } from "../src/strings/curves.ts";
import { layerLabel } from "../src/strings/panel.ts";
import { chartPlot, type ChartPlot, type PlotInput } from "./chartPlot.ts";
import type { Chart, ChartSeries } from "./charts.ts";
import { h } from "./dom.ts";
import { loadPlotly, type Config, type Data, type Layout, type Plotly, type PlotlyHTMLElement } from "./plot.ts";
import { readTheme, type Theme } from "./theme.ts";

/** No mode bar: it would offer to upload the chart. A double click shows everything again. */
const config: Partial<Config> = { displayModeBar: false, displaylogo: false, responsive: false, plotlyServerURL: "" };

/**
 * A chart that fills the view, drawn by plotly over the small drawing: with values at the pointer, to be zoomed into.
 * Until plotly is there, and where it cannot be loaded, the small drawing stands there; it stays the slider for the keys.
 */
export function plotlyChart(input: PlotInput, failed: (error: unknown) => void): ChartPlot {
  const small = chartPlot(input);
  const graph = h("div", { class: "plotly-chart", "aria-hidden": "true" });
  const element = h("div", { class: "plotted-large" }, small.element, graph);
  let lit = 0;
  let draw: (() => void) | undefined;
  loadPlotly()
    .then((plotly) => {
      // Another chart, or all of them, may be shown by now: nothing would end what is begun.
      if (!graph.isConnected) return;
      draw = drawing(plotly, graph, input, () => lit);
      draw();
      element.classList.add("by-plotly");
    })
    .catch(failed);
  return {
    element,
    light: (layer) => {
      lit = layer;
      small.light(layer);
      draw?.();
    },
    point: (layer) => small.point(layer),
  };
}

/** Draws now, and again where the room or the theme changes; no more once the element is gone. */
function drawing(plotly: Plotly, graph: HTMLElement, input: PlotInput, lit: () => number): () => void {
  const draw = (): void => {
    const { width, height } = graph.getBoundingClientRect();
    if (width === 0 || height === 0) return;
    const theme = readTheme();
    const layout = layoutOf(input, theme, lit(), { width, height });
    void plotly.react(graph, tracesOf(input, theme), layout, config);
  };
  const room = new ResizeObserver(() => {
    if (graph.isConnected) {
      draw();
      return;
    }
    room.disconnect();
    themes.disconnect();
    plotly.purge(graph);
  });
  const themes = new MutationObserver(draw);
  room.observe(graph);
  themes.observe(document.body, { attributes: true, attributeFilter: ["class"] });
  draw();
  (graph as unknown as PlotlyHTMLElement).on("plotly_click", ({ points }) => {
    const layer = points[0]?.x;
    if (typeof layer === "number") input.go(layer);
  });
  return draw;
}

function tracesOf({ series, chart, layers }: PlotInput, theme: Theme): Data[] {
  const x = layers.map((_, layer) => layer);
  const bands = series.flatMap(({ chance }) => (chance === undefined ? [] : bandOf(x, chance, theme)));
  return [...bands, ...series.map((one, i) => lineOf(x, one, i === 0, chart, theme))];
}

function lineOf(x: number[], { name, values }: ChartSeries, isFirst: boolean, chart: Chart, theme: Theme): Data {
  const line = isFirst
    ? ({ color: theme.accent, width: 2 } as const)
    : ({ color: theme.foreground, width: 1.5, dash: "dash" } as const);
  return {
    ...{ type: "scatter", mode: "lines+markers", name, x, y: numbers(values), line },
    marker: { size: isFirst ? 6 : 4, color: line.color },
    hovertemplate: chart.range.form === "share" ? "%{y:.1%}" : "%{y:.4~g}",
    connectgaps: false,
  };
}

function bandOf(x: number[], { low, high }: NonNullable<LayerSeries["chance"]>, theme: Theme): Data[] {
  const common = { type: "scatter", mode: "lines", x, hoverinfo: "skip", showlegend: false } as const;
  const line = { color: theme.foreground, width: 1, dash: "dot" } as const;
  const fillcolor = theme.foreground.replace("rgb(", "rgba(").replace(")", ", 0.1)");
  return [
    { ...common, y: numbers(low), line: { ...line, width: 0 } },
    {
      ...common,
      y: numbers(high),
      line,
      fill: "tonexty",
      fillcolor,
      name: curvesText.shuffled,
      showlegend: true,
      legendrank: 2000,
    },
  ];
}

/** Gaps where a layer has no number. */
function numbers(values: Float32Array): (number | null)[] {
  return Array.from(values, (value) => (Number.isFinite(value) ? value : null));
}

function layoutOf(
  { chart, layers, series }: PlotInput,
  theme: Theme,
  lit: number,
  { width, height }: { readonly width: number; readonly height: number },
): Partial<Layout> {
  const style = getComputedStyle(document.body);
  const faint = theme.foreground.replace("rgb(", "rgba(").replace(")", theme.contrast ? ", 0.3)" : ", 0.12)");
  const here = theme.accent.replace("rgb(", "rgba(").replace(")", theme.contrast ? ", 0)" : ", 0.22)");
  const every = Math.max(1, Math.ceil((56 * layers.length) / width));
  const shown = layers.map((_, layer) => layer).filter((layer) => layer % every === 0 || layer === lit);
  const axis = { gridcolor: faint, zerolinecolor: faint, linecolor: faint, tickcolor: faint } as const;
  const isLogarithmic = chart.range.isLogarithmic === true;
  const hasLegend = series.length > 1 || series.some(({ chance }) => chance !== undefined);
  return {
    width,
    height,
    margin: { l: 56, r: 8, t: 8, b: hasLegend ? 64 : 32 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: { family: style.fontFamily, size: 12, color: theme.foreground },
    hovermode: "x unified",
    hoverlabel: { bgcolor: theme.background, bordercolor: faint, font: { color: theme.foreground } },
    dragmode: "zoom",
    showlegend: hasLegend,
    legend: { orientation: "h", x: 0, y: -0.1, yanchor: "top", traceorder: "normal" },
    xaxis: {
      ...axis,
      range: [-0.5, layers.length - 0.5],
      tickvals: shown,
      ticktext: shown.map((layer) => layerLabel(layers[layer] ?? "")),
      showgrid: false,
      zeroline: false,
      spikecolor: theme.foreground,
      spikethickness: -1,
      spikedash: "dot",
    },
    yaxis: {
      ...axis,
      type: isLogarithmic ? "log" : "linear",
      ...(chart.range.form === "share" && { tickformat: ".0~%" }),
      ...(isLogarithmic && { dtick: 1 }),
    },
    shapes: [
      {
        ...{ type: "rect", layer: "below", xref: "x", yref: "paper", x0: lit - 0.5, x1: lit + 0.5, y0: 0, y1: 1 },
        ...{ fillcolor: here, line: { width: theme.contrast ? 1 : 0, color: theme.accent } },
      },
    ],
    uirevision: chart.id,
  };
}
