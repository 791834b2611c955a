import type { Progress, Stage } from "../src/protocol/engine.ts";
import type { PanelState } from "../src/protocol/panel.ts";
import { stageNames } from "../src/strings.ts";
import { fitText } from "../src/strings/fitting.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import type { State } from "./state.ts";

/** Shorter runs show nothing where a picture is there already. */
const PATIENCE = 300;

/** Progress and interruptions: a strip below the picture, never on it. */
export function strip(context: Context): Control {
  const element = h("div", { class: "strip" });
  element.hidden = true;
  const working = workingStrip(context);
  let wait: ReturnType<typeof setTimeout> | undefined;
  const later = (show: () => void): void => {
    wait ??= setTimeout(show, PATIENCE);
  };

  const draw = onChange(
    ({ panel, shown }: State) => [panel, shown === undefined] as const,
    (panel, first) => {
      if (panel?.kind === "working") {
        working.update(panel);
        const show = (): void => {
          element.className = "strip";
          if (!working.parts.every((part) => part.parentElement === element)) element.replaceChildren(...working.parts);
          element.hidden = false;
        };
        if (first || !element.hidden) show();
        else later(show);
        return;
      }
      clearTimeout(wait);
      wait = undefined;
      element.hidden = panel?.kind !== "interrupted";
      if (panel?.kind === "interrupted") {
        element.className = "strip stopped";
        element.replaceChildren(...interrupted(context, panel));
      }
    },
  );
  return { element, update: draw };
}

/** Updated in place: a button that is replaced while it is pressed is never clicked. */
function workingStrip({ host }: Context): {
  readonly parts: readonly HTMLElement[];
  update(panel: PanelState & { kind: "working" }): void;
} {
  const bar = h("progress", { max: 1 });
  const title = h("b", {});
  const figures = Array.from({ length: 4 }, () => h("span", {}));
  const steps = (Object.entries(stageNames) as [Stage, string][]).map(([stage, name]) => ({
    stage,
    element: h("li", {}, icon("circle-large-outline"), name),
  }));
  const cancel = textButton(panelText.cancel, "button second", () => host.invoke("cancel"));
  cancel.dataset["command"] = "cancel";
  const restart = textButton(panelText.restartEngine, "button", () => host.invoke("restartEngine"));
  restart.title = panelText.restartEngineTitle;
  restart.dataset["command"] = "restartEngine";
  restart.hidden = true;
  const words = h(
    "div",
    { class: "words" },
    h("div", { class: "figures" }, title, ...figures),
    h("ol", {}, ...steps.map(({ element }) => element)),
  );
  return {
    parts: [bar, words, restart, cancel],
    update: ({ progress, cancelling, canRestart = false }) => {
      const { fit } = progress;
      // A fit that is being stopped can still be given up.
      cancel.disabled = cancelling && fit === undefined;
      const [label, help] = cancelWords(fit !== undefined, cancelling);
      if (cancel.textContent !== label) cancel.textContent = label;
      cancel.title = help;
      restart.hidden = !canRestart;
      title.textContent = canRestart ? panelText.doesNotStop : doingNow(progress, cancelling);
      const said =
        fit === undefined
          ? [panelText.done(progress), panelText.speed(progress), "", panelText.fromCache(progress)]
          : [cancelling ? "" : fitText.share(fit), "", "", ""];
      said[2] = panelText.timeLeft(progress.secondsLeft);
      said.forEach((text, i) => {
        const figure = figures[i];
        if (figure === undefined) return;
        figure.textContent = text;
        figure.hidden = text === "";
      });
      if (fit !== undefined) bar.value = fit.done;
      else if (progress.total > 0) bar.value = progress.done / progress.total;
      else bar.removeAttribute("value");
      bar.setAttribute("aria-label", fit === undefined ? panelText.done(progress) : fitText.doing(fit));
      const now = steps.findIndex(({ stage }) => stage === progress.stage);
      steps.forEach(({ element }, i) => {
        markStep(element, i < now ? "done" : i === now ? "now" : "");
      });
    },
  };
}

/** What is under way, in words: of a fit its layer. */
export function doingNow({ stage, fit }: Progress, cancelling: boolean): string {
  if (fit === undefined) return panelText.nowDoing(stage, cancelling);
  return cancelling ? fitText.stopping : fitText.doing(fit);
}

function cancelWords(isFitting: boolean, cancelling: boolean): readonly [label: string, help: string] {
  if (!isFitting) return [panelText.cancel, panelText.cancelTitle];
  return cancelling ? [fitText.discard, fitText.discardTitle] : [fitText.keep, fitText.keepTitle];
}

const stepIcons: Readonly<Record<string, string>> = {
  done: "codicon codicon-pass",
  now: "codicon codicon-loading turning",
  "": "codicon codicon-circle-large-outline",
};

function markStep(step: HTMLElement, kind: string): void {
  if (step.className !== kind) step.className = kind;
  const sign = step.firstElementChild;
  const wanted = stepIcons[kind] ?? "";
  if (sign !== null && sign.className !== wanted) sign.className = wanted;
}

function interrupted(
  { host }: Context,
  { why, done, total }: PanelState & { kind: "interrupted" },
): readonly HTMLElement[] {
  const button = (label: string, kind: string, command: "resume" | "showLog"): HTMLElement => {
    const made = textButton(label, kind, () => host.invoke(command));
    made.dataset["command"] = command;
    return made;
  };
  return [
    icon(why.kind === "cancelled" ? "circle-slash" : "warning"),
    h(
      "div",
      { class: "words" },
      h("div", { class: "figures" }, h("b", {}, panelText.stopped(why, done, total))),
      h("p", {}, panelText.stoppedWhy(why, done, total)),
    ),
    button(panelText.showLog, "button second", "showLog"),
    button(panelText.resume, "button", "resume"),
  ];
}
