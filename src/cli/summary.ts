import { allProblems, type DatasetInfo, type Picture, type RunResult } from "../protocol/engine.ts";
import { problemEffects, type Problem } from "../protocol/reading.ts";
import type { Summary, SummaryProblem } from "../protocol/summary.ts";

/** Puts together what a run and its picture say. */
export function summarize(
  file: string,
  page: string,
  dataset: DatasetInfo,
  picture: Picture,
  result: RunResult,
): Summary {
  const { problems, effects } = allProblems(dataset, result);
  return {
    file,
    page,
    reading: dataset.reading,
    records: dataset.records,
    tokens: dataset.tokens?.recordOf.length,
    textField: dataset.textField,
    labelField: dataset.labelField,
    labels: dataset.labels.length,
    labelRange: rangeOf(dataset.labelValues),
    effects,
    problems: problems.map(summaryProblem),
    result,
    layers: picture.layers.map((name, layer) => ({
      name,
      explained: explainedAt(picture, layer),
    })),
  };
}

/** Sum of the shares of the drawn axes at a layer. */
function explainedAt({ explained, dimensions }: Picture, layer: number): number | undefined {
  return explained?.subarray(layer * dimensions, (layer + 1) * dimensions).reduce((sum, share) => sum + share, 0);
}

export function summaryProblem({ line, start, kind, reason }: Problem): SummaryProblem {
  return { line: line + 1, column: start + 1, kind, effect: problemEffects[kind], reason };
}

function rangeOf(values: Float64Array | undefined): Summary["labelRange"] {
  const sorted = values?.filter((value) => !Number.isNaN(value)).sort() ?? [];
  const [least, most] = [sorted.at(0), sorted.at(-1)];
  return least === undefined || most === undefined ? undefined : [least, most];
}
