import * as l10n from "@vscode/l10n";
import type { DrawingChoice } from "../protocol/engine.ts";
import type { TaskInfo } from "../protocol/tasks.ts";
import { declared } from "./declared.ts";

/** `UMAP, n_neighbors 30, seed 0, 3 dimensions`: the method, what of its values is not the usual, and the seed. */
export function drawingWords(
  { projection: { id, values }, dimensions }: DrawingChoice,
  tasks: readonly TaskInfo[],
): string {
  const task = tasks.find((known) => known.stage === "projection" && known.id === id);
  return [
    task === undefined ? id : declared(task.label),
    ...valueWords(task?.parameters ?? {}, values),
    ...(dimensions === 3 ? [l10n.t("3 dimensions")] : []),
  ].join(", ");
}

/** `n_neighbors 30`: of parameters those that are not as usual, and the seed, without which nobody draws the same. */
export function valueWords(
  parameters: TaskInfo["parameters"],
  values: DrawingChoice["projection"]["values"],
): string[] {
  return Object.entries(parameters).flatMap(([name, parameter]) => {
    const value = values[name] ?? parameter.default;
    return value === parameter.default && name !== "seed" ? [] : [`${name} ${value}`];
  });
}
