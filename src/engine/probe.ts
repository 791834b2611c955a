import { recordKeys } from "../activations/recordKeys.ts";
import type { Algebra } from "../numeric/algebra.ts";
import { untilAborted, type LayerStates } from "../numeric/layerStates.ts";
import { nearestParameters, nearestStates } from "../numeric/nearestStates.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Probe, ProbeParams } from "../protocol/finding.ts";
import type { RowIndex } from "../protocol/indices.ts";
import { valuesOf, type ParameterValues } from "../protocol/parameters.ts";
import type { StackFit } from "../projection/stackFit.ts";
import type { Models } from "../sources/models.ts";
import { statesOfText, type TypedText } from "../sources/typedText.ts";
import { unlessCancelled } from "./cancelled.ts";
import { named } from "./ofPoints.ts";
import type { Run } from "./run.ts";
import type { Scheduler } from "./scheduler.ts";

export interface ProbeContext {
  readonly models: Models;
  readonly scheduler: Scheduler;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
}

type Nearest = ParameterValues<typeof nearestParameters>;

/**
 * Where a typed text stands among the points of a drawn run: the numbers it would have as a line of the file. Throws
 * `optionUnknown`, `probeRefused`, what `statesOfText` throws, and `cancelled` where the signal aborts.
 */
export function probe(run: Run, { text, values = {} }: ProbeParams, context: ProbeContext): Promise<Probe> {
  return unlessCancelled(
    context.signal,
    "Reading the sentence",
    ask(run, text, valuesOf(nearestParameters, values), context),
  );
}

async function ask(run: Run, text: string, { k, metric }: Nearest, context: ProbeContext): Promise<Probe> {
  const { scheduler, algebra, signal } = context;
  const { drawn, fitted } = run;
  if (drawn.length === 0) throw new StrataError("probeRefused", { why: "nothingDrawn" });
  const { states, tokens, truncated } = inRun(run, text) ?? (await computed(run, text, context));
  const among = untilAborted(run.states, signal);
  const work = nearestStates({ states, from: 0, to: 1, among, k, metric, algebra, signal });
  const near = named(await scheduler.soon(work, signal), drawn);
  if (near.kind !== "related") throw new StrataError("internal", { reason: "nearest points are no relation" });
  const coordinates = fitted?.stack && (await placed(fitted.stack, states));
  return { run: run.id, text, coordinates, near, tokens, truncated };
}

/** A text that is a record of the run has its states already. */
function inRun({ source, rows, points }: Run, text: string): TypedText | undefined {
  if (points.tokens !== undefined) return undefined;
  const [row = -1] = source.lookup(recordKeys([text]));
  if (row < 0 || !rows.includes(row)) return undefined;
  return { states: source.states(Int32Array.of(row)), ...source.facts(row as RowIndex) };
}

async function computed(run: Run, text: string, { models, signal }: ProbeContext): Promise<TypedText> {
  const { asked, points, source } = run;
  if (asked.kind === "bundle") throw new StrataError("probeRefused", { why: "bundle" });
  if (points.tokens !== undefined) throw new StrataError("probeRefused", { why: "tokens" });
  return statesOfText(models, asked, source.key, text, signal);
}

/** `[layers × dimensions]` */
async function placed(stack: StackFit, states: LayerStates): Promise<Float32Array> {
  const coordinates = new Float32Array(stack.layers * stack.dimensions);
  for (let layer = 0; layer < stack.layers; layer++)
    coordinates.set(stack.placeLayer(layer, await states.read(layer, 0, 1)), layer * stack.dimensions);
  return coordinates;
}
