import { commands, Disposable, window } from "vscode";
import { editorText } from "../strings/editor.ts";
import type { EngineClient } from "./engineClient.ts";

/** Offers to restart an engine that does not stop what was cancelled; its panel may be closed already. */
export function offerRestart(engine: EngineClient): Disposable {
  const offer = async () => {
    const answer = await window.showWarningMessage(editorText.engineHangs, editorText.restartEngine);
    if (answer !== undefined) await commands.executeCommand("strata.restartEngine");
  };
  return Disposable.from(engine.onHangingChanged(() => void (engine.isHanging && offer())));
}
