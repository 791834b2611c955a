import type { DatasetInfo, PointDetails } from "../src/protocol/engine.ts";
import type { PerPoint } from "../src/protocol/tasks.ts";
import { labelName } from "../src/strings/fieldName.ts";
import { panelText } from "../src/strings/panel.ts";
import { declared } from "../src/strings/declared.ts";
import { copySelected, openSelected } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { placesOf } from "./coordinates.ts";
import { h, icon, iconButton, scrollable, textButton, type Child } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { fileOf, lineOf } from "./places.ts";
import { ownLabel, recordLabel } from "./recordLabel.ts";
import { keptPerLayer, relatedAt } from "./related.ts";
import { nearestOf, numbersOf, type Said } from "./results.ts";
import { spark, sparkEnds } from "./spark.ts";
import { currentDataset, litLayer, resultOfShown, selectedDetails, selectedText, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

/** The selected point: its text, its line, and how it went through the layers. */
export function recordCard(context: Context): Control {
  const { element, body } = pane("detail", panelText.record);
  const draw = onChange(
    (state: State) =>
      [
        state.shown,
        currentDataset(state),
        state.view.selected,
        state.details,
        litLayer(state),
        state.panel?.kind,
        state.info,
        selectedText(state),
        resultOfShown(state),
      ] as const,
    () => body.replaceChildren(...content(context)),
  );
  return { element, update: draw };
}

function content(context: Context): readonly HTMLElement[] {
  const state = context.store.value;
  const { view, details } = state;
  const dataset = currentDataset(state);
  if (dataset === undefined || view.selected === undefined) return [h("p", { class: "note" }, panelText.noSelection)];
  const known = selectedDetails(state);
  const card = h(
    "div",
    { class: "record" },
    scrollable(h("div", { class: "text", dir: "auto" }, selectedText(state) ?? panelText.reading)),
    place(context, dataset, view.selected),
    facts(state, view.selected, known),
    ...(known === undefined ? [] : charts(state)),
  );
  if (details.kind === "failed")
    card.append(h("p", { class: "note" }, details.message.explanation, " ", details.message.remedy));
  return [card];
}

function place(context: Context, dataset: DatasetInfo, point: number): HTMLElement {
  const { store, host } = context;
  const words = panelText.place(fileOf(dataset, point, store.value.info), lineOf(dataset, point));
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

function facts(state: State, point: number, known: PointDetails | undefined): HTMLElement {
  const { shown } = state;
  const rows: Child[] = [];
  const fact = (name: string, className: string, ...values: Child[]): void => {
    rows.push(h("dt", { class: className }, name), h("dd", { class: className }, ...values));
  };
  const label = shown && recordLabel(shown, point);
  if (shown !== undefined && label !== undefined) {
    fact(
      shown.categories.title ?? labelName(shown.dataset.labelField),
      "",
      recordSwatch(shown.categories, point),
      h("span", { class: "value", dir: "auto" }, label),
    );
  }
  const own = shown && ownLabel(shown, point);
  if (own !== undefined)
    fact(labelName(shown?.dataset.labelField), "", h("span", { class: "value", dir: "auto" }, own));
  if (known?.tokens !== undefined) {
    const maxTokens = resultOfShown(state)?.maxTokens;
    const cut = known.truncated ? h("small", {}, panelText.truncated(maxTokens)) : undefined;
    fact(panelText.facts.tokens, known.truncated ? "" : "extra", String(known.tokens), cut);
  }
  for (const { task, result } of numbersOf(state)) {
    if (result.total === undefined) continue;
    const all = valuesOf(result).reduce<number>((sum, value) => sum + (value ?? 0), 0);
    fact(task.label, "", all.toFixed(2), h("small", {}, declared(result.total)));
  }
  return h("dl", { class: "facts" }, ...rows);
}

/** What every analysis says of the point, as a chart over the layers. */
function charts(state: State): readonly HTMLElement[] {
  const layers = state.shown?.picture.layers ?? [];
  const layer = litLayer(state);
  const related = nearestOf(state);
  const numbers = numbersOf(state);
  const made: HTMLElement[] = [];
  if (related !== undefined) {
    const kept = keptPerLayer(related, layers.length);
    const value = panelText.keptValue(kept[layer], relatedAt(related, layer).length);
    made.push(spark({ title: panelText.kept, values: kept, max: related.count, layer, layers, value }));
  }
  for (const said of numbers) made.push(numberSpark(said, layer, layers));
  if (made.length === 0) return waiting(state);
  made.at(-1)?.append(sparkEnds(layer, layers));
  return made;
}

/** Why nothing is said of the point yet. */
function waiting({ shown, view, panel }: State): readonly HTMLElement[] {
  const isDrawn = shown !== undefined && !Number.isNaN(placesOf(shown.picture)(view.selected ?? 0, 0)[0]);
  if (isDrawn && panel?.kind !== "working") return [];
  return [h("p", { class: "note" }, isDrawn ? panelText.numbersFollow : panelText.notComputed)];
}

function numberSpark({ task, result }: Said<PerPoint>, layer: number, layers: readonly string[]): HTMLElement {
  const values = valuesOf(result);
  const here = values[layer];
  const made = spark({
    title: task.label,
    values,
    max: values.reduce<number>((most, value) => Math.max(most, value ?? 0), 0),
    layer,
    layers,
    value: here === undefined ? "–" : here.toFixed(3),
  });
  made.title = task.help;
  return made;
}

/** A number per layer; `undefined` where a layer has none. */
function valuesOf({ values }: PerPoint): readonly (number | undefined)[] {
  return Array.from(values, (value) => (Number.isNaN(value) ? undefined : value));
}
