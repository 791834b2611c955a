import { bookmarkText } from "../src/strings/bookmarks.ts";
import { panelText } from "../src/strings/panel.ts";
import { addBookmark } from "./bookmarks.ts";
import type { Context, Control } from "./control.ts";
import { h, iconButton } from "./dom.ts";
import { projectForm } from "./projectForm.ts";
import { selectTools } from "./selectTools.ts";
import { shuffledToggle } from "./shuffled.ts";
import { isBare } from "./state.ts";
import { viewOf, type PanelView, type ViewParts } from "./views.ts";

/** The line of options of the current view. */
export function viewbar(
  context: Context,
  made: ReadonlyMap<PanelView, ViewParts>,
  camera: { reset(): void; fit(): void },
): Control {
  const drawing = projectForm(context);
  const shuffled = shuffledToggle(context);
  const mark = iconButton("bookmark", bookmarkText.add, () => context.store.change(addBookmark));
  const onStage = [
    iconButton("home", panelText.resetCamera, () => camera.reset()),
    iconButton("screen-full", panelText.fit, () => camera.fit()),
  ];
  const tools = selectTools(context);
  const options = [...made.values()].flatMap((parts) => parts.options);
  const element = h(
    "div",
    { class: "viewbar" },
    ...options.map((option) => option.element),
    drawing.element,
    shuffled.element,
    h("span", { class: "fill" }),
    tools.element,
    h("span", { class: "group" }, mark, ...onStage),
  );
  return {
    element,
    update: (state) => {
      element.hidden = isBare(state);
      const current = made.get(viewOf(state));
      for (const option of options) {
        option.element.hidden = current?.options.includes(option) !== true;
        if (!option.element.hidden) option.update(state);
      }
      for (const button of onStage) button.hidden = current?.body !== undefined;
      tools.update(state);
      drawing.update(state);
      shuffled.update(state);
    },
  };
}
