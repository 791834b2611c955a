import type { DatasetInfo, Picture, RunResult } from "../protocol/engine.ts";
import type { Summary } from "../protocol/summary.ts";

/** Puts together what a run and its picture say. */
export function summarize(
  file: string,
  page: string,
  dataset: DatasetInfo,
  picture: Picture,
  result: RunResult,
): Summary {
  return {
    file,
    page,
    textField: dataset.textField,
    labelField: dataset.labelField,
    labels: dataset.labels.length,
    problems: dataset.problemCount + result.problemCount,
    result,
    layers: picture.layers.map((name, layer) => ({
      name,
      explained: (picture.explained[2 * layer] ?? 0) + (picture.explained[2 * layer + 1] ?? 0),
    })),
  };
}
