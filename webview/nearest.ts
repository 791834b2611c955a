import type { Related } from "../src/protocol/tasks.ts";
import { nearestText } from "../src/strings/nearest.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import { analysesForm } from "./analysesForm.ts";
import { open, pick } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { h, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { fileOf, lineOf } from "./places.ts";
import { nearestChoices } from "./nearestChoices.ts";
import { presence } from "./presence.ts";
import { distancesAt, goneAt, layersOf, newAt, relatedAt } from "./related.ts";
import { relatedOf, type Said } from "./results.ts";
import { rovingList } from "./rovingList.ts";
import { litLayer, selectedDetails, type Shown, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

/** Names in the sentence below the first list. */
export const GONE = 4;
const NAME_LENGTH = 24;

/**
 * The points related to the selected one at the lit layer, a list for every analysis that names some; of the first one
 * also what changed since the layer before.
 */
export function nearest(context: Context): Control {
  const { element, body, head, act } = pane("near", "");
  const form = analysesForm(context);
  act(form.element);
  const choices = nearestChoices(context);
  const lists = h("div", {});
  body.append(choices.element, lists);
  const keys = rovingList(body, ".name");
  enterOpens(body, context);

  const draw = onChange(
    (state: State) =>
      [selectedDetails(state), state.info?.tasks, litLayer(state), state.shown, state.excerpts] as const,
    (_details, _tasks, layer, shown, excerpts) => {
      const [first, ...others] = relatedOf(context.store.value);
      element.hidden = first === undefined || shown === undefined;
      if (first === undefined || shown === undefined) return;
      const { layers } = shown.picture;
      const list = (related: Related): HTMLElement =>
        h("ul", {}, ...relatedRows(context, shown, related, layer, excerpts));
      head(panelText.related(first.task.label, layers[layer] ?? ""), distanceWords(first.task), first.task.help);
      const focused = focusedRow(body);
      lists.replaceChildren(
        list(first.result),
        h("p", { class: "note" }, ...changes(first.result, layer, layers[layer - 1], excerpts)),
        ...others.flatMap(({ task, result }: Said<Related>) => [
          h("h3", { title: task.help }, panelText.related(task.label, layers[layer] ?? "")),
          list(result),
        ]),
      );
      keys.refresh();
      if (focused >= 0) body.querySelectorAll<HTMLElement>(".name")[focused]?.focus();
    },
  );
  return {
    element,
    update: (state) => {
      draw(state);
      form.update(state);
      choices.update(state);
    },
  };
}

/** Which distance the numbers are. */
function distanceWords({ of }: Said<Related>["task"]): string {
  return of === "coordinates" ? nearestText.drawnDistance : panelText.distance;
}

/** A line for every point that is related at a layer. */
export function relatedRows(
  context: Context,
  shown: Shown,
  related: Related,
  layer: number,
  excerpts: ReadonlyMap<number, string>,
): readonly HTMLElement[] {
  const distances = distancesAt(related, layer);
  const longest = distances.reduce((most, distance) => Math.max(most, distance), 1e-9);
  const fresh = newAt(related, layer);
  return Array.from(relatedAt(related, layer), (point, i) =>
    relatedRow(context, shown, {
      point,
      text: shortened(excerpts.get(point) ?? "…", 80),
      distance: distances[i] ?? 0,
      longest,
      newSince: fresh.has(point) ? shown.picture.layers[layer - 1] : undefined,
      near: layersOf(related, point, shown.picture.layers.length),
      layer,
    }),
  );
}

/** A point of a list, and how far it is. */
interface Row {
  readonly point: number;
  readonly text: string;
  readonly distance: number;
  readonly longest: number;
  /** The layer before, where the point was not related there. */
  readonly newSince: string | undefined;
  /** `[layers]` whether it is among the related ones there. */
  readonly near: readonly boolean[];
  readonly layer: number;
}

/** One line of a list of points: text, distance and place. */
function relatedRow(
  context: Context,
  { dataset, categories, picture }: Shown,
  { point, text, distance, longest, newSince, near, layer }: Row,
): HTMLElement {
  const line = lineOf(dataset, point);
  const mark = h("span", { class: "mark" }, newSince === undefined ? "" : "+");
  if (newSince !== undefined) mark.title = panelText.notNearBefore(newSince);
  const name = textButton(text, "name", () => pick(context, point));
  name.dir = "auto";
  name.dataset["record"] = String(point);
  const where = nearestText.nearAt(near.filter(Boolean).length, near.length);
  name.setAttribute("aria-label", `${panelText.nearestRow(text, distance, line)}, ${where}`);
  name.title = `${text}\n${where}: ${nearestText.spans(near, picture.layers)}`;
  const bar = h("i", {});
  bar.style.width = `${(100 * distance) / longest}%`;
  return h(
    "li",
    { class: "row" },
    mark,
    recordSwatch(categories, point),
    h("span", { class: "named" }, name, presence(near, layer)),
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
    h("span", { class: "num" }, distance.toFixed(3).replace(/^0/, "")),
    lineLink(context, point, fileOf(dataset, point, context.store.value.info), line),
  );
}

/** The line as a link; Enter on the row does the same, so it is no stop of the Tab key. */
function lineLink(context: Context, point: number, file: string, line: number): HTMLElement {
  const { host } = context;
  if (!host.hasEditor) return h("span", { class: "line" }, panelText.line(line));
  const link = textButton(panelText.line(line), "link line", () => open(context, point));
  link.title = panelText.openLine(panelText.place(file, line));
  link.tabIndex = -1;
  return link;
}

/** Lets Enter on a point of a list open its line. */
export function enterOpens(body: HTMLElement, context: Context): void {
  body.addEventListener("keydown", (event) => {
    const point = event.target instanceof HTMLElement ? event.target.dataset["record"] : undefined;
    if (event.key !== "Enter" || point === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    open(context, Number(point));
  });
}

/** Which point of a list has the focus; -1 for none. */
export function focusedRow(body: HTMLElement): number {
  return Array.from(body.querySelectorAll(".name")).findIndex((name) => name === document.activeElement);
}

/** The sentence about the points that went. */
function changes(
  related: Related,
  layer: number,
  before: string | undefined,
  excerpts: ReadonlyMap<number, string>,
): readonly (Node | string)[] {
  if (before === undefined) return [];
  const gone = goneAt(related, layer);
  const here = relatedAt(related, layer).length;
  const fresh = newAt(related, layer).size;
  if (gone.length === 0 && fresh === 0) return [panelText.sameAsBefore(here, before)];
  const kept = nearestText.kept(here - fresh, fresh);
  if (gone.length === 0) return [kept];
  const names = gone.slice(0, GONE).flatMap((point, i) => {
    const name = h("em", { dir: "auto" }, shortened(excerpts.get(point) ?? "…", NAME_LENGTH));
    return i === 0 ? [name] : [", ", name];
  });
  const more = gone.length > GONE ? [panelText.andMore(gone.length - GONE)] : [];
  return [`${kept} `, panelText.goneSince(before), ...names, ...more];
}
