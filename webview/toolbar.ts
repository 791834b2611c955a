import { exportText } from "../src/strings/exporting.ts";
import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { h, icon, iconButton, setAttribute } from "./dom.ts";
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
  const colour = colourBy(context);
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
    actions,
  );

  return {
    element,
    update: (state) => {
      tabs.update(state);
      layers.update(state);
      colour.update(state);
      take.hidden = isBare(state);
      fold.hidden = isBare(state);
      setAttribute(fold, "aria-pressed", String(state.view.sheet));
    },
  };
}

/** The label field, to be changed by a quick pick of VS Code. */
function colourBy({ host }: Context): Control {
  const field = h("span", { class: "label" });
  const element = h(
    "button",
    { class: "flat colour-by", type: "button", title: panelText.colourBy },
    icon("symbol-color"),
    field,
    icon("chevron-down", "small"),
  );
  element.addEventListener("click", () => host.invoke("chooseLabelField"));
  return {
    element,
    update: (state) => {
      const { shown } = state;
      element.hidden = isBare(state) || !host.hasEditor || (shown?.dataset.fields.length ?? 0) === 0;
      field.textContent = shown?.dataset.labelField ?? panelText.noLabelField;
    },
  };
}
