import type { Analysis } from "../analysis/analysis.ts";
import { analyses } from "../analysis/index.ts";
import type { Projection } from "../projection/projection.ts";
import { projections } from "../projection/index.ts";
import { StrataError } from "../protocol/errors.ts";
import { valuesOf } from "../protocol/parameters.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { TaskChoice, TaskInfo } from "../protocol/tasks.ts";

/** The tables the engine works from; each one's first entry is the default. */
export interface Tables {
  readonly projections: readonly Projection[];
  readonly analyses: readonly Analysis[];
}

/** What the product comes with. */
export const standardTables: Tables = { projections, analyses };

/** What a border needs to know of every task. */
export function taskInfos({ projections, analyses }: Tables): readonly TaskInfo[] {
  const infoOf = ({ id, label, help, reference, parameters }: Projection | Analysis) => {
    return { id, label, help, reference, parameters };
  };
  return [
    ...projections.map((task): TaskInfo => ({ ...infoOf(task), stage: "projection", result: "coordinates" })),
    ...analyses.map((task): TaskInfo => ({ ...infoOf(task), stage: "analysis", result: task.result })),
  ];
}

/** The entry of a table that was chosen, and a value for each of its parameters. Throws `optionUnknown`. */
export function chosen<T extends Projection | Analysis>(
  table: readonly T[],
  what: string,
  choice: TaskChoice,
): { readonly task: T; readonly values: ParameterValues } {
  const task = table.find(({ id }) => id === choice.id);
  if (task === undefined) {
    const allowed = table.map(({ id }) => id).join(", ");
    throw new StrataError("optionUnknown", { option: what, value: choice.id, allowed });
  }
  return { task, values: valuesOf(task.parameters, choice.values) };
}
