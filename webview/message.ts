import type { PanelCommand, PanelState } from "../src/protocol/panel.ts";
import { axesText } from "../src/strings/axes.ts";
import { exportText } from "../src/strings/exporting.ts";
import { dominanceText } from "../src/strings/dominance.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, svg, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { State } from "./state.ts";

/** What stands in place of the picture where there is none: nothing opened, a failure, or waiting for the first one. */
export function message(context: Context): Control {
  const element = h("div", { class: "message" });
  const draw = onChange(
    ({ panel, shown }: State) => [panel?.kind === "failed" ? panel : panel?.kind, shown === undefined] as const,
    (panel, waiting) => {
      element.replaceChildren(...content(context, panel, waiting));
      element.hidden = element.childElementCount === 0;
      element.setAttribute("role", typeof panel === "object" && panel.isCalm !== true ? "alert" : "status");
    },
  );
  return { element, update: draw };
}

type Failed = PanelState & { kind: "failed" };

function content(
  context: Context,
  panel: Failed | PanelState["kind"] | undefined,
  waiting: boolean,
): readonly HTMLElement[] {
  if (typeof panel === "object") return [panel.isCalm === true ? calm(panel) : failed(context, panel)];
  if (panel === "idle") return [empty()];
  return waiting && panel !== undefined ? [h("div", { class: "waiting" }, emblem())] : [];
}

function failed(
  { host }: Context,
  { message: { title, explanation, remedy }, canRetry, offers = [] }: Failed,
): HTMLElement {
  const button = (command: PanelCommand, label: string, kind: string): HTMLElement => {
    const made = textButton(label, kind, () => host.invoke(command));
    made.dataset["command"] = command;
    return made;
  };
  const commands: readonly PanelCommand[] = [...offers, ...(canRetry ? (["retry"] as const) : []), "showLog"];
  return h(
    "div",
    { class: "problem" },
    icon("error"),
    h(
      "div",
      {},
      h("h2", {}, title),
      h("p", {}, explanation),
      h("p", {}, remedy),
      h(
        "div",
        { class: "buttons" },
        ...commands.map((command, i) => button(command, commandLabels[command], i === 0 ? "button" : "button second")),
      ),
    ),
  );
}

/** Nothing is wrong: there is nothing to draw yet. */
function calm({ message: { title, explanation, remedy } }: Failed): HTMLElement {
  return h("div", {}, emblem(), h("h2", {}, title), h("p", {}, explanation, " ", remedy));
}

const commandLabels: Readonly<Record<PanelCommand, string>> = {
  cancel: panelText.cancel,
  resume: panelText.resume,
  retry: panelText.retry,
  showLog: panelText.showLog,
  chooseTextField: panelText.chooseTextField,
  chooseLabelField: panelText.chooseLabelField,
  chooseEncoding: panelText.chooseEncoding,
  chooseDialect: panelText.chooseDialect,
  chooseArray: panelText.chooseArray,
  chooseTurns: panelText.chooseTurns,
  drawInAxes: axesText.button,
  export: exportText.button,
  chooseDataSet: panelText.chooseDataSet,
  showProblems: panelText.showProblems,
  downloadModel: panelText.downloadModel,
  chooseModel: panelText.chooseModel,
  chooseDevice: panelText.chooseDevice,
  showLayers: panelText.showLayers,
  leaveOutSinks: dominanceText.withoutSinks,
  restartEngine: panelText.restartEngine,
};

function empty(): HTMLElement {
  const facts = panelText.emptyFacts.flatMap(([name, value]) => [h("dt", {}, name), h("dd", {}, value)]);
  return h(
    "div",
    {},
    emblem(),
    h("h2", {}, panelText.emptyTitle),
    h("p", {}, panelText.emptyBefore, h("b", {}, panelText.emptyCommand), panelText.emptyAfter),
    h("dl", {}, ...facts),
  );
}

/** Offsets of the dots on a plane from its middle, and their colours. */
const dots = [
  [-22, -3, 1],
  [-10, 6, 1],
  [14, -6, 2],
  [26, 4, 2],
  [2, -9, 3],
  [6, 10, 3],
] as const;

/** Three layers and one thread through them: the product's emblem. */
function emblem(): SVGSVGElement {
  const plane = (y: number, lit: boolean, spread: number): SVGGElement =>
    svg(
      "g",
      { class: lit ? "plane on" : "plane" },
      svg("path", { d: `M74 ${y - 20} 138 ${y} 74 ${y + 20} 10 ${y}Z` }),
      ...dots.map(([dx, dy, colour]) => {
        const dot = svg("circle", { cx: 74 + dx * spread, cy: y + dy * spread * 0.6, r: 2.3 });
        dot.style.setProperty("fill", `var(--strata-${colour})`);
        return dot;
      }),
    );
  const stops = [
    [70, 102],
    [58, 62],
    [46, 26],
  ] as const;
  return svg(
    "svg",
    { class: "emblem", viewBox: "0 0 148 124", "aria-hidden": "true" },
    plane(100, false, 0.55),
    plane(64, false, 0.95),
    plane(28, true, 1.45),
    svg("path", { class: "thread", d: "M70 102C66 88 60 74 58 62S48 40 46 26" }),
    ...stops.map(([cx, cy]) => svg("circle", { class: "stop", cx, cy, r: 2.8 })),
  );
}
