import type { PointDetails } from "../src/protocol/engine.ts";
import { panelText } from "../src/strings/panel.ts";
import { copySelected, openSelected } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, textButton, type Child } from "./dom.ts";
import { isDense } from "./figureTraces.ts";
import { onChange } from "./memo.ts";
import { keptPerLayer, movedPerLayer, neighbourCount } from "./neighbours.ts";
import { pane } from "./pane.ts";
import { lineOf } from "./places.ts";
import { recordLabel } from "./recordLabel.ts";
import { spark, sparkEnds } from "./spark.ts";
import { litLayer, selectedDetails, selectedText, type Shown, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

/** The selected record: its text, its line, and how it went through the layers. */
export function recordCard(context: Context): Control {
  const { element, body } = pane("detail", panelText.record);
  const draw = onChange(
    (state: State) =>
      [
        state.shown,
        state.view.selected,
        state.details,
        litLayer(state),
        state.info?.file,
        selectedText(state),
        maxTokensOf(state),
      ] as const,
    () => body.replaceChildren(...content(context)),
  );
  return { element, update: draw };
}

function maxTokensOf({ panel }: State): number | undefined {
  return panel?.kind === "ready" ? panel.result.maxTokens : undefined;
}

function content(context: Context): readonly HTMLElement[] {
  const state = context.store.value;
  const { shown, view, details } = state;
  if (shown === undefined || view.selected === undefined) return [h("p", { class: "note" }, panelText.noSelection)];
  const known = selectedDetails(state);
  const card = h(
    "div",
    { class: "record" },
    h("div", { class: "text", dir: "auto" }, selectedText(state) ?? panelText.reading),
    place(context, shown, view.selected),
    facts(state, shown, view.selected, known),
    ...(known === undefined ? [] : charts(shown, known, litLayer(state))),
  );
  if (details.kind === "failed")
    card.append(h("p", { class: "note" }, details.message.explanation, " ", details.message.remedy));
  return [card];
}

function place(context: Context, { dataset }: Shown, record: number): HTMLElement {
  const { store, host } = context;
  const words = panelText.place(store.value.info?.file ?? "", lineOf(dataset, record));
  const link = textButton(words, "link", () => openSelected(context));
  link.title = panelText.openLine(words);
  return h(
    "div",
    { class: "where" },
    icon("go-to-file"),
    host.hasEditor ? link : h("span", { class: "link" }, words),
    iconButton("copy", panelText.copyText, () => copySelected(context)),
  );
}

function facts(state: State, shown: Shown, record: number, known: PointDetails | undefined): HTMLElement {
  const { categories, picture } = shown;
  const rows: Child[] = [];
  const fact = (name: string, className: string, ...values: Child[]): void => {
    rows.push(h("dt", { class: className }, name), h("dd", { class: className }, ...values));
  };
  const label = recordLabel(shown, record);
  if (label !== undefined) {
    fact(
      shown.dataset.labelField ?? panelText.facts.label,
      "",
      recordSwatch(categories, record, isDense(picture)),
      h("span", { class: "value", dir: "auto" }, label),
    );
  }
  if (known?.tokens !== undefined) {
    const cut = known.truncated ? h("small", {}, panelText.truncated(maxTokensOf(state))) : undefined;
    fact(panelText.facts.tokens, "extra", String(known.tokens), cut);
  }
  if (known !== undefined && neighbourCount(known) > 0) {
    const all = movedPerLayer(known).reduce<number>((sum, distance) => sum + (distance ?? 0), 0);
    fact(panelText.facts.moved, "", all.toFixed(2), h("small", {}, panelText.movedInAll));
  }
  return h("dl", { class: "facts" }, ...rows);
}

function charts({ picture }: Shown, known: PointDetails, layer: number): readonly HTMLElement[] {
  const k = neighbourCount(known);
  if (k === 0) return [h("p", { class: "note" }, panelText.notComputed)];
  const { layers } = picture;
  const kept = keptPerLayer(known);
  const moved = movedPerLayer(known);
  const atLayer = moved[layer];
  const distance = spark({
    title: panelText.distanceMoved,
    values: moved,
    max: Math.max(...moved.map((each) => each ?? 0)),
    layer,
    layers,
    value: atLayer === undefined ? "–" : atLayer.toFixed(3),
  });
  distance.append(sparkEnds(layer, layers));
  return [
    spark({ title: panelText.kept, values: kept, max: k, layer, layers, value: panelText.keptValue(kept[layer], k) }),
    distance,
  ];
}
