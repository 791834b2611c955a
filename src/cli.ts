import { refused, wantsHelp } from "./cli/command.ts";
import { commands } from "./cli/commands.ts";
import { printed } from "./cli/printed.ts";
import { toFailure } from "./protocol/errors.ts";
import { failureSentence } from "./strings.ts";

/** Runs one command; resolves to the exit status: 0 done, 1 failed, 130 stopped by the user. */
async function main([name, ...words]: readonly string[]): Promise<number> {
  const command = commands.find((known) => known.name === name);
  if (name === undefined || wantsHelp([name, ...words])) {
    const usages = command === undefined ? commands.map(({ usage }) => usage) : [command.usage];
    console.log(usages.join("\n\n"));
    return 0;
  }
  if (command === undefined) throw refused("command", name, commands.map((known) => known.name).join(", "));
  return command.run(words, process.cwd());
}

main(process.argv.slice(2)).then(
  (status) => process.exit(status),
  (error: unknown) => {
    const failure = toFailure(error);
    console.error(printed(failureSentence(failure)));
    process.exit(failure.code === "cancelled" ? 130 : 1);
  },
);
