import { pointKind, type PointKind } from "../src/protocol/engine.ts";
import { MOST_ANALYSED } from "../src/protocol/pageFields.ts";
import { curvesText } from "../src/strings/curves.ts";
import { fewCurves } from "../src/strings/page.ts";
import { aboutChart, chartCard, type ChartCard } from "./chartCard.ts";
import { chartPlot } from "./chartPlot.ts";
import { chartsOf, type Chart } from "./charts.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { hasPlotly } from "./plot.ts";
import { plotlyChart } from "./plotlyChart.ts";
import { rovingList } from "./rovingList.ts";
import { litLayer, type State } from "./state.ts";
import { enlargeChart, setLayer } from "./view.ts";

/** The charts, or one of them that fills the view. */
export function curvesGrid(context: Context): Control {
  const grid = h("div", { class: "charts" });
  const large = h("div", { class: "large" });
  const why = h("p", { class: "why" });
  const element = h("div", { class: "curves" }, grid, why, large);
  const keys = rovingList(grid, ".axes");
  let cards: readonly ChartCard[] = [];
  let enlarged: ChartCard | undefined;
  let followed: string | undefined;
  const showAll = (): void => context.store.change((state) => enlargeChart(state, undefined));
  const back = h(
    "div",
    { class: "back" },
    iconButton("arrow-left", curvesText.back, showAll),
    h("span", {}, curvesText.backWords),
  );

  const draw = onChange(
    (state: State) =>
      [
        chartsOf(state),
        state.shown?.picture.layers,
        state.shown && pointKind(state.shown.dataset),
        state.view.chart,
      ] as const,
    (charts, layers = [], kind = "records", wanted) => {
      const shown = charts.find(({ id }) => id === wanted);
      cards = keep(cards, charts, layers, kind, context);
      if (enlarged?.chart !== shown) enlarged = shown && newCard(shown, layers, kind, context, true);
      grid.hidden = enlarged !== undefined;
      large.hidden = enlarged === undefined;
      const elements = cards.map((card) => card.element);
      putInOrder(grid, elements);
      if (enlarged === undefined || shown === undefined) large.replaceChildren();
      else if (enlarged.element.parentElement !== large)
        large.replaceChildren(back, enlarged.element, h("div", { class: "in-full" }, ...aboutChart(shown, kind)));
      keys.refresh();
    },
  );
  const follow = onChange(
    ({ view }: State) => [view.chart] as const,
    (chart) => {
      const before = followed;
      followed = chart;
      if (!element.contains(document.activeElement) && document.activeElement !== document.body) return;
      const place = chart === undefined ? `.charts [data-chart="${before ?? ""}"]` : ".large";
      element.querySelector<HTMLElement>(`${place} .axes`)?.focus();
    },
  );
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || context.store.value.view.chart === undefined) return;
    event.stopPropagation();
    showAll();
  });
  const light = onChange(
    (state: State) => [litLayer(state), cards, enlarged] as const,
    (layer, all, one) => {
      for (const card of one === undefined ? all : [one]) card.light(layer);
    },
  );
  return {
    element,
    update: (state) => {
      const words = state.view.chart === undefined ? whyFew(state) : "";
      if (why.textContent !== words) why.textContent = words;
      why.hidden = words === "";
      draw(state);
      light(state);
      follow(state);
    },
  };
}

/** A card for every chart; those whose charts and layers are the same stay as they are. */
function keep(
  before: readonly ChartCard[],
  charts: readonly Chart[],
  layers: readonly string[],
  kind: PointKind,
  context: Context,
): readonly ChartCard[] {
  const made = charts.map(
    (chart) => before.find((card) => card.chart === chart) ?? newCard(chart, layers, kind, context, false),
  );
  return made.length === before.length && made.every((card, i) => card === before[i]) ? before : made;
}

function newCard(
  chart: Chart,
  layers: readonly string[],
  kind: PointKind,
  { store, host }: Context,
  isLarge: boolean,
): ChartCard {
  return chartCard({
    ...{ chart, layers, kind },
    plot: isLarge && hasPlotly ? (input) => plotlyChart(input, (error) => host.report(error)) : chartPlot,
    go: (layer) => store.change((state) => setLayer(state, layer)),
    enlarge: isLarge ? undefined : () => store.change((state) => enlargeChart(state, chart.id)),
  });
}

/** The elements as the only children, in this order; those that stand right stay, and keep the focus. */
function putInOrder(parent: HTMLElement, elements: readonly HTMLElement[]): void {
  for (const [i, element] of elements.entries()) {
    const there = parent.children[i];
    if (there === undefined) parent.append(element);
    else if (there !== element) there.replaceWith(element);
  }
  while (parent.children.length > elements.length) parent.lastElementChild?.remove();
}

/** Why charts are missing. */
function whyFew({ panel, shown, info }: State): string {
  if (shown === undefined || panel?.kind !== "ready") return "";
  if (panel.result.given === true)
    return shown.picture.explained === undefined ? fewCurves.givenAlone : fewCurves.given;
  const hasAnalyses = info?.tasks.some(({ stage, result }) => stage === "analysis" && result === "perLayer") === true;
  return info?.page !== undefined && !hasAnalyses && shown.picture.points > MOST_ANALYSED ? fewCurves.page : "";
}
