import * as l10n from "@vscode/l10n";
import type { ExporterInfo } from "../protocol/exporting.ts";
import type { Parameter } from "../protocol/parameters.ts";
import type { TaskInfo } from "../protocol/tasks.ts";

/**
 * Words that tables outside this folder declare in English: labels and helps of tasks and exporters, their choices,
 * names of parameters and series. Others stand for themselves.
 */
export function declared(words: string): string {
  return l10n.t(words);
}

/** A task as it is shown. */
export function declaredTask(task: TaskInfo): TaskInfo {
  const { label, help, parameters, range } = task;
  const told = (parameter: Parameter): Parameter => ({ ...parameter, help: declared(parameter.help) });
  return {
    ...task,
    label: declared(label),
    help: declared(help),
    parameters: Object.fromEntries(Object.entries(parameters).map(([name, parameter]) => [name, told(parameter)])),
    ...(range && { range: { ...range, words: declared(range.words) } }),
  };
}

/** A kind of file as it is offered. */
export function declaredExporter(exporter: ExporterInfo): ExporterInfo {
  return { ...exporter, label: declared(exporter.label), help: declared(exporter.help) };
}
