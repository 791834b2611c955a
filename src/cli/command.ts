import { parseArgs, type ParseArgsOptionsConfig } from "node:util";
import { StrataError } from "../protocol/errors.ts";

/** One command of the command line. */
export interface Command {
  readonly name: string;
  /** Printed for `--help`. */
  readonly usage: string;
  /**
   * Runs with the words behind the command's name; relative paths are in `folder`. Resolves to the exit status: 0 done,
   * 130 stopped by the user. Throws `optionUnknown` for words it does not know, and what its work throws.
   */
  run(words: readonly string[], folder: string): Promise<number>;
}

/** The one thing a command works on, and what it may be. */
export interface Argument {
  readonly name: string;
  readonly allowed: string;
}

/** Options every command has. */
const commonOptions = { help: { type: "boolean", short: "h" } } as const;

/** Parts a command's words into its argument and its options. Throws `optionUnknown`. */
export function readWords<O extends ParseArgsOptionsConfig>(words: readonly string[], options: O, argument: Argument) {
  const { given, values } = readManyWords(words, options, [argument]);
  return { given: given[0] ?? "", values };
}

/** The same for several arguments, all of which must be there. */
export function readManyWords<O extends ParseArgsOptionsConfig>(
  words: readonly string[],
  options: O,
  args: readonly Argument[],
) {
  const { values, positionals } = parse(words, { ...options, ...commonOptions });
  const missing = args[positionals.length];
  if (missing !== undefined) throw refused(missing.name, "", missing.allowed);
  const further = positionals[args.length];
  if (further !== undefined)
    throw refused("argument", further, `one ${args.map(({ name }) => name).join(" and one ")}`);
  return { given: positionals, values };
}

/** Whether the words ask for help. */
export function wantsHelp(words: readonly string[]): boolean {
  return words.some((word) => word === "--help" || word === "-h");
}

function parse<O extends ParseArgsOptionsConfig>(words: readonly string[], options: O) {
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    const option = /'(-[^' ]*)/.exec(String(error))?.[1] ?? words.join(" ");
    const allowed = Object.keys(options).map((name) => `--${name}`);
    throw new StrataError(
      "optionUnknown",
      { option: "option", value: option, allowed: allowed.join(", ") },
      { cause: error },
    );
  }
}

/** What the user stops by Ctrl-C: what is under way ends with what it has; by another one at once. The third ends the program. */
export class Interruptions {
  #first = new AbortController();
  readonly #second = new AbortController();

  constructor() {
    const stop = (): void => {
      if (!this.#first.signal.aborted) {
        this.#first.abort();
        return;
      }
      process.off("SIGINT", stop);
      this.#second.abort();
    };
    process.on("SIGINT", stop);
  }

  /** Aborts when what is under way is to end. */
  get signal(): AbortSignal {
    return this.#first.signal;
  }

  /** Aborts when it is to end at once. */
  get again(): AbortSignal {
    return this.#second.signal;
  }

  /** What was stopped has ended with something to go on with: the next one stops what follows. */
  goOn(): void {
    this.#first = new AbortController();
  }
}

/** Aborts when the user stops the program. */
export function interruption(): AbortSignal {
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  return stop.signal;
}

/** A number from 1 on, written in digits. Throws `optionUnknown`. */
export function wholeNumber(option: string, value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw refused(option, value, "a whole number from 1 on");
  return Number(value);
}

/** The error for a word that is not among what is allowed. */
export function refused(option: string, value: string, allowed: string): StrataError {
  return new StrataError("optionUnknown", { option, value, allowed });
}
