import { similarTo } from "../analysis/similarTo.ts";
import { inSteps } from "../dataset/inSteps.ts";
import type { RecordLabels } from "../dataset/recordLabels.ts";
import { untilAborted } from "../numeric/layerStates.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import { characterCount } from "../protocol/characterCount.ts";
import type { PointIndex } from "../protocol/indices.ts";
import { MOST_NAMES, type PointValues, type ValuesParams } from "../protocol/pointValues.ts";
import type { Points } from "../sources/points.ts";
import { unlessCancelled } from "./cancelled.ts";
import { drawnIndexOf, rowOf, type Run } from "./run.ts";
import type { Runs } from "./runs.ts";
import type { Scheduler } from "./scheduler.ts";

/**
 * A value of every record or point of a run. Throws `runUnknown`, `fieldMissing`, `recordUnknown`, `optionUnknown`, and
 * `cancelled` where the signal aborts.
 */
export async function pointValues(
  params: ValuesParams,
  { runs, scheduler, signal }: { readonly runs: Runs; readonly scheduler: Scheduler; readonly signal: AbortSignal },
): Promise<PointValues> {
  const { points } = runs.begun(params.run);
  if ("field" in params) return inSteps(knownValues(points, params.field), signal);
  if (params.of === "length") return numbers(lengths(points));
  const run = runs.drawn(params.run);
  if (run === undefined) throw new StrataError("runUnknown", { run: params.run });
  if (params.of === "tokens") return numbers(tokenCounts(run));
  const work = scheduler.soon(similarities(run, params.point, params.layer, signal), signal);
  return numbers(await unlessCancelled(signal, "comparing with the selected record", work));
}

function numbers(values: Float64Array): PointValues {
  return { kind: "numbers", values };
}

function* knownValues(points: Points, field: string): Generator<number, PointValues> {
  const { path, fields } = points.dataset;
  const values = yield* fieldValues(points, field);
  if (values !== undefined) return values;
  throw new StrataError("fieldMissing", { path, field, fields: fields.map(({ name }) => name).join(", ") });
}

/** What a field gives to colour the records by; `undefined` where no record has a value. Yields the share done. */
export function* fieldValues({ dataset }: Points, field: string): Generator<number, PointValues | undefined> {
  const { labels, labelOf, labelValues } = yield* dataset.values.labelsOf(field);
  if (labelValues !== undefined) return numbers(labelValues);
  return labels.length === 0 ? undefined : namedValues(labels, labelOf);
}

/** Categories of which only the most frequent have names. */
function namedValues(labels: readonly string[], labelOf: RecordLabels["labelOf"]): PointValues {
  if (labels.length <= MOST_NAMES) return { kind: "categories", names: labels, of: labelOf, others: 0 };
  const names = labels.slice(0, MOST_NAMES - 1);
  const of = labelOf.map((label) => (label === NO_LABEL ? NO_LABEL : Math.min(label, names.length)));
  return { kind: "categories", names, of, others: labels.length - names.length };
}

/** `[points]` characters of each text, those of several units counted once. */
function lengths(points: Points): Float64Array {
  const values = new Float64Array(points.count);
  for (let point = 0; point < values.length; point++)
    values[point] = characterCount(points.textOf(point as PointIndex));
  return values;
}

/** `[points]` NaN where a point has no states, and where nobody knows how many tokens were read. */
function tokenCounts(run: Run): Float64Array {
  const values = new Float64Array(run.points.count).fill(NaN);
  for (const point of run.drawn) {
    const { tokens } = run.source.facts(rowOf(run, point as PointIndex));
    if (tokens > 0) values[point] = tokens;
  }
  return values;
}

/** `[points]` NaN where a point has no states. */
async function* similarities(run: Run, index: number, layer: number, signal: AbortSignal) {
  const own = drawnIndexOf(run, run.points.at(index));
  if (run.states.widths[layer] === undefined) {
    const allowed = `0 to ${run.states.widths.length - 1}`;
    throw new StrataError("optionUnknown", { option: "layer", value: String(layer), allowed });
  }
  const values = new Float64Array(run.points.count).fill(NaN);
  if (own === undefined) return values;
  const found = yield* similarTo(untilAborted(run.states, signal), own, layer);
  for (const [at, point] of run.drawn.entries()) values[point] = found[at] ?? NaN;
  return values;
}
