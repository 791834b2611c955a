import type { Context, Control } from "./control.ts";
import { curvesView } from "./curvesView.ts";
import { layerView } from "./layerView.ts";
import { pairView } from "./pairView.ts";
import type { State, ViewId } from "./state.ts";
import { stackView } from "./stackView.ts";
import { tableView } from "./tableView.ts";

/** The options of a view, and what it shows where that is not the stage. */
export interface ViewParts {
  /** What stands in the line of options while the view is shown. */
  readonly options: readonly Control[];
  /** What takes the stage's place; `undefined` where the view is drawn on the stage. */
  readonly body?: Control;
  /** What stands below the stage while the view is shown. */
  readonly below?: Control;
  /** The points it lists, in its order. */
  readonly rows?: () => Uint32Array;
}

/** A way to look at the picture. */
export interface PanelView {
  readonly id: ViewId;
  readonly label: string;
  /** What stands for it where there is no room for its name. */
  readonly icon: string;
  /** The key that shows it. */
  readonly key: string;
  create(context: Context): ViewParts;
}

/** Every view, in the order of their tabs. */
export const views: readonly PanelView[] = [stackView, layerView, pairView, curvesView, tableView];

/** The view that is shown: the first one where a saved one is not there. */
export function viewOf({ view }: State): PanelView {
  return views.find(({ id }) => id === view.mode) ?? stackView;
}
