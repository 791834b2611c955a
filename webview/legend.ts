import { colourText } from "../src/strings/colour.ts";
import { clusterText } from "../src/strings/clusters.ts";
import { labelName } from "../src/strings/fieldName.ts";
import { panelText } from "../src/strings/panel.ts";
import { drawnPerCategory, lookOf, looksRepeat, type Categories, type Category } from "./categories.ts";
import { colourBar, type Range } from "./colourBar.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, setAttribute } from "./dom.ts";
import { drawnPoints } from "./drawn.ts";
import { lookEditor } from "./lookEditor.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { without } from "./pointSet.ts";
import { rovingList } from "./rovingList.ts";
import { undo } from "./selecting.ts";
import { freshPlaces, placeAnew, type Shown, type State } from "./state.ts";
import { swatch } from "./swatch.ts";
import { isolateCategory, setLook, showOnly, toggleCategory } from "./view.ts";

/** Rows above which they can be searched. */
const MANY = 12;

/** The categories as checkboxes: a click hides one everywhere, a double click shows only it. */
export function legend({ store, host }: Context): Control {
  const { element, body, head, act: addButton } = pane("legend", panelText.legend);
  const anew = iconButton("paintcan", panelText.placeAnew, () => {
    store.change(placeAnew);
    host.placeLabels([...store.value.view.places], true);
  });
  addButton(anew);
  const search = h("input", {
    type: "search",
    class: "find",
    placeholder: colourText.search,
    "aria-label": colourText.search,
  });
  const nothing = h("p", { class: "note", role: "status" }, colourText.noneMatches);
  const rows = h("div", { class: "rows" });
  const editor = lookEditor((key, look) => store.change((state) => setLook(state, key, look)));
  body.append(search, rows, nothing);
  element.append(editor.element);
  const keys = rovingList(rows, "[data-key]:not([hidden] *)");
  rows.setAttribute("role", "group");

  const act = (key: string, alone: boolean, isSecond: boolean): void => {
    store.change((state) => {
      // A double click is one step: what its first click did is undone.
      const before = isSecond ? undo(state) : state;
      return alone ? isolateCategory(before, key) : toggleCategory(state, key);
    });
  };
  const edit = (line: HTMLElement): void => {
    const key = line.querySelector<HTMLElement>("[data-key]")?.dataset["key"] ?? "";
    const { list, merged } = store.value.shown?.categories ?? NONE;
    const category = list.find((each) => each.key === key);
    if (category === undefined || category.kind !== "label") return;
    const again = (): HTMLElement | undefined =>
      Array.from(rows.querySelectorAll<HTMLElement>("[data-key]")).find((each) => each.dataset["key"] === key);
    editor.open(category, categoryName(category, merged), line, again);
  };
  const keyed = (target: EventTarget | null): HTMLElement | null =>
    target instanceof Element ? target.closest<HTMLElement>("[data-key]") : null;
  rows.addEventListener("click", (event) => {
    const { target } = event;
    const look = target instanceof Element ? target.closest<HTMLElement>(".look") : null;
    const line = look?.closest<HTMLElement>(".row");
    if (line !== null && line !== undefined) {
      edit(line);
      return;
    }
    const row = keyed(target);
    if (row !== null && event.detail <= 2) act(row.dataset["key"] ?? "", event.detail === 2, event.detail === 2);
  });
  rows.addEventListener("keydown", (event) => {
    const row = keyed(event.target);
    if (row === null) return;
    const line = row.closest<HTMLElement>(".row");
    const isEdit = event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey) || event.key === "F2";
    if (event.key === " " || event.key === "Enter") act(row.dataset["key"] ?? "", event.key === "Enter", false);
    else if (isEdit && line !== null) edit(line);
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  search.addEventListener("keydown", (event) => event.stopPropagation());
  const narrow = (): void => {
    const wanted = search.hidden ? "" : search.value.trim().toLowerCase();
    const lines = Array.from(rows.querySelectorAll<HTMLElement>(".row"));
    for (const line of lines)
      line.hidden = !(line.querySelector(".name")?.textContent ?? "").toLowerCase().includes(wanted);
    nothing.hidden = wanted === "" || lines.some((line) => !line.hidden);
    keys.refresh();
  };
  search.addEventListener("input", narrow);

  const draw = onChange(
    (state: State) => [shownTitle(state), state.shown?.categories, state.shown?.picture, state.view.filter] as const,
    (title, categories, picture, filter) => {
      element.hidden = categories === undefined || categories.list[0]?.kind === "all";
      if (categories === undefined || picture === undefined) return;
      head(title, metaOf(categories));
      rows.setAttribute("aria-label", title);
      const drawn = drawnPerCategory(categories, without(drawnPoints(picture), filter));
      const range = (wanted: ReadonlySet<string>, isStep: boolean): void => {
        const others = categories.list.filter(({ kind }) => kind !== "bin").map(({ key }) => key);
        store.change((state) => showOnly(state, new Set([...wanted, ...others]), isStep));
      };
      replaceKept(rows, ...content(categories, drawn, range));
      search.hidden = rows.querySelectorAll(".row").length <= MANY;
      narrow();
      editor.update(categories.list);
    },
  );
  const offer = onChange(
    ({ shown }: State) => [shown] as const,
    (shown) => {
      anew.hidden = shown === undefined || !hasPlaces(shown.categories);
      anew.disabled = shown !== undefined && isFresh(shown);
    },
  );
  const mark = (hidden: ReadonlySet<string>): void => {
    for (const line of rows.querySelectorAll<HTMLElement>("[data-key]")) {
      const off = hidden.has(line.dataset["key"] ?? "");
      (line.closest(".row") ?? line).classList.toggle("off", off);
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

/** What the colours that are shown are by: what was chosen may be on its way. A field's name is as the file has it. */
function shownTitle({ shown }: State): string {
  const title = shown?.categories.title ?? labelName(shown?.dataset.labelField);
  return shown?.dataset.fields.some(({ name }) => name === title) === true ? title : colourText.title(title);
}

const NONE: Pick<Categories, "list" | "merged"> = { list: [], merged: 0 };

/** Whether these are labels, which keep their places. */
function hasPlaces({ list, title }: Categories): boolean {
  return title === undefined && list.some(({ kind }) => kind === "label");
}

/** True where no label would get another place. */
function isFresh({ dataset, categories }: Shown): boolean {
  const fresh = freshPlaces(dataset);
  return categories.list.every(({ kind, key, place }) => kind !== "label" || fresh.get(key) === place);
}

function metaOf({ list, merged, scale, title, clusters }: Categories): string {
  if (scale !== undefined)
    return title === undefined
      ? panelText.scaleRecords(scale.present)
      : colourText.numbers(scale.present, scale.missing);
  const labels = list.filter(({ kind }) => kind === "label").length;
  if (clusters === true) return clusterText.count(merged + labels);
  return panelText.legendValues(merged + labels);
}

/** A colour bar where they are numbers, else a row per category; what has no number or label is always a row. */
function content(categories: Categories, drawn: Uint32Array, range: Range): readonly HTMLElement[] {
  const { list, merged, scale } = categories;
  const rows = list.map((category, i) => {
    const name = scale === undefined ? categoryName(category, merged) : panelText.noValue;
    return category.kind === "bin" ? undefined : row(category, name, drawn[i] ?? 0);
  });
  const bar = scale === undefined ? [] : [colourBar(categories, scale, drawn, range)];
  const repeat = looksRepeat(categories) ? [h("p", { class: "note repeat" }, panelText.looksRepeat)] : [];
  return [...bar, ...rows.filter((made) => made !== undefined), ...repeat];
}

/** Replaces what is in the list, but leaves the focus where it was. */
function replaceKept(list: HTMLElement, ...parts: readonly HTMLElement[]): void {
  const keyed = (): HTMLElement[] => Array.from(list.querySelectorAll<HTMLElement>("[data-key]"));
  const focused = keyed().findIndex((each) => each === document.activeElement);
  list.replaceChildren(...parts);
  keyed()[focused]?.focus();
}

function row(category: Category, name: string, drawn: number): HTMLElement {
  const marker = swatch(lookOf(category));
  const look = h("button", { class: "look", type: "button", tabindex: -1, "aria-label": colourText.editLook(name) });
  look.title = colourText.editLook(name);
  look.append(marker);
  return h(
    "div",
    { class: "row" },
    category.kind === "label" ? look : h("span", { class: "look" }, marker),
    h(
      "div",
      { class: "check", role: "checkbox", "data-key": category.key, title: colourText.row },
      h("span", { class: "name", dir: "auto" }, name),
      icon("eye"),
      icon("eye-closed"),
      h("span", { class: "num" }, panelText.drawnOf(drawn, category.points)),
    ),
  );
}

/** What a category is called. */
export function categoryName({ kind, key, name }: Category, merged: number): string {
  if (name !== undefined) return name;
  if (kind === "unlabelled") return panelText.unlabelled;
  return kind === "rest" ? panelText.merged(merged) : key;
}
