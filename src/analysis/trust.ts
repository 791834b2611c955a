import { lowerBound } from "../numeric/lowerBound.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { stateRanksOf } from "../numeric/ranks.ts";
import { allOrSample, countTo } from "../numeric/sample.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import { partly } from "../numeric/work.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerPoint, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { PREPARATION_SHARE, preparedLayer } from "./preparedLayer.ts";
import { drawnLayer, metricOf, neighboursOf, smallest } from "./drawnLayer.ts";

const parameters = {
  k: { kind: "integer", default: 15, min: 1, max: 100, help: "How many nearest points are looked at" },
} as const;

/**
 * How far each point's place is to be trusted: the share of the `k` points drawn nearest to it that are among its `k`
 * nearest by their states, whose mean is the picture's. Of many points both are looked for in a sample, always the same.
 * NaN where a point is not drawn, or alone.
 */
export const trust: Analysis<typeof parameters, PerPoint> = {
  id: "trust",
  version: 1,
  label: "Trust in the place",
  help: "The share of the nearest drawn that are nearest in the model, too: where it is low, do not trust where the record is drawn. Of more than 5 000 records, among 2 000.",
  reference: "Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68",
  parameters,
  result: "perPoint",
  ofPicture: true,
  run,
};

async function* run(
  { states, from, to, algebra, picture }: AnalysisInput,
  { k: wanted }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerPoint> {
  const { widths, records } = states;
  const asked = countTo(to - from).map((point) => point + from);
  const values = new Float32Array(widths.length * asked.length).fill(NaN);
  const metric = metricOf(picture);
  for (let layer = 0; layer < widths.length; layer++) {
    const drawn = drawnLayer(picture, layer, records);
    const points = asked.filter((point) => drawn.has[point] === 1);
    const some = allOrSample(drawn.finite);
    const isAll = some.length === drawn.finite.length;
    const places = isAll ? drawn : drawn.picked(some);
    if (some.length < 2 || points.length === 0) continue;
    const k = Math.max(1, neighboursOf(wanted, some.length));
    const [start, end] = [layer / widths.length, (layer + 1) / widths.length];
    const middle = start + PREPARATION_SHARE * (end - start);
    const seen = yield* partly(preparedLayer(states, layer, picture, algebra, signal), start, middle);
    const among = isAll ? seen : pickedStates(seen, some);
    const turn = rowsInTurn(among.records);
    for await (const block of similarityBlocks({ layer, states: seen, points, among, metric, algebra, signal })) {
      for (let i = block.from; i < block.to; i++) {
        const row = i - block.from;
        const point = points[i] ?? 0;
        const self = isAll ? point : placeAmong(some, point);
        const near = smallest(places.squaresFrom(drawn.placeOf(point)), self, k);
        const ranks = stateRanksOf({ block, row, self, metric, counted: places.has }, near);
        let found = 0;
        for (const rank of ranks) if (rank <= k) found++;
        values[layer * asked.length + point - from] = found / k;
        if (row % turn === turn - 1 || i === block.to - 1)
          yield { done: middle + ((end - middle) * (i + 1)) / points.length };
      }
    }
  }
  yield { done: 1 };
  return { kind: "perPoint", values };
}

/** The place of a point in ascending ones; -1 where it is none of them. */
function placeAmong(points: Uint32Array, point: number): number {
  const place = lowerBound(points, point);
  return points[place] === point ? place : -1;
}
