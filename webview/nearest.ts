import { panelText, shortened } from "../src/strings/panel.ts";
import { open, pick } from "./actions.ts";
import type { Context, Control } from "./control.ts";
import { h, textButton } from "./dom.ts";
import { isDense } from "./figureTraces.ts";
import { onChange } from "./memo.ts";
import { distancesAt, goneAt, neighbourCount, neighboursAt, newAt } from "./neighbours.ts";
import { pane } from "./pane.ts";
import { lineOf } from "./places.ts";
import { rovingList } from "./rovingList.ts";
import { litLayer, selectedDetails, type Shown, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

/** Rows of the list, and names in the sentence below it. */
export const NEAREST = 10;
export const GONE = 4;
const NAME_LENGTH = 24;

/** The records nearest to the selected one at the lit layer, and what changed since the layer before. */
export function nearest(context: Context): Control {
  const { element, body, head } = pane("near", "");
  const list = h("ul", {});
  const note = h("p", { class: "note" });
  body.append(list, note);
  const keys = rovingList(list, ".name");
  enterOpens(list, context);

  const draw = onChange(
    (state: State) => [selectedDetails(state), litLayer(state), state.shown, state.excerpts] as const,
    (details, layer, shown, excerpts) => {
      element.hidden = details === undefined || shown === undefined || neighbourCount(details) === 0;
      if (details === undefined || shown === undefined) return;
      const { layers } = shown.picture;
      head(panelText.nearest(layers[layer] ?? ""), panelText.cosine);
      const distances = distancesAt(details, layer).subarray(0, NEAREST);
      const longest = Math.max(...distances, 1e-9);
      const fresh = newAt(details, layer);
      const focused = focusedRow(list);
      list.replaceChildren(
        ...Array.from(neighboursAt(details, layer).subarray(0, NEAREST), (record, i) =>
          row(context, shown, {
            record,
            text: shortened(excerpts.get(record) ?? "…", 80),
            distance: distances[i] ?? 0,
            longest,
            newSince: fresh.has(record) ? layers[layer - 1] : undefined,
          }),
        ),
      );
      keys.refresh();
      if (focused >= 0) list.querySelectorAll<HTMLElement>(".name")[focused]?.focus();
      note.replaceChildren(...changes(goneAt(details, layer), neighbourCount(details), layers[layer - 1], excerpts));
    },
  );
  return { element, update: draw };
}

interface Row {
  readonly record: number;
  readonly text: string;
  readonly distance: number;
  readonly longest: number;
  /** The layer before, where the record was none of the nearest there. */
  readonly newSince: string | undefined;
}

function row(
  context: Context,
  { dataset, categories, picture }: Shown,
  { record, text, distance, longest, newSince }: Row,
): HTMLElement {
  const line = lineOf(dataset, record);
  const mark = h("span", { class: "mark" }, newSince === undefined ? "" : "+");
  if (newSince !== undefined) mark.title = panelText.notNearBefore(newSince);
  const name = textButton(text, "name", () => pick(context, record));
  name.dir = "auto";
  name.dataset["record"] = String(record);
  name.setAttribute("aria-label", panelText.nearestRow(text, distance, line));
  const bar = h("i", {});
  bar.style.width = `${(100 * distance) / longest}%`;
  return h(
    "li",
    { class: "row" },
    mark,
    recordSwatch(categories, record, isDense(picture)),
    name,
    h("span", { class: "bar", "aria-hidden": "true" }, bar),
    h("span", { class: "num" }, distance.toFixed(3).replace(/^0/, "")),
    lineLink(context, record, line),
  );
}

/** The line as a link; Enter on the row does the same, so it is no stop of the Tab key. */
function lineLink(context: Context, record: number, line: number): HTMLElement {
  const { host, store } = context;
  if (!host.hasEditor) return h("span", { class: "line" }, panelText.line(line));
  const link = textButton(panelText.line(line), "link line", () => open(context, record));
  link.title = panelText.openLine(panelText.place(store.value.info?.file ?? "", line));
  link.tabIndex = -1;
  return link;
}

function enterOpens(list: HTMLElement, context: Context): void {
  list.addEventListener("keydown", (event) => {
    const record = event.target instanceof HTMLElement ? event.target.dataset["record"] : undefined;
    if (event.key !== "Enter" || record === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    open(context, Number(record));
  });
}

function focusedRow(list: HTMLElement): number {
  return Array.from(list.querySelectorAll(".name")).findIndex((name) => name === document.activeElement);
}

/** The sentence about the neighbours that went. */
function changes(
  gone: readonly number[],
  k: number,
  before: string | undefined,
  excerpts: ReadonlyMap<number, string>,
): readonly (Node | string)[] {
  if (before === undefined) return [];
  if (gone.length === 0) return [panelText.sameAsBefore(k, before)];
  const names = gone.slice(0, GONE).flatMap((record, i) => {
    const name = h("em", { dir: "auto" }, shortened(excerpts.get(record) ?? "…", NAME_LENGTH));
    return i === 0 ? [name] : [", ", name];
  });
  const more = gone.length > GONE ? [panelText.andMore(gone.length - GONE)] : [];
  return [panelText.goneSince(before), ...names, ...more];
}
