import type { DatasetInfo, Field } from "../src/protocol/engine.ts";
import { colourText } from "../src/strings/colour.ts";
import { clusterText } from "../src/strings/clusters.ts";
import { fieldName } from "../src/strings/fieldName.ts";
import { pageText } from "../src/strings/page.ts";
import { ALL_LAYERS, possible, titleOf } from "./colouring.ts";
import type { Context, Control } from "./control.ts";
import { h, icon } from "./dom.ts";
import { onChange } from "./memo.ts";
import { menu, type MenuEntry, type MenuGroup } from "./menu.ts";
import { isBare, type State, type View } from "./state.ts";
import { setColouring } from "./view.ts";

type Colouring = View["colouring"];

/** The button that says what colours the points, and the menu to choose something else; the key C opens it. */
export function colourMenu({ store, host }: Context): Control {
  const by = h("span", { class: "label" });
  const button = h(
    "button",
    { class: "flat colour-by", type: "button" },
    icon("symbol-color"),
    by,
    icon("chevron-down", "small"),
  );
  const choices = menu(button, colourText.menu, colourText.filter, () => groupsOf(store.value));
  /** Everything there is to colour by, as far as the host can tell it. */
  function groupsOf(state: State): readonly MenuGroup[] {
    const { shown, info } = state;
    if (shown === undefined) return [];
    const { dataset } = shown;
    const current = JSON.stringify(currentOf(state));
    const entry = (colouring: Colouring, label: string, more: Partial<MenuEntry> = {}): MenuEntry => ({
      label,
      checked: JSON.stringify(colouring) === current,
      run: () => store.change((now) => setColouring(now, colouring)),
      ...more,
    });
    const page = info?.page;
    const fields = dataset.fields.filter((field) => isColour(field, dataset));
    const unless = (isHeld: boolean, why: string): Partial<MenuEntry> => (isHeld ? {} : { refused: why });
    const notHeld = page?.hasTexts === false ? pageText.withTexts : pageText.tooLarge;
    const tasks = (info?.tasks ?? []).filter(({ stage, result }) => stage === "analysis" && result === "perPoint");
    const grouping = (info?.tasks ?? []).filter(({ stage, result }) => stage === "analysis" && result === "groups");
    const groups: readonly MenuGroup[] = [
      {
        heading: colourText.groups.fields,
        entries: [
          ...(hasLabels(dataset) ? [entry({ kind: "label" }, colourText.label(dataset.labelField))] : []),
          ...fields.map(({ name, distinct }) =>
            entry({ kind: "field", name }, fieldName(name), {
              detail: valuesOf(distinct),
              ...unless(page === undefined || page.fields.includes(name), notHeld),
            }),
          ),
        ],
      },
      {
        heading: colourText.groups.texts,
        entries: [
          entry({ kind: "line" }, colourText.line),
          entry({ kind: "length" }, colourText.length, unless(page?.hasTexts !== false, pageText.withTexts)),
          entry({ kind: "tokens" }, colourText.tokens, unless(page?.hasTokens !== false, pageText.noTokens)),
        ],
      },
      {
        heading: clusterText.title,
        entries: grouping.map(({ id, label }) => entry({ kind: "task", id }, label)),
      },
      {
        heading: colourText.groups.numbers,
        entries: [
          ...tasks.flatMap(({ id, label }) => [
            entry({ kind: "task", id }, colourText.atLayer(label)),
            entry({ kind: "task", id, series: ALL_LAYERS }, colourText.inAll(label)),
          ]),
          // What a view of its own has chosen.
          ...(isListed(state, [...tasks, ...grouping]) ? [] : [entry(state.view.colouring, colourTitle(state))]),
        ],
      },
      { heading: colourText.groups.chosen, entries: chosenEntries(state, entry) },
      {
        entries: host.hasEditor
          ? [{ label: colourText.chooseLabelField, run: () => host.invoke("chooseLabelField") }]
          : [],
      },
    ];
    return groups.filter(({ entries }) => entries.length > 0);
  }

  function chosenEntries(
    { view, search, info }: State,
    entry: (colouring: Colouring, label: string, more?: Partial<MenuEntry>) => MenuEntry,
  ): readonly MenuEntry[] {
    const refused = (reason: string, isThere: boolean): Partial<MenuEntry> => (isThere ? {} : { refused: reason });
    const { a, b } = view.pins;
    return [
      entry(
        { kind: "similarity" },
        colourText.similarity,
        info?.page === undefined
          ? refused(colourText.nothingSelected, view.selected !== undefined)
          : refused(pageText.noStates, false),
      ),
      entry({ kind: "hits" }, colourText.hits, refused(colourText.nothingSearched, search.hits !== undefined)),
      entry({ kind: "pins" }, colourText.pins, refused(colourText.nothingPinned, a.length + b.length > 0)),
    ];
  }

  const name = onChange(
    (title: string) => [title] as const,
    (title) => {
      by.textContent = title;
      button.title = colourText.menuTitle(title);
    },
  );
  return {
    element: choices.element,
    update: (state) => {
      choices.element.hidden = isBare(state);
      if (choices.element.hidden) choices.close();
      name(colourTitle(state));
    },
  };
}

/** What the points are coloured by, in words. */
export function colourTitle(state: State): string {
  const { shown, info } = state;
  if (shown === undefined) return colourText.none;
  const colouring = currentOf(state);
  if (colouring.kind === "label") {
    const { labelField } = shown.dataset;
    return labelField === undefined ? colourText.none : fieldName(labelField);
  }
  if (colouring.kind === "line") return shown.categories.title ?? colourText.line;
  // A task that gives several numbers is called by the one.
  const isOne = colouring.kind === "task" && colouring.series !== undefined && colouring.series !== ALL_LAYERS;
  return (isOne ? shown.categories.title : undefined) ?? titleOf(colouring, info?.tasks);
}

function currentOf({ view, search, shown, info }: State): Colouring {
  if (shown === undefined) return view.colouring;
  const chosen = { dataset: shown.dataset, hits: search.hits, pins: view.pins };
  return possible(view.colouring, { ...chosen, tasks: info?.tasks ?? [], page: info?.page });
}

/** Whether what is chosen is no task's number, or one that has an entry anyway. */
function isListed({ view: { colouring } }: State, tasks: readonly { readonly id: string }[]): boolean {
  return colouring.kind !== "task" || tasks.some(({ id }) => id === colouring.id);
}

function hasLabels({ labels, labelValues }: DatasetInfo): boolean {
  return labels.length > 0 || labelValues !== undefined;
}

/** Fields that vary, but for the text itself and the label, which has an entry of its own. */
function isColour({ name, distinct }: Field, { textField, labelField }: DatasetInfo): boolean {
  return distinct > 1 && name !== textField && name !== labelField;
}

function valuesOf(distinct: number): string {
  return distinct < 1000 ? String(distinct) : "1\u202f000+";
}
