import type { ShownView } from "../src/protocol/exporting.ts";
import { isBare, savedView, type State } from "./state.ts";
import { viewOf } from "./views.ts";

/** What is shown, for whoever exports it; `stage`: where pictures are drawn. */
export function shownView(state: State, stage: HTMLElement): ShownView {
  const isStage = viewOf(state).id !== "curves" && viewOf(state).id !== "table";
  return {
    run: state.shown?.picture.run,
    saved: savedView(state),
    selection: state.view.selection,
    width: stage.clientWidth,
    height: stage.clientHeight,
    isDrawn: isStage && !isBare(state) && state.shown !== undefined,
  };
}
