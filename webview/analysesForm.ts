import { panelText } from "../src/strings/panel.ts";
import type { Context, Control } from "./control.ts";
import { iconButton } from "./dom.ts";
import { listedTask } from "./nearestChoices.ts";
import { taskForms } from "./taskForms.ts";

/** The parameters of what is said of single points; those of the list's own analysis stand above it. */
export function analysesForm(context: Context): Control {
  const button = iconButton("settings-gear", panelText.analysesTitle, () => undefined);
  return taskForms(context, button, panelText.analysesTitle, (state) => {
    const listed = listedTask(state);
    return (state.info?.tasks ?? []).filter(
      (task) =>
        task !== listed && task.stage === "analysis" && (task.result === "perPoint" || task.result === "related"),
    );
  });
}
