import { panelText } from "../src/strings/panel.ts";
import { drawnPerCategory, lookOf, looksRepeat, type Categories, type Category } from "./categories.ts";
import { colourBar } from "./colourBar.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, setAttribute } from "./dom.ts";
import { drawnPoints } from "./drawn.ts";
import { isDense } from "./figureTraces.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { rovingList } from "./rovingList.ts";
import { freshPlaces, placeAnew, type Shown, type State } from "./state.ts";
import { swatch } from "./swatch.ts";
import { isolateCategory, toggleCategory } from "./view.ts";

/** The categories as checkboxes: a click hides one everywhere, a double click shows only it. */
export function legend({ store, host }: Context): Control {
  const { element, body, head, act: addButton } = pane("legend", panelText.legend(undefined));
  const anew = iconButton("paintcan", panelText.placeAnew, () => {
    store.change(placeAnew);
    host.placeLabels([...store.value.view.places], true);
  });
  addButton(anew);
  const keys = rovingList(body, "[data-key]");
  body.setAttribute("role", "group");

  const act = (row: HTMLElement, alone: boolean, undo: boolean): void => {
    const key = row.dataset["key"] ?? "";
    store.change((state) => {
      const before = undo ? toggleCategory(state, key) : state;
      return alone ? isolateCategory(before, key) : toggleCategory(state, key);
    });
  };
  const rowOf = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
  body.addEventListener("click", (event) => {
    const row = rowOf(event.target);
    if (row !== null && event.detail <= 2) act(row, event.detail === 2, event.detail === 2);
  });
  body.addEventListener("keydown", (event) => {
    const row = rowOf(event.target);
    if (row === null || (event.key !== " " && event.key !== "Enter")) return;
    event.preventDefault();
    event.stopPropagation();
    act(row, event.key === "Enter", false);
  });

  const draw = onChange(
    ({ shown }: State) => [shown?.dataset.labelField, shown?.categories, shown?.picture] as const,
    (field, categories, picture) => {
      element.hidden = categories === undefined || categories.list[0]?.kind === "all";
      if (categories === undefined || picture === undefined) return;
      head(panelText.legend(field), metaOf(categories));
      body.setAttribute("aria-label", panelText.legend(field));
      const drawn = drawnPerCategory(categories, drawnPoints(picture));
      replaceKept(body, ...content(categories, drawn, isDense(picture)));
      keys.refresh();
    },
  );
  const offer = onChange(
    ({ shown }: State) => [shown] as const,
    (shown) => {
      anew.hidden = shown === undefined || !hasLabels(shown.categories);
      anew.disabled = shown !== undefined && isFresh(shown);
    },
  );
  const mark = (hidden: ReadonlySet<string>): void => {
    for (const line of body.querySelectorAll<HTMLElement>("[data-key]")) {
      const off = hidden.has(line.dataset["key"] ?? "");
      line.classList.toggle("off", off);
      setAttribute(line, "aria-checked", String(!off));
    }
  };
  return {
    element,
    update: (state) => {
      draw(state);
      offer(state);
      mark(state.view.hidden);
    },
  };
}

function hasLabels({ list }: Categories): boolean {
  return list.some(({ kind }) => kind === "label");
}

/** True where no label would get another place. */
function isFresh({ dataset, categories }: Shown): boolean {
  const fresh = freshPlaces(dataset);
  return categories.list.every(({ kind, key, place }) => kind !== "label" || fresh.get(key) === place);
}

function metaOf({ list, merged, scale }: Categories): string {
  if (scale !== undefined) return panelText.scaleRecords(scale.present);
  return panelText.legendValues(merged + list.filter(({ kind }) => kind === "label").length);
}

/** A colour bar where labels are numbers, else a row per category; what has no label is always a row. */
function content(categories: Categories, drawn: Uint32Array, dense: boolean): readonly HTMLElement[] {
  const { list, merged, scale } = categories;
  const rows = list.map((category, i) => {
    const name = scale === undefined ? categoryName(category, merged) : panelText.noValue;
    return category.kind === "bin" ? undefined : row(category, name, drawn[i] ?? 0, dense);
  });
  const bar = scale === undefined ? [] : [colourBar(categories, scale, drawn)];
  const repeat = looksRepeat(categories, dense) ? [h("p", { class: "note repeat" }, panelText.looksRepeat)] : [];
  return [...bar, ...rows.filter((made) => made !== undefined), ...repeat];
}

/** Replaces what is in the body, but leaves the focus where it was. */
function replaceKept(body: HTMLElement, ...parts: readonly HTMLElement[]): void {
  const keyed = (): HTMLElement[] => Array.from(body.querySelectorAll<HTMLElement>("[data-key]"));
  const focused = keyed().findIndex((each) => each === document.activeElement);
  body.replaceChildren(...parts);
  keyed()[focused]?.focus();
}

function row(category: Category, name: string, drawn: number, dense: boolean): HTMLElement {
  return h(
    "div",
    { class: "row", role: "checkbox", "data-key": category.key, title: panelText.legendRow },
    swatch(lookOf(category, dense)),
    h("span", { class: "name", dir: "auto" }, name),
    icon("eye"),
    icon("eye-closed"),
    h("span", { class: "num" }, panelText.drawnOf(drawn, category.points)),
  );
}

/** What a category is called. */
export function categoryName({ kind, key }: Category, merged: number): string {
  if (kind === "unlabelled") return panelText.unlabelled;
  return kind === "rest" ? panelText.merged(merged) : key;
}
