import path from "node:path";
import { parseArgs } from "node:util";
import { StrataError } from "../protocol/errors.ts";

/** What `embedding-strata visualize` was asked for, paths absolute. */
export interface Arguments {
  readonly file: string;
  readonly out: string;
  readonly cache: string;
  readonly textField: string | undefined;
  readonly labelField: string | undefined;
  readonly pooling: string;
  readonly maxTokens: number | undefined;
  readonly states: boolean;
  readonly json: boolean;
}

/**
 * Reads the words after `embedding-strata`. Undefined where help was asked for.
 * Throws `optionUnknown` for what it does not know.
 */
export function readArguments(words: readonly string[], folder: string): Arguments | undefined {
  const { values, positionals } = parse(words);
  const [command, file, ...rest] = positionals;
  if (values.help === true || command === undefined) return undefined;
  if (command !== "visualize") throw unknown("command", command, "visualize");
  if (file === undefined) throw unknown("FILE", "", "the path of a text, Markdown, JSONL, JSON, CSV or TSV file");
  if (rest[0] !== undefined) throw unknown("argument", rest[0], "one FILE");
  const out = path.resolve(folder, values.out ?? `${path.basename(file, path.extname(file))}-strata`);
  return {
    file: path.resolve(folder, file),
    out,
    cache: path.resolve(folder, values.cache ?? path.join(out, "cache")),
    textField: values["text-field"],
    labelField: values["label-field"],
    pooling: values.pooling ?? "auto",
    maxTokens: values["max-tokens"] === undefined ? undefined : wholeNumber("--max-tokens", values["max-tokens"]),
    states: values.states ?? false,
    json: values.json ?? false,
  };
}

function parse(words: readonly string[]) {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const options = {
    out: text,
    cache: text,
    "text-field": text,
    "label-field": text,
    pooling: text,
    "max-tokens": text,
    states: flag,
    json: flag,
    help: { ...flag, short: "h" },
  };
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true });
  } catch (error) {
    const option = /'(-[^' ]*)/.exec(String(error))?.[1] ?? words.join(" ");
    const known = Object.keys(options).map((name) => `--${name}`);
    throw new StrataError(
      "optionUnknown",
      { option: "option", value: option, allowed: known.join(", ") },
      { cause: error },
    );
  }
}

function wholeNumber(option: string, value: string): number {
  if (!/^[1-9]\d{0,6}$/.test(value)) throw unknown(option, value, "a whole number from 1 on");
  return Number(value);
}

function unknown(option: string, value: string, allowed: string): StrataError {
  return new StrataError("optionUnknown", { option, value, allowed });
}
