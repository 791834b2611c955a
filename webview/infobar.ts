import {
  allProblems,
  pointCount,
  pointKind,
  type DatasetInfo,
  type Picture,
  type RunResult,
} from "../src/protocol/engine.ts";
import type { PanelCommand } from "../src/protocol/panel.ts";
import { WHOLE_OBJECT } from "../src/protocol/reading.ts";
import { axesText } from "../src/strings/axes.ts";
import { deviceWords } from "../src/strings/deviceNames.ts";
import { drawingWords } from "../src/strings/drawingWords.ts";
import { fitText } from "../src/strings/fitting.ts";
import { givenText } from "../src/strings/given.ts";
import { noticeWords } from "../src/strings/notices.ts";
import { fieldName } from "../src/strings/fieldName.ts";
import { qualityText } from "../src/strings/pictureQuality.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import { dialectWords, effectsWarn, effectSummary, readingNoticeWords, turnNames } from "../src/strings/reading.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, textButton, type Child } from "./dom.ts";
import { dominanceOf } from "./dominance.ts";
import { openProject } from "./projectForm.ts";
import { hiddenFact } from "./hiddenFact.ts";
import type { Host } from "./host.ts";
import { onChange } from "./memo.ts";
import { shownLayers } from "./planeState.ts";
import { numbersAt, sharesAt } from "./quality.ts";
import { isShuffled, qualityNotices, toggleShuffled } from "./shuffled.ts";
import { litLayer, type State } from "./state.ts";

/** What `Reading.encoding` says where VS Code decoded the text: its own status bar names the encoding. */
const EDITOR = "editor";
/** Characters of a file's name where others stand beside it. */
const LONGEST_NAME = 30;
/** The encoding that is hardly worth a word. */
const USUAL = "UTF-8";

/**
 * The line at the bottom: what was read by which model, and what the picture keeps of the lit layer. Where it is
 * narrow the last facts go first.
 */
