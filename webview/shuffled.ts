import type { DrawingChoice } from "../src/protocol/engine.ts";
import type { Notice } from "../src/protocol/models.ts";
import { notAboveShuffled, STRUCTURE } from "../src/protocol/pictureQuality.ts";
import { qualityText } from "../src/strings/pictureQuality.ts";
import type { Context, Control } from "./control.ts";
import { iconButton, setAttribute } from "./dom.ts";
import { isBare, type State } from "./state.ts";

/** Whether the picture is one of shuffled states. */
export function isShuffled({ info }: Pick<State, "info">): boolean {
  return info?.drawing.projection.values["shuffle"] === "yes";
}

/** Draws the states shuffled in the way they are drawn, or as they are again; nothing where the projection cannot. */
export function toggleShuffled({ store, host }: Context): void {
  const drawing = otherDrawing(store.value);
  if (drawing !== undefined && host.hasEditor) host.draw(drawing);
}

function otherDrawing({ info }: Pick<State, "info">): DrawingChoice | undefined {
  if (info === undefined) return undefined;
  const { projection } = info.drawing;
  const task = info.tasks.find(({ stage, id }) => stage === "projection" && id === projection.id);
  if (task?.parameters["shuffle"] === undefined) return undefined;
  const values = { ...projection.values, shuffle: isShuffled({ info }) ? "no" : "yes" };
  return { ...info.drawing, projection: { ...projection, values } };
}

/** One click draws the baseline, and one click goes back. Not on a page, which cannot compute. */
export function shuffledToggle(context: Context): Control {
  const element = iconButton("compare-changes", qualityText.compareTitle, () => toggleShuffled(context));
  element.dataset["action"] = "compareShuffled";
  return {
    element,
    update: (state) => {
      const { hasEditor } = context.host;
      element.hidden = !hasEditor || isBare(state) || state.view.mode === "table" || otherDrawing(state) === undefined;
      const pressed = isShuffled(state);
      element.title = pressed ? qualityText.backTitle : qualityText.compareTitle;
      setAttribute(element, "aria-label", qualityText.compare);
      setAttribute(element, "aria-pressed", String(pressed));
    },
  };
}

/** What is to be known of the picture's quality where it is drawn: that it is the baseline, or no better than that. */
export function qualityNotices(state: State): readonly Notice[] {
  const { info, shown, layerResults } = state;
  if (shown === undefined || info === undefined || isShuffled({ info })) return [];
  const layers = notAboveShuffled(layerResults[STRUCTURE]).map((layer) => shown.picture.layers[layer] ?? "");
  return layers.length === 0 ? [] : [{ code: "notAboveShuffled", detail: { layers } }];
}
