import { selectionText as words } from "../src/strings/selection.ts";
import type { Context } from "./control.ts";
import { h, textButton } from "./dom.ts";
import { drawnPoints } from "./drawn.ts";
import { common } from "./pointSet.ts";
import { showAll } from "./selecting.ts";
import type { State } from "./state.ts";

/** How many drawn points the user hid, and a button that shows them again; nothing where none are. */
export function hiddenFact({ store }: Context, { shown, view }: State): readonly HTMLElement[] {
  if (shown === undefined || view.filter.length === 0) return [];
  const hidden = common(view.filter, drawnPoints(shown.picture)).length;
  const again = textButton(words.showAll, "link", () => store.change(showAll));
  again.title = words.showAllTitle;
  again.dataset["action"] = "showAllPoints";
  return [h("span", { class: "hidden-fact" }, words.hiddenByYou(hidden), " · ", again)];
}
