import { curvesText, layerValue } from "../../src/strings/curves.ts";
import { exportedViews } from "../../src/strings/exportedViews.ts";
import { layerLabel } from "../../src/strings/panel.ts";
import type { Point, Size } from "../camera.ts";
import { tickWord } from "../chartPlot.ts";
import { scaleOf } from "../chartScale.ts";
import { chartShapes, withinChart, type ChartShape } from "../chartShapes.ts";
import { chartsOf, type Chart, type ChartContent } from "../charts.ts";
import { svg } from "../dom.ts";
import { textMeasure } from "../overlay.ts";
import type { Measure } from "../placement.ts";
import { litLayer, type State } from "../state.ts";
import type { Theme } from "../theme.ts";
import { words } from "./legendSvg.ts";

/** A chart smaller than this is drawn so and made smaller as a whole. */
const LEAST = { width: 230, height: 165 };
/** How much wider than high a chart is best. */
const ASPECT = 1.9;
const GAP = 20;
const HEAD = 30;
const LEFT = 36;
const ENDS = 18;
const KEY = 16;
/** Pixels of a line in the key, and between two entries. */
const SAMPLE = 22;
const BETWEEN = 12;
const small = { size: 11, weight: 400 };

type Series = Extract<ChartContent, { readonly kind: "numbers" }>["series"];

/** A chart that has numbers. */
interface Drawn {
  readonly chart: Chart;
  readonly series: Series;
}

/** The charts of Curves that have numbers, or the enlarged one alone, in a grid that fills the size. */
export function curvesSvg(state: State, theme: Theme, size: Size, withKey: boolean): readonly SVGElement[] {
  const shown = chartsOf(state).filter(({ id }) => state.view.chart === undefined || state.view.chart === id);
  const drawn = shown.flatMap((chart): readonly Drawn[] => {
    const { content } = chart;
    if (content.kind !== "numbers" || !content.series.some(({ values }) => values.some(Number.isFinite))) return [];
    return [{ chart, series: content.series }];
  });
  if (drawn.length === 0) return [words(GAP, 2 * GAP, exportedViews.noNumbers(), theme)];
  const columns = columnsFor(drawn.length, size);
  const rows = Math.ceil(drawn.length / columns);
  const [width, height] = [(size.width - GAP) / columns - GAP, (size.height - GAP) / rows - GAP];
  const scale = Math.min(1, width / LEAST.width, height / LEAST.height);
  const measure = textMeasure();
  return drawn.map((one, i) => {
    const left = GAP + (i % columns) * (width + GAP);
    const top = GAP + Math.floor(i / columns) * (height + GAP);
    const inside = { width: width / scale, height: height / scale };
    const place = `translate(${left} ${top})${scale < 1 ? ` scale(${scale})` : ""}`;
    return svg("g", { transform: place }, ...chartSvg(one, state, theme, inside, withKey, measure));
  });
}

/** As many columns as let every chart be as large as it can. */
function columnsFor(charts: number, { width, height }: Size): number {
  let best = 1;
  let most = 0;
  for (let columns = 1; columns <= charts; columns++) {
    const size = Math.min(width / columns / ASPECT, height / Math.ceil(charts / columns));
    if (size <= most) continue;
    most = size;
    best = columns;
  }
  return best;
}

function chartSvg(
  { chart, series }: Drawn,
  state: State,
  theme: Theme,
  { width, height }: Size,
  withKey: boolean,
  measure: Measure,
): readonly SVGElement[] {
  const layers = state.shown?.picture.layers ?? [];
  const layer = litLayer(state);
  const { form } = chart.range;
  const scale = scaleOf(series, chart.range);
  const value = layerValue(series[0]?.values[layer], form);
  const title = { size: 12, weight: 600 };
  const key = linesOf(withKey ? keyOf(series, layer, form) : [], width, measure);
  const area: Size = { width: width - LEFT, height: height - HEAD - ENDS - KEY * key.length };
  const each = area.width / Math.max(1, layers.length);
  const centre = (of: number): number => LEFT + (of + 0.5) * each;
  const ticks = scale.ticks.map((tick, i) => {
    const y = HEAD + area.height * (1 - i / 2) + 4;
    return words(LEFT - 7, y, tickWord(tick, form), theme, 400, "end", small.size);
  });
  const dots = series.toReversed().flatMap(({ values }, i) => {
    const at = values[layer] ?? NaN;
    if (!Number.isFinite(at)) return [];
    const isFirst = i === series.length - 1;
    const y = HEAD + area.height * (1 - withinChart(scale.at(at)));
    return [
      svg("circle", { cx: centre(layer), cy: y, r: isFirst ? 4 : 3, fill: isFirst ? theme.accent : theme.foreground }),
    ];
  });
  const nameWidth = width - measure(value, title) - 10;
  return [
    words(
      0,
      12,
      fitting(chart.title, nameWidth, (text) => measure(text, title)),
      theme,
      600,
    ),
    words(width, 12, value, theme, 600, "end"),
    svg("rect", {
      ...{ x: LEFT + layer * each, y: HEAD, width: Math.max(3, each), height: area.height },
      ...{ fill: theme.accent, "fill-opacity": 0.16 },
    }),
    svg(
      "g",
      { transform: `translate(${LEFT} ${HEAD})` },
      ...chartShapes(series, scale, Math.max(1, layers.length), [area.width, area.height]).map((shape) =>
        shapeOf(shape, theme),
      ),
    ),
    ...dots,
    ...ticks,
    ...layerNames(layers, layer, centre, HEAD + area.height + 14, theme, measure),
    ...key.flatMap((line, i) => keySvg(line, width, height - 4 - KEY * (key.length - 1 - i), theme, measure)),
  ];
}

