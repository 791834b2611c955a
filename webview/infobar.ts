import type { PanelCommand } from "../src/protocol/panel.ts";
import { deviceName } from "../src/strings/deviceNames.ts";
import { noticeWords } from "../src/strings/notices.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, textButton, type Child } from "./dom.ts";
import { trajectoryRecords } from "./drawn.ts";
import { onChange } from "./memo.ts";
import { litLayer, type State } from "./state.ts";

/**
 * The line at the bottom: what was read by which model, and what the picture keeps of the lit layer. Where it is
 * narrow the last facts go first.
 */
export function infobar(context: Context): Control {
  const element = h("footer", { class: "infobar" });
  const draw = onChange(
    (state: State) => [state.info, state.dataset, state.shown, state.panel, litLayer(state)] as const,
    () => {
      const state = context.store.value;
      element.replaceChildren(h("div", { class: "facts" }, ...left(context, state)), ...right(state));
    },
  );
  // A button out of sight comes into sight with the keyboard's focus, and goes with it.
  element.addEventListener("focusout", () => element.firstElementChild?.scrollTo(0, 0));
  return { element, update: draw };
}

function item(className: string, title: string | undefined, ...children: Child[]): HTMLElement {
  return h("span", { class: className, title }, ...children);
}

function left(context: Context, state: State): readonly HTMLElement[] {
  const { info, shown, panel, dataset } = state;
  const items: HTMLElement[] = [];
  if (info !== undefined) {
    items.push(item("w2", info.file, h("b", {}, info.file)));
    items.push(choosable(context, "chooseModel", "model", info.model, panelText.chooseModelTitle));
  }
  items.push(...notices(context, state, true));
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
  if (info !== undefined && info.device !== "")
    items.push(choosable(context, "chooseDevice", "device", deviceName(info.device), panelText.chooseDeviceTitle));
  const field = textField(context, state);
  if (field !== undefined) items.push(field);
  items.push(...notices(context, state, false));
  if (panel?.kind === "ready") items.push(item("w2 w4", undefined, panelText.origin(panel.result)));
  return items;
}

/** A fact that a quick pick of VS Code changes; on a page only the fact. */
function choosable({ host }: Context, command: PanelCommand, kind: string, fact: string, title: string): HTMLElement {
  if (!host.hasEditor) return item(kind, undefined, fact);
  const button = textButton(fact, `flat ${kind}`, () => host.invoke(command));
  button.title = title;
  button.setAttribute("aria-label", `${fact}. ${title}`);
  button.dataset["command"] = command;
  return button;
}

/** What a user should know of the model and the device: a few words, the sentence on hover. */
function notices({ host }: Context, { panel }: State, warning: boolean): readonly HTMLElement[] {
  if (panel?.kind !== "ready") return [];
  const words = panel.result.notices.map(noticeWords).filter(({ warns }) => warns === warning);
  return words.map(({ short, sentence, warns, command }) => {
    const kind = warns ? "notice warn" : "notice w4";
    const parts = [icon(warns ? "warning" : "info"), h("span", { class: "w2" }, short)];
    if (!host.hasEditor) return item(kind, sentence, ...parts);
    const button = textButton("", `flat ${kind}`, () => host.invoke(command));
    button.append(...parts);
    button.title = sentence;
    button.setAttribute("aria-label", sentence);
    return button;
  });
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
      h("span", { class: "w2 w4" }, panelText.variance(shortened(name, 20))),
      panelText.axes(first, second),
      h("b", {}, panelText.axesSum(first, second)),
      h("span", { class: "w2 w4" }, panelText.ofVariance),
    ),
  ];
}
