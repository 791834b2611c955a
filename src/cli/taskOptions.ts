import type { DrawingChoice } from "../protocol/engine.ts";
import { flagOf } from "../protocol/flags.ts";
import { allowedValues, areAllowed, type Parameter } from "../protocol/parameters.ts";
import type { TaskChoice, TaskInfo } from "../protocol/tasks.ts";
import { refused } from "./command.ts";

const text = { type: "string" } as const;

/** Options that choose how a picture is fitted. */
export const projectionOptions = { projection: text, dimensions: text } as const;

/** Words behind options, by the options' names. */
type Words = Readonly<Record<string, unknown>>;

/** An option for every parameter of some tasks; the same name is the same option. */
export function parameterOptions(tasks: readonly TaskInfo[]): Record<string, typeof text> {
  const names = tasks.flatMap(({ parameters }) => Object.keys(parameters));
  return Object.fromEntries(names.map((name) => [flagOf(name), text]));
}

/** The values that are given of a task's parameters. Throws `optionUnknown` for one that is not allowed. */
export function valuesGiven({ parameters }: TaskInfo, words: Words): TaskChoice["values"] {
  const given = Object.entries(parameters).flatMap(([name, parameter]) => {
    const word = words[flagOf(name)];
    return typeof word === "string" ? [[name, valueOf(name, parameter, word)] as const] : [];
  });
  return Object.fromEntries(given);
}

/** Throws `optionUnknown` for the first option of a parameter that none of the `chosen` tasks has. */
export function refuseOthers(all: readonly TaskInfo[], chosen: readonly TaskInfo[], words: Words): void {
  const known = parameterOptions(chosen);
  for (const flag of Object.keys(parameterOptions(all))) {
    if (words[flag] === undefined || flag in known) continue;
    const flags = Object.keys(known).map((name) => `--${name}`);
    const of = chosen.map(({ id }) => id).join(" and ");
    throw refused("option", `--${flag}`, `with ${of} ${flags.length === 0 ? "no parameters" : flags.join(", ")}`);
  }
}

/** The task of this name. Throws `optionUnknown`. */
export function taskNamed(what: string, name: string, tasks: readonly TaskInfo[]): TaskInfo {
  const task = tasks.find(({ id }) => id === name);
  if (task === undefined) throw refused(what, name, tasks.map(({ id }) => id).join(", "));
  return task;
}

/** How the picture is to be fitted, and by what. Throws `optionUnknown`. */
export function drawingChoice(
  projections: readonly TaskInfo[],
  words: Words & { readonly projection?: string | undefined; readonly dimensions?: string | undefined },
): { readonly projection: TaskInfo; readonly drawing: DrawingChoice } {
  const projection = taskNamed("--projection", words.projection ?? projections[0]?.id ?? "", projections);
  const { dimensions = "2" } = words;
  if (dimensions !== "2" && dimensions !== "3") throw refused("--dimensions", dimensions, "2, 3");
  const chosen = { id: projection.id, values: valuesGiven(projection, words) };
  return { projection, drawing: { projection: chosen, dimensions: dimensions === "2" ? 2 : 3 } };
}

function valueOf(name: string, parameter: Parameter, word: string): number | string {
  const isNumber = parameter.kind !== "choice" && /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word);
  const value = isNumber ? Number(word) : word;
  if (areAllowed({ [name]: parameter }, { [name]: value })) return value;
  throw refused(`--${flagOf(name)}`, word, allowedValues(parameter));
}
