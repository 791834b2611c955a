import { exportText } from "../src/strings/exporting.ts";
import { panelText } from "../src/strings/panel.ts";
import { colourMenu } from "./colourMenu.ts";
import type { Context, Control } from "./control.ts";
import { finder } from "./finder.ts";
import { h, iconButton, setAttribute } from "./dom.ts";
import { scrubber } from "./scrubber.ts";
import { isBare } from "./state.ts";
import { toggleSheet } from "./view.ts";
import { viewTabs } from "./viewTabs.ts";

/** The line on top: on a page the file's name, then the layer, what colours the points, and the sheet's switch. */
export function toolbar(
  context: Context,
  title: HTMLElement | undefined,
  switchTheme: (() => void) | undefined,
): Control {
  const tabs = viewTabs(context);
  const layers = scrubber(context);
  const find = finder(context);
  const colour = colourMenu(context);
  const fold = iconButton("layout-sidebar-right", panelText.sheet, () => context.store.change(toggleSheet));
  const actions = h("div", { class: "actions" });
  const take = iconButton("export", exportText.button, () => context.host.invoke("export"));
  if (context.host.hasEditor) actions.append(take);
  if (switchTheme !== undefined) actions.append(iconButton("color-mode", panelText.switchTheme, switchTheme));
  actions.append(fold);
  const element = h(
    "header",
    { class: title === undefined ? "toolbar" : "toolbar titled" },
    title,
    tabs.element,
    layers.element,
    colour.element,
    find.element,
    actions,
  );

  return {
    element,
    update: (state) => {
      tabs.update(state);
      layers.update(state);
      colour.update(state);
      find.update(state);
      take.hidden = isBare(state);
      fold.hidden = isBare(state);
      setAttribute(fold, "aria-pressed", String(state.view.sheet));
    },
  };
}
