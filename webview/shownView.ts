import type { ShownView } from "../src/protocol/exporting.ts";
import { isBare, savedView, type State } from "./state.ts";
import { viewOf } from "./views.ts";

/** What is shown, for whoever exports it, in this element; `rows`: what a view lists, in its order. */
export function shownView(state: State, { clientWidth, clientHeight }: Element, rows?: Uint32Array): ShownView {
  return {
    run: state.shown?.picture.run,
    saved: savedView(state),
    selection: state.view.selection,
    width: clientWidth,
    height: clientHeight,
    isDrawn: viewOf(state).id !== "table" && !isBare(state) && state.shown !== undefined,
    ...(rows && !isBare(state) && { rows }),
  };
}
