import { commands, Disposable, window } from "vscode";
import { editorText } from "../strings/editor.ts";
import type { EngineClient } from "./engineClient.ts";
import type { Panels } from "./panels.ts";

/** Offers to restart an engine that does not stop what was cancelled, where no panel in sight has the button. */
export function offerRestart(engine: EngineClient, panels: Panels): Disposable {
  const offer = async () => {
    const answer = await window.showWarningMessage(editorText.engineHangs, editorText.restartEngine);
    if (answer !== undefined) await commands.executeCommand("strata.restartEngine");
  };
  const isOffered = () => panels.all.some(({ run, view }) => run.state.kind === "working" && view.panel.visible);
  return Disposable.from(engine.onHangingChanged(() => void (engine.isHanging && !isOffered() && offer())));
}
