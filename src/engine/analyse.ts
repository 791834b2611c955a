import type { Analysis, AnalysisInput } from "../analysis/analysis.ts";
import type { Comparison } from "../comparison/comparison.ts";
import type { Algebra } from "../numeric/algebra.ts";
import { untilAborted } from "../numeric/layerStates.ts";
import type { RowStep } from "../projection/rowSteps.ts";
import type { DetailsParams } from "../protocol/engine.ts";
import { StrataError, type Failure } from "../protocol/errors.ts";
import type { DrawnIndex, PointIndex } from "../protocol/indices.ts";
import { valuesOf, type ParameterValues } from "../protocol/parameters.ts";
import { tasksOf, type Step, type TaskChoice, type TaskResult } from "../protocol/tasks.ts";
import { unlessCancelled } from "./cancelled.ts";
import { assertComparable } from "./comparable.ts";
import { alignedTo, drawnAmong, filesOf, labelsOf, named, spread } from "./ofPoints.ts";
import { isGiven, type Run } from "./run.ts";
import type { Scheduler } from "./scheduler.ts";
import { storedAnswer } from "./storedAnswer.ts";
import { unknown, type Tables } from "./tasks.ts";

export interface AnalystOptions {
  readonly tables: Tables;
  readonly scheduler: Scheduler;
  readonly algebra: Algebra;
  readonly warn: (failure: Failure) => void;
}

/** What is asked of a run that is drawn. */
export interface Question {
  readonly run: Run;
  readonly choice: TaskChoice;
  /** For a comparison: the other run. */
  readonly against?: Run | undefined;
  /** For a comparison of two sets: points of the run, and of the other run or the same one. */
  readonly sets?: { readonly one: Uint32Array; readonly other: Uint32Array } | undefined;
}

/** A question that can be answered. */
export interface Asked {
  readonly task: Analysis | Comparison;
  readonly values: ParameterValues;
  readonly ofPicture: boolean;
  readonly ofLabels: boolean;
  readonly ofFiles: boolean;
  readonly ofTexts: boolean;
  readonly work: (signal: AbortSignal) => AsyncGenerator<Step, TaskResult>;
}

/** Asks the analyses and comparisons of the tables about runs that are drawn. */
export class Analyst {
  readonly #options: AnalystOptions;

  constructor(options: AnalystOptions) {
    this.#options = options;
  }

  /**
   * What the analyses of single points say of one, by their ids; `values` of their parameters, by their ids. Throws
   * `optionUnknown`, and `cancelled` where the signal aborts.
   */
  async ofPoint(
    run: Run,
    point: DrawnIndex,
    values: NonNullable<DetailsParams["values"]>,
    signal: AbortSignal,
  ): Promise<Record<string, TaskResult>> {
    const { tables, scheduler } = this.#options;
    const results: Record<string, TaskResult> = {};
    for (const { id, label } of tasksOf(tables.analyses, isGiven(run)).filter(isOfPoints)) {
      const { work } = this.#asked({ run, choice: { id, values: values[id] ?? {} } }, [point, point + 1]);
      const doing = scheduler.soon(work(signal), signal);
      results[id] = named(await unlessCancelled(signal, label, doing), run.drawn);
    }
    return results;
  }

  /**
   * What a task says of all points; those without states have NaN, and nothing related. Read where it was kept, else
   * made and kept. Throws `optionUnknown`, `notComparable`, and `cancelled` where the signal aborts.
   */
  async ofAll(question: Question, signal: AbortSignal, onDone?: (done: number) => void): Promise<TaskResult> {
    const { scheduler, warn } = this.#options;
    const { run, against = run } = question;
    const asked = this.#asked(question, [0, run.drawn.length]);
    // Few ask for the same sets again.
    const stored = question.sets === undefined ? storedAnswer(question, asked, warn) : undefined;
    let result = await stored?.read();
    if (result === undefined) {
      const doing = scheduler.run(asked.work(signal), signal, onDone);
      result = await unlessCancelled(signal, asked.task.label, doing);
      await stored?.write(result);
      if (stored !== undefined) await run.source.settle(run.rows);
    }
    return spread(named(result, against.drawn), run);
  }

  #asked({ run, choice, against, sets }: Question, [from, to]: readonly [number, number]): Asked {
    const { tables, algebra } = this.#options;
    const { analyses, comparisons } = tables;
    const { drawn, canvas } = run;
    const comparison = comparisons.find(({ id }) => id === choice.id);
    if (comparison !== undefined) {
      const values = valuesOf(comparison.parameters, choice.values);
      const there = against ?? (comparison.ofSets && sets !== undefined ? run : undefined);
      if (there === undefined) throw refused("", "another file that is drawn");
      assertComparable(run, there);
      const one = drawnAmong(sets?.one, run);
      const other = drawnAmong(sets?.other, there);
      const work: Asked["work"] = (signal) => {
        // The same object twice says that no point is its own neighbour.
        const states = untilAborted(run.states, signal);
        const others = there === run ? states : untilAborted(there.states, signal);
        return comparison.run({ states, from, to, against: others, one, other, algebra }, values, { signal });
      };
      return { task: comparison, values, ...OF_STATES, work };
    }
    const own = tasksOf(analyses, isGiven(run));
    const analysis = own.find(({ id }) => id === choice.id);
    if (analysis === undefined) throw unknown("task", choice.id, [...own, ...comparisons]);
    const values = valuesOf(analysis.parameters, choice.values);
    if (against !== undefined) throw refused(against.document, "nothing, as it is no comparison");
    const { ofLabels = false, ofFiles = false, ofTexts = false } = analysis;
    const ofPicture = analysis.ofPicture || analysis.ofPictureWith?.(values) === true;
    const work: Asked["work"] = (signal) => {
      const picture = {
        dimensions: canvas.dimensions,
        coordinates: canvas.coordinatesOf(drawn),
        ...madeBy(run, tables),
        alignedTo: alignedTo(run),
      };
      const states = untilAborted(run.states, signal);
      const groups = { labels: labelsOf(run), files: filesOf(run) };
      const textOf = (point: number): string => run.points.textOf((drawn[point] ?? 0) as PointIndex);
      const input = { states, from, to, algebra, picture, ...groups, ...(ofTexts && { textOf }) };
      return analysis.run(input, values, { signal });
    };
    return { task: analysis, values, ofPicture, ofLabels, ofFiles, ofTexts, work };
  }
}

/** What depends on states alone. */
const OF_STATES = { ofPicture: false, ofLabels: false, ofFiles: false, ofTexts: false } as const;

/** What made a run's picture of its states. */
function madeBy(run: Run, { projections }: Tables): Pick<AnalysisInput["picture"], "madeBy"> {
  const { id, values } = run.drawing.projection;
  const projection = projections.find((task) => task.id === id);
  if (projection === undefined || isGiven(run)) return {};
  const known = preparations.get(run) ?? new Map<number, readonly RowStep[]>();
  preparations.set(run, known);
  return { madeBy: { projection, values, steps: known } };
}

/** How the states of runs were prepared, as far as it is known. */
const preparations = new WeakMap<Run, Map<number, readonly RowStep[]>>();

/** Whether an analysis is asked of single points. */
function isOfPoints({ result, onDemand }: Analysis): boolean {
  return (result === "perPoint" || result === "related") && onDemand !== true;
}

function refused(against: string, allowed: string): StrataError {
  return new StrataError("optionUnknown", { option: "against", value: against, allowed });
}
