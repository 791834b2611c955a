import type { Tables } from "../engine/tasks.ts";
import { toFailure } from "../protocol/errors.ts";
import { failureSentence } from "../strings.ts";
import { refused, wantsHelp } from "./command.ts";
import { commandsOf } from "./commands.ts";
import { printed } from "./printed.ts";

/** Runs the command the program was called with, and ends the process: 0 done, 1 failed, 130 stopped by the user. */
export function main(tables: Tables): void {
  runCommand(tables, process.argv.slice(2)).then(
    (status) => process.exit(status),
    (error: unknown) => {
      const failure = toFailure(error);
      console.error(printed(failureSentence(failure)));
      process.exit(failure.code === "cancelled" ? 130 : 1);
    },
  );
}

async function runCommand(tables: Tables, [name, ...words]: readonly string[]): Promise<number> {
  const commands = commandsOf(tables);
  const command = commands.find((known) => known.name === name);
  if (name === undefined || wantsHelp([name, ...words])) {
    const usages = command === undefined ? commands.map(({ usage }) => usage) : [command.usage];
    console.log(usages.join("\n\n"));
    return 0;
  }
  if (command === undefined) throw refused("command", name, commands.map((known) => known.name).join(", "));
  return command.run(words, process.cwd());
}
