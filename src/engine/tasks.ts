import type { Analysis } from "../analysis/analysis.ts";
import { analyses } from "../analysis/index.ts";
import type { Comparison } from "../comparison/comparison.ts";
import { comparisons } from "../comparison/index.ts";
import type { Projection } from "../projection/projection.ts";
import { projections } from "../projection/index.ts";
import { StrataError } from "../protocol/errors.ts";
import { valuesOf } from "../protocol/parameters.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import { tasksOf, type TaskChoice, type TaskInfo } from "../protocol/tasks.ts";

/** The tables the product works from; the first projection is the default. */
export interface Tables {
  readonly projections: readonly Projection[];
  readonly analyses: readonly Analysis[];
  readonly comparisons: readonly Comparison[];
}

/** What the product comes with. */
export const standardTables: Tables = { projections, analyses, comparisons };

/** What a border needs to know of every task. */
export function taskInfos({ projections, analyses, comparisons }: Tables): readonly TaskInfo[] {
  const infoOf = (task: Projection | Analysis | Comparison) => {
    const { id, label, help, reference, parameters, range, onDemand, of } = task;
    const more = { ...(range && { range }), ...(onDemand && { onDemand }), ...(of && { of }) };
    return { id, label, help, reference, parameters, ...more };
  };
  return [
    ...projections.map((task): TaskInfo => {
      const { locality } = task;
      return { ...infoOf(task), ...(locality && { locality }), stage: "projection", result: "coordinates" };
    }),
    ...analyses.map((task): TaskInfo => ({ ...infoOf(task), stage: "analysis", result: task.result })),
    ...comparisons.map((task): TaskInfo => ({ ...infoOf(task), stage: "comparison", result: task.result })),
  ];
}

/**
 * The projection that was chosen, and a value for each of its parameters. One of the other kind than the data set's
 * points are drawn by is not heeded. Throws `optionUnknown`.
 */
export function chosenProjection(
  { projections }: Tables,
  wanted: TaskChoice | undefined,
  isGiven: boolean,
): { readonly task: Projection; readonly values: ParameterValues } {
  const own = tasksOf(projections, isGiven);
  const isOther = !own.some(({ id }) => id === wanted?.id) && projections.some(({ id }) => id === wanted?.id);
  const choice = isOther ? undefined : wanted;
  const task = own.find(({ id }) => choice === undefined || id === choice.id);
  if (task === undefined) throw unknown("projection", choice?.id ?? "", own);
  return { task, values: valuesOf(task.parameters, choice?.values ?? {}) };
}

/** The error for an id that is not in a table. */
export function unknown(what: string, id: string, table: readonly { readonly id: string }[]): StrataError {
  const allowed = table.map((task) => task.id).join(", ");
  return new StrataError("optionUnknown", { option: what, value: id, allowed });
}
