import type { RunResult } from "../src/protocol/engine.ts";
import { fitText } from "../src/strings/fitting.ts";
import { noticeWords } from "../src/strings/notices.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import { selectionText } from "../src/strings/selection.ts";
import { planeText } from "../src/strings/planes.ts";
import type { Control } from "./control.ts";
import { h } from "./dom.ts";
import { onChange } from "./memo.ts";
import { fileOf, lineOf } from "./places.ts";
import { planeViewOf, shownLayers } from "./planeState.ts";
import { keptAt } from "./quality.ts";
import { doingNow } from "./strip.ts";
import { isBare, litLayer, selectedDetails, type State } from "./state.ts";

const SPOKEN_LENGTH = 120;

/** Tells screen readers what was selected and how the run goes on: one sentence per change of either. */
export function announcer(): Control {
  const element = h("div", { class: "spoken", role: "status", "aria-live": "polite" });
  const say = (sentence: string): void => void (element.textContent = sentence);

  let told = 0;
  const selection = onChange(
    (state: State) => [state.view.selected, spokenText(state)] as const,
    (selected, text) => {
      if (selected === undefined && element.textContent !== "") say(panelText.announceNothing);
      if (text !== undefined) say(text);
    },
  );
  const marked = onChange(
    ({ view, outline }: State) => [outline === undefined ? view.selection.length : undefined] as const,
    (points) => {
      // While a line is drawn the count changes with every step.
      if (points === undefined || (points === 0 && told === 0)) return;
      told = points;
      say(selectionText.announce(points));
    },
  );
  const progress = onChange(
    ({ panel }: State) => [sentenceOf(panel)] as const,
    (sentence) => {
      if (sentence !== undefined) say(sentence);
    },
  );
  const place = onChange(
    (state: State) => [state.view.mode, ...layersNamed(state)] as const,
    () => {
      const sentence = spokenPlace(current);
      if (sentence !== undefined && isSettled) say(sentence);
      isSettled = true;
    },
  );
  let current: State | undefined;
  let isSettled = false;
  return {
    element,
    update: (state) => {
      current = state;
      place(state);
      selection(state);
      marked(state);
      progress(state);
    },
  };
}

/** The names of the layers in sight; none where the view shows all. */
function layersNamed(state: State): readonly string[] {
  const names = state.shown?.picture.layers ?? [];
  return planeViewOf(state) === undefined ? [] : shownLayers(state).map((layer) => names[layer] ?? "");
}

/** Which layers Layer and Pair show now; in other views the layer's slider says it. */
function spokenPlace(state: State | undefined): string | undefined {
  if (state?.shown === undefined || isBare(state)) return undefined;
  const names = layersNamed(state);
  const [first, second] = names;
  if (first === undefined) return undefined;
  if (second !== undefined) return planeText.announcePair(first, second);
  return planeText.announceLayer(first, keptAt(state.shown.picture, litLayer(state)));
}

function spokenText(state: State): string | undefined {
  const { shown, info, view } = state;
  const text = selectedDetails(state)?.text;
  if (shown === undefined || view.selected === undefined || text === undefined) return undefined;
  const place = panelText.place(fileOf(shown.dataset, view.selected, info), lineOf(shown.dataset, view.selected));
  return panelText.announceSelected(shortened(text, SPOKEN_LENGTH), place);
}

function warningsOf({ notices }: RunResult): readonly string[] {
  return notices
    .map(noticeWords)
    .filter(({ warns }) => warns)
    .map(({ sentence }) => sentence);
}

function readySentence(result: RunResult): string {
  const { stoppedEarly } = result;
  const drawn = stoppedEarly === undefined ? panelText.announceReady(result) : fitText.earlyTitle(stoppedEarly);
  return [drawn, ...warningsOf(result)].join(". ");
}

/** What a state says: for a run only its stage, not every count. */
function sentenceOf(panel: State["panel"]): string | undefined {
  switch (panel?.kind) {
    case "working":
      if (panel.canRestart) return panelText.doesNotStop;
      return doingNow(panel.progress, panel.cancelling);
    case "interrupted":
      return `${panelText.stopped(panel.why, panel.done, panel.total)}. ${panelText.stoppedWhy(panel.why, panel.done, panel.total)}`;
    case "failed":
      return `${panel.message.title}. ${panel.message.explanation} ${panel.message.remedy}`;
    case "ready":
      return readySentence(panel.result);
    case "idle":
    case undefined:
      return undefined;
  }
}
