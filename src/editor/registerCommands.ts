import { commands, Disposable, window } from "vscode";
import { toFailure } from "../protocol/errors.ts";
import { failureSentence } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import { buttonTable, commandTable } from "./commands.ts";
import type { Editor } from "./editor.ts";
import { remediesOf } from "./remedies.ts";

/** Registers every command of the table and the panels' buttons; each reports its own failure. */
export function registerCommands(editor: Editor): Disposable {
  const { panels, log } = editor;
  const reporting = async (run: () => void | Promise<void>): Promise<void> => {
    try {
      await run();
    } catch (error) {
      const failure = toFailure(error);
      const sentence = failureSentence(failure);
      log.error(error instanceof Error ? (error.stack ?? sentence) : sentence);
      const offers = remediesOf(failure).flatMap((remedy) => {
        const title = editorText.remedies[remedy];
        return title === undefined ? [] : [{ title, command: `strata.${remedy}` }];
      });
      const showLog = { title: editorText.showLog, command: "strata.showLog" };
      const answer = await window.showErrorMessage(sentence, ...offers, showLog);
      if (answer) await commands.executeCommand(answer.command);
    }
  };
  return Disposable.from(
    ...Object.entries(commandTable).map(([id, command]) =>
      commands.registerCommand(id, (...args: readonly unknown[]) => reporting(() => command(editor, ...args))),
    ),
    panels.onPressed(({ command, panel }) => void reporting(() => buttonTable[command](editor, panel))),
  );
}
