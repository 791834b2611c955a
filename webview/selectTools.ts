import type { SelectionAction } from "../src/protocol/selection.ts";
import { keyName } from "../src/strings/keyNames.ts";
import { selectionText as words } from "../src/strings/selection.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton, setAttribute } from "./dom.ts";
import { drawnPerCategory } from "./categories.ts";
import { categoryName } from "./legend.ts";
import { actionMenu, type MenuItem } from "./actionMenu.ts";
import { act, isPossible } from "./selectionActions.ts";
import { visibleHits } from "./searchState.ts";
import { mark } from "./selecting.ts";
import { isOnStage, type State } from "./state.ts";
import { visiblePoints } from "./visible.ts";

/** Categories offered at most: a longer list is not read. */
const MOST_CATEGORIES = 12;

/** The lasso, and a menu with every other way to mark points; all of them by keyboard. */
export function selectTools(context: Context): Control {
  const lasso = iconButton("inspect", words.lasso, () => act(context, "lasso"));
  setAttribute(lasso, "aria-label", words.lassoName);
  lasso.dataset["action"] = "lasso";
  const more = actionMenu(
    iconButton("chevron-down", words.select, () => undefined),
    words.select,
    () => ways(context),
  );
  return {
    element: h("span", { class: "group select-tools" }, lasso, more.element),
    update: (state) => {
      lasso.hidden = !isOnStage(state);
      setAttribute(lasso, "aria-pressed", String(state.tool !== "camera"));
    },
  };
}

function ways(context: Context): readonly MenuItem[] {
  const state = context.store.value;
  const item = (label: string, action: SelectionAction, symbol: string, key?: string): MenuItem => ({
    label,
    icon: symbol,
    ...(key !== undefined && { key }),
    disabled: !isPossible(state, action),
    act: () => act(context, action),
  });
  const hits = state.search.hits && visibleHits(state).length;
  return [
    item(words.lassoName, "lasso", "inspect", "L"),
    item(words.box, "boxSelect", "selection", "M"),
    item(words.visible, "selectVisible", "check-all", keyName("Ctrl+A")),
    item(hits === undefined ? words.hitsNone : words.hits(hits), "selectHits", "search"),
    item(words.neighbours, "selectNeighbours", "type-hierarchy-sub"),
    ...(context.host.hasEditor ? [item(words.fromEditor, "selectFromEditor", "list-selection")] : []),
    item(words.invert, "invertSelection", "arrow-swap"),
    item(words.undo, "undoSelection", "discard"),
    item(words.redo, "redoSelection", "redo"),
    ...ofCategories(context, state),
  ];
}

/** The labels as a list to choose from: what the legend shows, its visible points only. */
function ofCategories({ store }: Context, state: State): readonly MenuItem[] {
  const { shown } = state;
  if (shown === undefined) return [];
  const { categories } = shown;
  const labels = categories.list.filter(({ kind }) => kind !== "all" && kind !== "bin");
  if (labels.length === 0) return [];
  const visible = visiblePoints(state);
  const counts = drawnPerCategory(categories, visible);
  return [
    { heading: words.categories },
    ...labels.slice(0, MOST_CATEGORIES).map((category): MenuItem => {
      const group = categories.list.indexOf(category);
      const points = counts[group] ?? 0;
      return {
        label: words.category(categoryName(category, categories.merged), points),
        icon: "tag",
        disabled: points === 0,
        act: () =>
          store.change((now) =>
            mark(
              now,
              visible.filter((point) => categories.of[point] === group),
            ),
          ),
      };
    }),
  ];
}
