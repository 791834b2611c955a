import { UNCLUSTERED, type Groups, type TaskInfo } from "../src/protocol/tasks.ts";
import { clusterText } from "../src/strings/clusters.ts";
import { panelText, shortened } from "../src/strings/panel.ts";
import { pick } from "./actions.ts";
import { clusterForm } from "./clusterForm.ts";
import { colourWorkCancelled, type ColourWork } from "./colourWork.ts";
import type { Context, Control } from "./control.ts";
import { h, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { lineOf } from "./places.ts";
import { rovingList } from "./rovingList.ts";
import { isBare, litLayer, type Shown, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";

/** Examples listed at most: one of each of the largest groups, or those of one group. */
const LISTED = 12;
const TEXT = 80;

/** What the groups are that colour the points: how they are made, how many there are, and what is in their middles. */
export function clustersPane(context: Context): Control {
  const { store } = context;
  const { element, body, head, act } = pane("clusters", clusterText.title);
  const form = clusterForm(context);
  act(form.element);
  const bar = h("progress", { max: 1 });
  const words = h("span", {});
  const cancel = textButton(panelText.cancel, "button second", () => store.change(colourWorkCancelled));
  const working = h("div", { class: "working" }, words, bar, cancel);
  const failed = h("p", { class: "note warning", role: "alert" });
  const summary = h("p", { class: "note" });
  const heading = h("h3", {});
  const list = h("ul", {});
  body.append(working, failed, summary, heading, list);
  const keys = rovingList(list, ".name");

  const tell = onChange(
    ({ colourWork }: State) => [colourWork] as const,
    (work: ColourWork | undefined) => {
      const isWorking = work !== undefined && work.failure === undefined;
      working.hidden = !isWorking;
      failed.hidden = work?.failure === undefined;
      if (work?.failure !== undefined) failed.textContent = clusterText.failed(work.failure);
      if (!isWorking) return;
      bar.value = work.done;
      words.textContent = clusterText.working(work.done);
      bar.setAttribute("aria-label", words.textContent);
    },
  );
  const draw = onChange(
    (state: State) =>
      [
        groupsOf(state),
        chosenTask(state),
        state.view.values,
        state.shown,
        litLayer(state),
        state.excerpts,
        state.view.selected,
        isBare(state),
      ] as const,
    (groups, task, values, shown, layer, excerpts, selected, bare) => {
      element.hidden = task === undefined || shown === undefined || bare;
      if (task === undefined || shown === undefined || bare) return;
      head(clusterText.title, "", task.help);
      const parts = [summary, heading, list];
      for (const part of parts) part.hidden = groups === undefined;
      if (groups === undefined) return;
      const own = groups.layers[layer] ?? [];
      const points = shown.picture.points;
      let none = 0;
      for (const group of groups.of.subarray(layer * points, (layer + 1) * points)) if (group === UNCLUSTERED) none++;
      summary.textContent = clusterText.summary(
        own.length,
        none - (points - shown.picture.drawn),
        on(task, values[task.id]),
      );
      const examples = examplesAt(groups, layer, points, selected);
      heading.textContent = selected === undefined ? clusterText.examples : clusterText.examplesOfSelected;
      heading.hidden = examples.length === 0;
      list.replaceChildren(...examples.map((point) => row(context, shown, point, excerpts)));
      keys.refresh();
    },
  );
  return {
    element,
    update: (state) => {
      form.update(state);
      tell(state);
      draw(state);
    },
  };
}

/** Where clusters were looked for, as it was chosen. */
function on({ parameters }: TaskInfo, values: Readonly<Record<string, number | string>> = {}): "states" | "drawing" {
  const chosen = values["on"] ?? parameters["on"]?.default;
  return chosen === "drawing" || parameters["on"] === undefined ? "drawing" : "states";
}

/** The task that groups the points, where one is chosen to colour them. */
export function chosenTask({ view, info }: Pick<State, "view" | "info">): TaskInfo | undefined {
  const { colouring } = view;
  if (colouring.kind !== "task") return undefined;
  return info?.tasks.find(({ id, result }) => id === colouring.id && result === "groups");
}

/** The groups that colour the points; undefined while they are not known. */
export function groupsOf(state: State): Groups | undefined {
  const { shown, colourValues } = state;
  if (chosenTask(state) === undefined || shown?.categories.clusters !== true) return undefined;
  const known = colourValues.find(({ run }) => run === shown.dataset.run)?.values;
  return known?.kind === "groups" ? known : undefined;
}

/** Points in the middles of groups: of the selected record's, where it is in one, else one of each. */
function examplesAt(groups: Groups, layer: number, points: number, selected: number | undefined): readonly number[] {
  const own = groups.layers[layer] ?? [];
  if (selected === undefined) return own.slice(0, LISTED).flatMap(({ examples }) => examples.slice(0, 1));
  return own[groups.of[layer * points + selected] ?? UNCLUSTERED]?.examples ?? [];
}

/** The points whose texts the pane lists. */
export function clusterExamples(state: State): readonly number[] {
  const groups = groupsOf(state);
  const { shown, view } = state;
  if (groups === undefined || shown === undefined) return [];
  return examplesAt(groups, litLayer(state), shown.picture.points, view.selected);
}

function row(
  context: Context,
  { dataset, categories }: Shown,
  point: number,
  excerpts: ReadonlyMap<number, string>,
): HTMLElement {
  const text = shortened(excerpts.get(point) ?? "…", TEXT);
  const name = textButton(text, "name", () => pick(context, point));
  name.dir = "auto";
  name.dataset["record"] = String(point);
  name.setAttribute("aria-label", clusterText.example(text, lineOf(dataset, point)));
  return h("li", { class: "row" }, recordSwatch(categories, point), name);
}
