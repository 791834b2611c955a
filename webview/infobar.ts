import { deviceName } from "../src/strings.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, textButton, type Child } from "./dom.ts";
import { trajectoryRecords } from "./drawn.ts";
import { onChange } from "./memo.ts";
import { litLayer, type State } from "./state.ts";

/** The line at the bottom: what was read by which model, and what the picture keeps of the lit layer. */
export function infobar(context: Context): Control {
  const element = h("footer", { class: "infobar" });
  const draw = onChange(
    (state: State) => [state.info, state.dataset, state.shown, state.panel, litLayer(state)] as const,
    () => {
      const state = context.store.value;
      element.replaceChildren(h("div", { class: "facts" }, ...left(context, state)), ...right(state));
    },
  );
  return { element, update: draw };
}

function item(className: string, title: string | undefined, ...children: Child[]): HTMLElement {
  return h("span", { class: className, title }, ...children);
}

function left(context: Context, state: State): readonly HTMLElement[] {
  const { info, shown, panel, dataset } = state;
  const items: HTMLElement[] = [];
  if (info !== undefined) items.push(item("w2", info.file, h("b", {}, info.file)));
  const field = textField(context, state);
  if (field !== undefined) items.push(field);
  if (dataset !== undefined) {
    const drawn = shown?.dataset === dataset ? shown.picture.drawn : 0;
    items.push(
      item("", undefined, panelText.records(panel?.kind === "failed" ? dataset.records : drawn, dataset.records)),
    );
  }
  if (shown !== undefined && panel?.kind !== "failed") {
    items.push(item("", undefined, panelText.layers(shown.picture.layers.length)));
  }
  items.push(...warnings(state));
  if (info !== undefined) items.push(item("w2", undefined, info.model), item("w3", undefined, deviceName(info.device)));
  if (panel?.kind === "ready") items.push(item("w2 w4", undefined, panelText.origin(panel.result)));
  return items;
}

/** The field that is read, to be changed by a quick pick of VS Code. */
function textField({ host }: Context, { dataset }: State): HTMLElement | undefined {
  if (!host.hasEditor || dataset?.textField === undefined) return undefined;
  const button = textButton(dataset.textField, "flat w2", () => host.invoke("chooseTextField"));
  button.prepend(icon("symbol-field"));
  button.title = panelText.chooseText;
  return button;
}

function warnings({ dataset, shown, panel }: State): readonly HTMLElement[] {
  const items: HTMLElement[] = [];
  if (dataset !== undefined && dataset.problemCount > 0) {
    const title = panelText.skippedTitle(dataset);
    items.push(item("warn", title, icon("warning"), panelText.skipped(dataset.problemCount)));
  }
  if (panel?.kind === "ready" && panel.result.truncated > 0) {
    const words = panelText.cut(panel.result.truncated, panel.result.maxTokens);
    items.push(item("w2", panelText.cutTitle, words));
  }
  if (shown !== undefined) {
    const { drawn, layers } = shown.picture;
    const lines = trajectoryRecords(new Uint32Array(drawn), layers.length).length;
    if (lines < drawn) items.push(item("", panelText.trajectoriesTitle, panelText.trajectoriesDrawn(lines)));
  }
  return items;
}

function right(state: State): readonly HTMLElement[] {
  const { shown, panel } = state;
  const layer = litLayer(state);
  const name = shown?.picture.layers[layer];
  if (shown === undefined || name === undefined || panel?.kind === "failed" || panel?.kind === "idle") return [];
  const first = shown.picture.explained[2 * layer] ?? 0;
  const second = shown.picture.explained[2 * layer + 1] ?? 0;
  return [
    item(
      "variance",
      panelText.varianceTitle,
      h("span", { class: "w2 w4" }, panelText.variance(name)),
      panelText.axes(first, second),
      h("b", {}, panelText.axesSum(first, second)),
      h("span", { class: "w2 w4" }, panelText.ofVariance),
    ),
  ];
}