export function infobar(context: Context): Control {
  const element = h("footer", { class: "infobar" });
  const draw = onChange(
    (state: State) =>
      [
        state.info,
        state.dataset,
        state.shown,
        state.panel,
        state.layerResults,
        state.view.filter,
        shownLayers(state).join(),
        state.linesDrawn,
      ] as const,
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
  const { info, shown, panel } = state;
  // Of a file that cannot be read any more there is only what was drawn before.
  const isGone = panel?.kind === "failed" && shown !== undefined && state.dataset?.run === shown.dataset.run;
  const dataset = isGone ? undefined : state.dataset;
  const items: HTMLElement[] = [];
  const add = (more: readonly HTMLElement[]): void => {
    for (const one of more) items.push(one);
  };
  if (info !== undefined) {
    items.push(item("w2", info.file, h("b", {}, info.file)));
    if (info.isDeleted === true)
      items.push(item("notice warn", panelText.deletedTitle, icon("warning"), panelText.deleted));
    if (state.dataset?.given === undefined)
      items.push(choosable(context, "chooseModel", "model", info.model, panelText.chooseModelTitle));
    else items.push(item("", givenText.coordinatesTitle, givenText.coordinates));
  }
  const flaws = isGone ? [] : problems(context, state);
  const warns = dataset !== undefined && effectsWarn(allProblems(dataset, resultOf(state)).effects);
  add(baseline(context, state));
  add(notices(context, state, true));
  if (!isGone) add(dominance(context, state));
  if (warns) add(flaws);
  if (dataset !== undefined) {
    const all = pointCount(dataset);
    const drawn = shown?.dataset.run === dataset.run ? shown.picture.drawn : 0;
    if (panel?.kind !== "failed") add(hiddenFact(context, state));
    items.push(item("", undefined, panelText.points(panel?.kind === "failed" ? all : drawn, all, pointKind(dataset))));
  }
  if (shown !== undefined && panel?.kind !== "failed") {
    items.push(item("w2", undefined, panelText.layers(shown.picture.layers.length)));
    add(method(context, state));
  }
  add(axesFact(context, state));
  if (!warns) add(flaws);
  add(warnings(state));
  if (
    info !== undefined &&
    state.dataset?.given === undefined &&
    (info.device !== undefined || resultOf(state) !== undefined)
  )
    items.push(choosable(context, "chooseDevice", "device", deviceWords(info.device), panelText.chooseDeviceTitle));
  const field = isGone ? undefined : textField(context, state);
  if (field !== undefined) items.push(field);
  if (dataset !== undefined) add(readingFacts(context, dataset));
  add(notices(context, state, false));
  if (panel?.kind === "ready" && panel.result.given !== true)
    items.push(item("w2 w4", undefined, panelText.origin(panel.result)));
  return items;
}

/** In whose axes the picture is drawn, where it is not in its own. */
function axesFact(context: Context, { info, shown }: State): readonly HTMLElement[] {
  const axes = info?.drawing.axes;
  if (axes === undefined || shown === undefined) return [];
  const title = axesText.factTitle(axes.name, shown.picture.explained !== undefined);
  return [choosable(context, "drawInAxes", "axes", axesText.fact(shortened(axes.name, LONGEST_NAME)), title)];
}

/** How the picture is fitted, and whether it was to its end. Of given coordinates there is nothing to say. */
function method({ host }: Context, { info, panel, dataset }: State): readonly HTMLElement[] {
  if (info === undefined || dataset?.given !== undefined) return [];
  const result = panel?.kind === "ready" ? panel.result : undefined;
  const words = drawingWords(result?.drawing ?? info.drawing, info.tasks);
  const early = result?.stoppedEarly;
  const said =
    early === undefined ? [] : [item("notice warn", fitText.earlyTitle(early), icon("warning"), fitText.early(early))];
  if (!host.hasEditor) return [item("method w2", undefined, words), ...said];
  const button = textButton(words, "flat method w2", openProject);
  button.title = panelText.projectionTitle;
  button.setAttribute("aria-label", `${words}. ${panelText.projectionTitle}`);
  return [button, ...said];
}

/** A fact that a quick pick of VS Code changes; on a page only the fact. Its start goes where it is narrow. */
function choosable(
  { host }: Context,
  command: PanelCommand,
  kind: string,
  words: string,
  title: string,
  start = "",
): HTMLElement {
  const fact = start + words;
  const parts = start === "" ? [words] : [h("span", { class: "w2" }, start), words];
  if (!host.hasEditor) return item(kind, undefined, ...parts);
  const button = textButton("", `flat ${kind}`, () => host.invoke(command));
  button.append(...parts);
  button.title = title;
  button.setAttribute("aria-label", `${fact}. ${title}`);
  button.dataset["command"] = command;
  return button;
}

/** What a user should know of the reading, the model and the device: a few words, the sentence on hover. */
function notices({ host }: Context, { panel, dataset }: State, warning: boolean): readonly HTMLElement[] {
  const ofReading = (dataset?.reading.notices ?? []).map(readingNoticeWords);
  const ofRun = panel?.kind === "ready" ? panel.result.notices.map(noticeWords) : [];
  return [...ofReading, ...ofRun]
    .filter(({ warns }) => warns === warning)
    .map(({ short, sentence, warns, command }) => {
      const parts = [icon(warns ? "warning" : "info"), h("span", { class: "w2" }, short)];
      return explained(host, command, warns ? "notice warn" : "notice w4", sentence, parts);
    });
}

/** That the picture is one of shuffled states, or no better than that; a click shows the other one. */
function baseline(context: Context, state: State): readonly HTMLElement[] {
  const words = qualityNotices(state).map(noticeWords);
  const said = isShuffled(state) ? [{ short: qualityText.shuffled, sentence: qualityText.shuffledTitle }] : words;
  return said.map(({ short, sentence }) => {
    const parts = [icon("warning"), h("span", { class: "w2" }, short)];
    if (!context.host.hasEditor) return item("notice warn", sentence, ...parts);
    const button = textButton("", "flat notice warn", () => toggleShuffled(context));
    button.append(...parts);
    button.title = sentence;
    button.setAttribute("aria-label", sentence);
    button.dataset["action"] = "compareShuffled";
    return button;
  });
}

/** What the picture shows in place of meaning, and a click that changes it. */
function dominance({ host }: Context, state: State): readonly HTMLElement[] {
  const found = dominanceOf(state);
  if (found === undefined) return [];
  const { short, sentence, remedy } = found;
  const parts = [icon("warning"), h("span", { class: "w2" }, short)];
  if (!host.hasEditor || remedy === undefined) return [item("notice warn", sentence, ...parts)];
  const { words, draw } = remedy;
  const button = textButton("", "flat notice warn", () => {
    if (draw === undefined) host.invoke("leaveOutSinks");
    else host.draw(draw);
  });
  button.append(...parts);
  button.title = `${sentence} ${words}`;
  button.setAttribute("aria-label", button.title);
  return [button];
}

/** A few words whose sentence shows on hover, and which start a command, if any; on a page only the words. */
function explained(
  host: Host,
  command: PanelCommand | undefined,
  kind: string,
  sentence: string,
  parts: readonly Child[],
): HTMLElement {
  if (!host.hasEditor || command === undefined) return item(kind, sentence, ...parts);
  const button = textButton("", `flat ${kind}`, () => host.invoke(command));
  button.append(...parts.filter((part) => part !== false && part !== undefined));
  button.title = sentence;
  button.setAttribute("aria-label", sentence);
  button.dataset["command"] = command;
  return button;
}

/** How the run of the newest data set ended, once it has. */
function resultOf({ panel, dataset }: State): RunResult | undefined {
  return panel?.kind === "ready" && panel.result.run === dataset?.run ? panel.result : undefined;
}

/** What became of the places that are not as they should be; a click lists them. */
function problems({ host }: Context, state: State): readonly HTMLElement[] {
  const { dataset } = state;
  const result = resultOf(state);
  if (dataset === undefined || dataset.problemCount + (result?.problemCount ?? 0) === 0) return [];
  const { problems: places, effects: counts } = allProblems(dataset, result);
  const words = effectSummary(counts);
  const warns = effectsWarn(counts);
  const title = panelText.problemsTitle(places);
  const lost = effectSummary({ ...counts, asItStands: 0 });
  const parts = warns
    ? [icon("warning"), h("span", {}, lost), h("span", { class: "w2 w4" }, words.slice(lost.length))]
    : [icon("info"), words];
  const made = explained(host, "showProblems", warns ? "problems warn" : "problems", title, parts);
  if (host.hasEditor) made.setAttribute("aria-label", `${words}. ${panelText.showProblemsTitle}`);
  return [made];
}

/** How the file was read, each part to be changed by a quick pick of VS Code. */
function readingFacts(context: Context, { reading, given }: DatasetInfo): readonly HTMLElement[] {
  const { dialect, array, arrays, turns, encoding } = reading;
  const facts: HTMLElement[] = [];
  const fact = (command: PanelCommand, kind: string, words: string, title: string, start?: string): void => {
    facts.push(choosable(context, command, kind, words, title, start));
  };
  if (encoding !== EDITOR)
    fact("chooseEncoding", encoding === USUAL ? "encoding w2 w4" : "encoding", encoding, panelText.chooseEncodingTitle);
  if (dialect !== undefined) fact("chooseDialect", "dialect", dialectWords(dialect), panelText.chooseDialectTitle);
  if (turns !== undefined) fact("chooseTurns", "turns", turnNames[turns], panelText.chooseTurnsTitle);
  if (given !== undefined && array !== undefined) {
    fact("chooseDataSet", "array", fieldName(array), givenText.choose);
  } else if (arrays.length > 1 && array !== undefined) {
    const last = array.slice(array.lastIndexOf(".") + 1);
    const inAll = panelText.arraysInAll(arrays.filter(({ path }) => path !== WHOLE_OBJECT).length);
    const start = array.slice(0, array.length - last.length);
    fact("chooseArray", "array", last + inAll, panelText.chooseArrayTitle, start);
  }
  return facts;
}

/** The field that is read, to be changed by a quick pick of VS Code. */
function textField({ host }: Context, { dataset }: State): HTMLElement | undefined {
  if (!host.hasEditor || dataset?.textField === undefined) return undefined;
  const button = textButton(fieldName(dataset.textField), "flat w2", () => host.invoke("chooseTextField"));
  button.prepend(icon("symbol-field"));
  button.title = panelText.chooseText;
  return button;
}

function warnings(state: State): readonly HTMLElement[] {
  const { linesDrawn } = state;
  const result = resultOf(state);
  const items: HTMLElement[] = [];
  if (result !== undefined && result.truncated > 0) {
    const words = panelText.cut(result.truncated, result.maxTokens ?? 0);
    items.push(item("", panelText.cutTitle, words));
  }
  if (linesDrawn !== undefined)
    items.push(item("", panelText.trajectoriesTitle, panelText.trajectoriesDrawn(linesDrawn)));
  return items;
}

function right(state: State): readonly HTMLElement[] {
  const { shown, panel } = state;
  const layer = litLayer(state);
  const name = shown?.picture.layers[layer];
  if (shown === undefined || name === undefined || panel?.kind === "failed" || panel?.kind === "idle") return [];
  // One point has no direction in which it varies.
  if (shown.picture.points < 2) return [];
  if (state.view.mode === "pair") return bothKept(state, shown.picture);
  return [...variance(shown.picture, layer, name), ...qualities(state, layer)];
}

/** What the axes keep of each of Pair's layers, where they are such that keep a share. */
function bothKept(state: State, picture: Picture): readonly HTMLElement[] {
  const parts = shownLayers(state).map((layer) => ({
    name: panelText.layerName(picture.layers[layer] ?? ""),
    shares: sharesAt(picture, layer),
  }));
  return parts.flatMap(({ name, shares }, i) =>
    shares === undefined
      ? []
      : [
          item(
            "variance",
            panelText.varianceTitle(shares.length),
            `${shortened(name, 20)} `,
            h("b", {}, panelText.axesSum(shares)),
            i === parts.length - 1 && h("span", { class: "w2 w4" }, panelText.ofVariance),
          ),
        ],
  );
}

/** What the axes keep of the layer, where they are such that keep a share. */
function variance(picture: Picture, layer: number, name: string): readonly HTMLElement[] {
  const shares = sharesAt(picture, layer);
  if (shares === undefined) return [];
  return [
    item(
      "variance",
      panelText.varianceTitle(shares.length),
      h("span", { class: "w2 w4" }, panelText.variance(shortened(name, 20))),
      panelText.axes(shares),
      h("b", {}, panelText.axesSum(shares)),
      h("span", { class: "w2 w4" }, panelText.ofVariance),
    ),
  ];
}

/** Numbers of a layer that the line has room for; Curves has all. */
const MOST_NUMBERS = 2;

/** What the first analyses say of the layer; in full where there is no share of the variance to show. */
function qualities(state: State, layer: number): readonly HTMLElement[] {
  const kind = state.shown?.picture.explained === undefined ? "quality" : "quality w2 w4";
  const numbers = numbersAt(state, layer).slice(0, MOST_NUMBERS);
  return numbers.map(({ label, help, value }) =>
    item(kind, help, panelText.qualityName(label), h("b", {}, panelText.quality(value))),
  );
}
