import { shortened } from "../src/strings/panel.ts";
import { planeText } from "../src/strings/planes.ts";
import { pick } from "./actions.ts";
import { BETWEEN, betweenOf, rankingOf, type Between, type Known } from "./between.ts";
import { choice } from "./choice.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute, textButton } from "./dom.ts";
import { onChange } from "./memo.ts";
import { pane } from "./pane.ts";
import { setRanking } from "./planeChanges.ts";
import { rankings, type Ranking } from "./planes.ts";
import { otherLayer } from "./planeState.ts";
import { lineOf } from "./places.ts";
import { rovingList } from "./rovingList.ts";
import { isBare, litLayer, resultOfShown, type Shown, type State } from "./state.ts";
import { recordSwatch } from "./swatch.ts";
import { setTaskValues, withView } from "./view.ts";
import { visibleRanked } from "./movers.ts";

/** Rows of the list at most. */
export const LISTED = 50;
const TEXT = 80;

/** The records that moved most between the two layers of Pair. */
export function moversPane(context: Context): Control {
  const { store, host } = context;
  const { element, body, head, act } = pane("movers", "");
  const colour = iconButton("paintcan", planeText.colourBy, () => {
    store.change((state) => colourByMoves(state));
  });
  act(colour);
  const chosen = choice<Ranking>(
    planeText.ranking,
    rankings.map((ranking) => [ranking, planeText.rankings[ranking]]),
    (ranking) => store.change((state) => setRanking(state, ranking)),
  );
  const list = h("ul", {});
  const note = h("p", { class: "note" });
  body.append(h("div", { class: "ranking" }, chosen.element), list, note);
  const keys = rovingList(list, ".name");

  const draw = onChange(
    (state: State) =>
      [
        state.view.mode === "pair" && !isBare(state),
        betweenOf(state),
        state.view.planes.ranking,
        state.shown,
        state.excerpts,
        state.view.selected,
        visibleRanked(state),
      ] as const,
    (isShown, between, ranking, shown, excerpts, selected, points) => {
      element.hidden = !isShown;
      if (!isShown || shown === undefined) return;
      const state = store.value;
      const { layers } = shown.picture;
      const names = [layers[otherLayer(state)] ?? "", layers[litLayer(state)] ?? ""] as const;
      const known = between && rankingOf(between, ranking);
      const help = known && planeText.rankingHelp[known];
      head(planeText.moved(...names), "", typeof help === "function" ? help(between?.k ?? 0) : help);
      chosen.element.hidden = known === "drawn";
      chosen.show(
        known === "drawn" ? ranking : (known ?? ranking),
        (each) => between === undefined || between.values[each] !== undefined,
      );
      note.textContent = noteOf(state, between, points?.length ?? 0, host.hasEditor);
      note.hidden = note.textContent === "";
      const focused = focusedRow(list);
      list.replaceChildren(
        ...(between === undefined || known === undefined
          ? []
          : rowsOf(context, shown, between, known, (points ?? new Uint32Array()).subarray(0, LISTED), excerpts)),
      );
      for (const row of list.children) {
        const isSelected = row.querySelector<HTMLElement>(".name")?.dataset["record"] === String(selected);
        setAttribute(row, "aria-current", isSelected ? "true" : undefined);
      }
      keys.refresh();
      if (focused >= 0) list.querySelectorAll<HTMLElement>(".name")[focused]?.focus();
    },
  );
  const showColour = (state: State): void => {
    const { colouring } = state.view;
    const isOn = colouring.kind === "task" && colouring.id === BETWEEN;
    const between = betweenOf(state);
    colour.hidden = between === undefined || rankingOf(between, "lost") === "drawn" || !host.hasEditor;
    setAttribute(colour, "aria-pressed", String(isOn));
    colour.title = isOn ? planeText.colouredBy : planeText.colourBy;
  };
  return {
    element,
    update: (state) => {
      draw(state);
      showColour(state);
    },
  };
}

/** Colours the points by the number that ranks them. */
function colourByMoves(state: State): State {
  const between = betweenOf(state);
  if (between === undefined) return state;
  const { first, second } = between;
  const series = rankingOf(between, state.view.planes.ranking);
  if (series === "drawn") return state;
  return withView(setTaskValues(state, BETWEEN, { first, second }), {
    colouring: { kind: "task", id: BETWEEN, series },
  });
}

function noteOf(state: State, between: Between | undefined, known: number, hasEditor: boolean): string {
  if (otherLayer(state) === litLayer(state)) return planeText.same;
  if (between === undefined) return resultOfShown(state) === undefined ? planeText.notCompared : planeText.comparing;
  const more = known > LISTED ? [planeText.more(known - LISTED)] : [];
  return [...more, ...whyNoMore(state, between, hasEditor)].join(". ");
}

/** Why the points are ranked by less than there is elsewhere. */
function whyNoMore({ panel }: State, { values, failure }: Between, hasEditor: boolean): readonly string[] {
  if (failure !== undefined) return [planeText.comparisonFailed(failure), planeText.byDrawn];
  if (values.drawn === undefined) return hasEditor ? [] : [planeText.noResidual];
  const isGiven = panel?.kind === "ready" && panel.result.given === true;
  return [isGiven ? planeText.givenOnly : planeText.noneOnPage, planeText.byDrawn];
}

function rowsOf(
  context: Context,
  { dataset, categories }: Shown,
  between: Between,
  ranking: Known,
  points: Uint32Array,
  excerpts: ReadonlyMap<number, string>,
): readonly HTMLElement[] {
  const values = between.values[ranking] ?? new Float32Array();
  const most = ranking === "lost" ? between.k : (values[points[0] ?? 0] ?? 1);
  return Array.from(points, (point) => {
    const text = shortened(excerpts.get(point) ?? "…", TEXT);
    const value = values[point] ?? 0;
    const words = ranking === "lost" ? planeText.lost(value, between.k) : value.toFixed(2);
    const name = textButton(text, "name", () => pick(context, point));
    name.dir = "auto";
    name.dataset["record"] = String(point);
    name.setAttribute("aria-label", planeText.movedRow(text, words, lineOf(dataset, point)));
    const bar = h("i", {});
    bar.style.width = `${most > 0 ? (100 * value) / most : 0}%`;
    return h(
      "li",
      { class: "row" },
      recordSwatch(categories, point),
      name,
      h("span", { class: "bar", "aria-hidden": "true" }, bar),
      h("span", { class: "num" }, words),
    );
  });
}

function focusedRow(list: HTMLElement): number {
  return Array.from(list.querySelectorAll(".name")).findIndex((name) => name === document.activeElement);
}
