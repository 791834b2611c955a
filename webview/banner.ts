import { panelText } from "../src/strings/panel.ts";
import type { Control } from "./control.ts";
import { h, icon } from "./dom.ts";
import { isBare } from "./state.ts";

/** Says that the picture is drawn without WebGL. */
export function banner(): Control {
  const words = h("span", {}, panelText.noWebgl, " ", panelText.noWebglRemedy);
  const element = h("div", { class: "banner", role: "status" }, icon("info"), words);
  return { element, update: (state) => void (element.hidden = state.webgl || isBare(state)) };
}