function shapeOf({ kind, points }: ChartShape, { foreground, accent }: Theme): SVGElement {
  const looks = {
    rule: { fill: "none", stroke: foreground, "stroke-opacity": 0.14 },
    chance: { fill: foreground, "fill-opacity": 0.1 },
    "chance-line": { fill: "none", stroke: foreground, "stroke-opacity": 0.6, "stroke-dasharray": "1.5 2.5" },
    under: { fill: accent, "fill-opacity": 0.09 },
    line: { fill: "none", stroke: accent, "stroke-width": 1.75, "stroke-linejoin": "round" },
    other: {
      fill: "none",
      stroke: foreground,
      "stroke-width": 1.25,
      "stroke-opacity": 0.75,
      "stroke-dasharray": "4 3",
    },
  }[kind];
  const isArea = kind === "chance" || kind === "under";
  const d = `M${points.map(([x, y]) => `${x.toFixed(2)} ${y.toFixed(2)}`).join("L")}${isArea ? "Z" : ""}`;
  return svg("path", { d, ...looks });
}

/** The names of the first, the lit and the last layer, as far as they do not touch. */
function layerNames(
  layers: readonly string[],
  lit: number,
  centre: (layer: number) => number,
  y: number,
  theme: Theme,
  measure: Measure,
): readonly SVGElement[] {
  const right = centre(layers.length - 0.5);
  const taken: (readonly [number, number])[] = [];
  return [...new Set([lit, 0, layers.length - 1])].flatMap((layer) => {
    const name = layerLabel(layers[layer] ?? "");
    const wide = measure(name, small);
    const left = Math.max(LEFT, Math.min(right - wide, centre(layer) - wide / 2));
    if (taken.some(([from, to]) => left < to + 8 && left + wide > from - 8)) return [];
    taken.push([left, left + wide]);
    return [words(left, y, name, theme, 400, "start", small.size)];
  });
}

interface Entry {
  readonly kind: ChartShape["kind"];
  readonly text: string;
}

/** What the lines are, where there is more than one thing to see. */
function keyOf(series: Series, layer: number, form: Chart["range"]["form"]): readonly Entry[] {
  const lines = series.map(({ name, values }, i): Entry => {
    return { kind: i === 0 ? "line" : "other", text: `${name} ${layerValue(values[layer], form)}` };
  });
  const bands = series.flatMap(({ chance }): readonly Entry[] => {
    if (chance === undefined) return [];
    const [low = "", high = ""] = [chance.low[layer], chance.high[layer]].map((end) => layerValue(end, form));
    return [{ kind: "chance-line", text: `${curvesText.shuffled} ${curvesText.band(low, high)}` }];
  });
  return [...(lines.length > 1 ? lines : []), ...bands];
}

/** The lines of the key: one where all entries fit in it, else one for each. */
function linesOf(key: readonly Entry[], width: number, measure: Measure): readonly (readonly Entry[])[] {
  const needed = key.reduce((sum, { text }) => sum + SAMPLE + measure(text, small) + BETWEEN, 0);
  if (key.length === 0) return [];
  return needed - BETWEEN <= width - LEFT ? [key] : key.map((entry) => [entry]);
}

function keySvg(
  entries: readonly Entry[],
  width: number,
  y: number,
  theme: Theme,
  measure: Measure,
): readonly SVGElement[] {
  let left = LEFT;
  return entries.flatMap(({ kind, text }) => {
    const from = left;
    const shown = fitting(text, width - from - SAMPLE, (one) => measure(one, small));
    left += SAMPLE + measure(shown, small) + BETWEEN;
    const points: readonly Point[] = [
      [from, y - 4],
      [from + SAMPLE - 6, y - 4],
    ];
    return [shapeOf({ kind, points }, theme), words(from + SAMPLE, y, shown, theme, 400, "start", small.size)];
  });
}

/** A text cut to a width. */
function fitting(text: string, width: number, measure: (text: string) => number): string {
  if (measure(text) <= width) return text;
  let length = text.length;
  while (length > 0 && measure(`${text.slice(0, length)}…`) > width) length--;
  return `${text.slice(0, length).trimEnd()}…`;
}
