import { commands, window, type Disposable } from "vscode";
import { toFailure } from "../protocol/errors.ts";
import { failureSentence } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import { buttonTable, commandTable } from "./commands.ts";
import type { Log } from "./engineClient.ts";
import type { Panels } from "./panels.ts";
import type { Visualizer } from "./visualizer.ts";

/** Registers every command of the table and the panels' buttons; each reports its own failure. */
export function registerCommands(visualizer: Visualizer, panels: Panels, log: Log): Disposable[] {
  const reporting = async (run: () => void | Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      const sentence = failureSentence(toFailure(error));
      log.error(error instanceof Error ? (error.stack ?? sentence) : sentence);
      if ((await window.showErrorMessage(sentence, editorText.showLog)) !== undefined) visualizer.showLog();
    }
  };
  return [
    ...Object.entries(commandTable).map(([id, command]) =>
      commands.registerCommand(id, (...args: readonly unknown[]) => reporting(() => command(visualizer, ...args))),
    ),
    panels.onPressed(({ command, panel }) => void reporting(() => buttonTable[command](visualizer, panel))),
  ];
}
