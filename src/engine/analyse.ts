import type { Analysis } from "../analysis/analysis.ts";
import type { Algebra } from "../numeric/algebra.ts";
import { untilAborted } from "../numeric/layerStates.ts";
import { finish } from "../numeric/work.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { TaskResult } from "../protocol/tasks.ts";
import { type Run } from "./run.ts";
import type { Scheduler } from "./scheduler.ts";

export interface AnalyseOptions {
  readonly run: Run;
  readonly task: Analysis;
  readonly values: ParameterValues;
  /** Of the drawn points, those asked for; all points of the run where left out. */
  readonly range: readonly [from: number, to: number] | undefined;
  readonly algebra: Algebra;
  readonly signal: AbortSignal;
  readonly onDone?: ((done: number) => void) | undefined;
  /** Where it is long work; without one it is done at once. */
  readonly inTurns?: Scheduler | undefined;
}

/** Whether an analysis can be asked of single points. */
export function isOfPoints({ result }: Analysis): boolean {
  return result !== "perLayer";
}

/** What an analysis says of points of a run. What is related are points of the run. Throws the signal's reason. */
export async function analyse(options: AnalyseOptions): Promise<TaskResult> {
  const { run, task, values, range, algebra, signal, onDone, inTurns } = options;
  const { drawn, canvas } = run;
  const states = untilAborted(run.states, signal);
  const [from, to] = range ?? [0, drawn.length];
  const picture = { dimensions: canvas.dimensions, coordinates: canvas.coordinatesOf(drawn) };
  const work = task.run({ states, from, to, algebra, picture }, values, { signal });
  const result = await (inTurns ? inTurns.run(work, signal, onDone) : finish(work, { signal }));
  return ofPoints(result, run, range === undefined);
}

/** A result on drawn points as one on the run's points; spread over all of them where all were asked for. */
function ofPoints(result: TaskResult, { drawn, points, canvas }: Run, all: boolean): TaskResult {
  if (result.kind === "perLayer" || drawn.length === points.count) return result;
  const layers = canvas.layers.length;
  const spread = <A extends Float32Array | Uint32Array>(values: A, count: number, none: number): A => {
    if (!all) return values;
    const Kind = values.constructor as new (length: number) => A;
    const whole = new Kind(layers * points.count * count).fill(none) as A;
    for (let layer = 0; layer < layers; layer++) {
      for (const [index, point] of drawn.entries()) {
        const start = (layer * drawn.length + index) * count;
        whole.set(values.subarray(start, start + count), (layer * points.count + point) * count);
      }
    }
    return whole;
  };
  if (result.kind === "perPoint") return { ...result, values: spread(result.values, 1, NaN) };
  const { count, distances } = result;
  const named = result.points.map((index) => drawn[index] ?? 0);
  return { ...result, points: spread(named, count, 0), distances: spread(distances, count, NaN) };
}
