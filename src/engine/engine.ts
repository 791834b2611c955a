import { cacheSize } from "../activations/cacheSize.ts";
import { clearCache } from "../activations/clearCache.ts";
import { inSteps } from "../dataset/inSteps.ts";
import type { ExportInput } from "../export/index.ts";
import { Devices } from "../model/devices/devices.ts";
import type { DownloadRequest } from "../model/hub/downloadModel.ts";
import { Algebra } from "../numeric/algebra.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import type {
  DetailsParams,
  Dimensions,
  DrawingChoice,
  PointDetails,
  RunResult,
  TaskParams,
  VisualizeParams,
} from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import { exportTask, type ExportParams, type PageView } from "../protocol/exporting.ts";
import type {
  Probe,
  ProbeParams,
  RanksParams,
  Rows,
  RowsParams,
  SearchParams,
  SearchPart,
} from "../protocol/finding.ts";
import type { DeviceReport, ProbeDevicesParams } from "../protocol/models.ts";
import { MOST_ANALYSED } from "../protocol/pageFields.ts";
import type { PointValues, ValuesParams } from "../protocol/pointValues.ts";
import type { PageData } from "../protocol/panel.ts";
import { tasksOf, type TaskInfo, type TaskResult } from "../protocol/tasks.ts";
import type { ModelWorkers } from "../sources/models.ts";
import { Sources } from "../sources/sources.ts";
import { Analyst } from "./analyse.ts";
import { delivered } from "./delivered.ts";
import { Downloads } from "./downloads.ts";
import type { EngineListener } from "./engineListener.ts";
import { exporterNamed, writeExport } from "./exporting.ts";
import { colouredBy, isExported } from "./exportedTasks.ts";
import { exportInput } from "./exportRun.ts";
import { rowsOf, search } from "./find.ts";
import { PatternThread } from "./patternThread.ts";
import { pageFields } from "./pageFields.ts";
import { pointValues } from "./pointValues.ts";
import { probe } from "./probe.ts";
import { ranks } from "./ranks.ts";
import { keepReducer, readReducer, reducerOf } from "./reducers.ts";
import { drawnIndexOf, isGiven, pictureOf, rowOf, type Run } from "./run.ts";
import { RunJob } from "./runJob.ts";
import { Runs } from "./runs.ts";
import { Scheduler } from "./scheduler.ts";
import { chosenProjection, standardTables, taskInfos, type Tables } from "./tasks.ts";

export interface EngineOptions extends ModelWorkers {
  /** The bundled process that tries devices. */
  readonly probe: string;
  /** The bundled thread that tries regular expressions; nothing is searched by them where left out. */
  readonly patternWorker?: string;
  readonly listener: EngineListener;
  /** The projections, analyses and comparisons there are; those of the product where left out. */
  readonly tables?: Tables;
}

/** UTF-16 units of a text in lists and hover cards. */
const EXCERPT_LENGTH = 160;

/** A run that is under way. */
interface Job {
  /** Stops it and keeps what it computed; nobody waits for its picture. */
  readonly abandon: AbortController;
  readonly ended: Promise<unknown>;
}

/** Reads data sets through sources of states and answers questions about them. Owns every hidden state; needs no editor. */
export class Engine {
  readonly #listener: EngineListener;
  readonly #tables: Tables;
  readonly #devices: Devices;
  readonly #sources: Sources;
  readonly #downloads: Downloads;
  readonly #runs = new Runs();
  readonly #scheduler = new Scheduler();
  readonly #algebra = new Algebra();
  readonly #analyst: Analyst;
  readonly #patterns: PatternThread;
  /** By document. */
  readonly #jobs = new Map<string, Job>();

  constructor({ probe, patternWorker = "", listener, tables = standardTables, ...workers }: EngineOptions) {
    const warn = listener.warned.bind(listener);
    this.#listener = listener;
    this.#tables = tables;
    this.#devices = new Devices({ probe, onWarning: warn });
    this.#sources = new Sources({ workers, devices: this.#devices, warn });
    this.#analyst = new Analyst({ tables, scheduler: this.#scheduler, algebra: this.#algebra, warn });
    this.#patterns = new PatternThread(patternWorker);
    this.#downloads = new Downloads((progress) => listener.downloadProgressed(progress));
  }

  /** Every projection, analysis and comparison. */
  get tasks(): readonly TaskInfo[] {
    return taskInfos(this.#tables);
  }

  /**
   * Reads a source and draws it; the picture so far goes to the listener while the model runs. A run of the same
   * document that is still working is stopped first. An aborted signal ends the run after the batch in flight, or an
   * iterative fit after its step, and draws what is there. Rejects with a `StrataError`.
   */
  async visualize(params: VisualizeParams, signal: AbortSignal): Promise<RunResult> {
    const { document } = params;
    for (let job = this.#jobs.get(document); job !== undefined; job = this.#jobs.get(document)) {
      job.abandon.abort();
      await job.ended;
    }
    const abandon = new AbortController();
    const work = this.#run(params, signal, abandon.signal);
    const ended = work.then(nothing, nothing).finally(() => this.#jobs.delete(document));
    this.#jobs.set(document, { abandon, ended });
    return work;
  }

  async #run(params: VisualizeParams, cancelled: AbortSignal, unwanted: AbortSignal): Promise<RunResult> {
    if (params.states.kind === "model") this.#devices.prepare(params.states.model.device);
    const { axes: choice } = params.drawing ?? {};
    const axes = choice && (await readReducer(choice.path, this.#tables));
    const drawing = axes ? { projection: axes.projection, dimensions: axes.dimensions } : params.drawing;
    const job = new RunJob({
      params,
      previous: this.#runs.lastOf(params.document),
      sources: this.#sources,
      fitting: (given) => this.#fitting(drawing, given),
      axes,
      listener: this.#listener,
      onBegun: (run) => this.#runs.begin(run),
      cancelled,
      unwanted,
    });
    const run = await job.execute();
    const replaced = this.#runs.lastOf(params.document);
    this.#runs.draw(run);
    await delivered(this.#listener.pictureDrawn(pictureOf(run)));
    await replaced?.source.release();
    await run.source.settle(run.rows);
    return run.result;
  }

  /** A point's text as soon as its file is read, and what the analyses say of it once it is drawn. Throws `runUnknown`, `recordUnknown`. */
  details({ run: id, point: index, values = {} }: DetailsParams, signal: AbortSignal): Promise<PointDetails> {
    return this.#scheduler.first(async () => {
      const { points } = this.#runs.begun(id);
      const point = points.at(index);
      const known = { run: id, point: index, text: points.textOf(point) };
      const run = this.#runs.drawn(id);
      const place = run && drawnIndexOf(run, point);
      if (run === undefined || place === undefined)
        return { ...known, tokens: undefined, truncated: false, results: {} };
      const results = await this.#analyst.ofPoint(run, place, values, signal);
      const { tokens, truncated } = run.source.facts(rowOf(run, point));
      // Of coordinates that a file gives nobody knows how many tokens were read.
      return { ...known, tokens: isGiven(run) ? undefined : tokens, truncated, results };
    });
  }

  /** The texts of some points. Throws `runUnknown`, `recordUnknown`. */
  wholeTexts(id: string, indices: readonly number[]): readonly string[] {
    const { points } = this.#runs.begun(id);
    return indices.map((index) => points.textOf(points.at(index)));
  }

  /** The beginnings of the texts of some points. Throws `runUnknown`, `recordUnknown`. */
  excerpts(id: string, indices: readonly number[]): readonly string[] {
    const { points } = this.#runs.begun(id);
    return indices.map((index) => excerptOf(points.textOf(points.at(index))));
  }

  /** Something to colour all points by. Throws as `pointValues` does. */
  values(params: ValuesParams, signal: AbortSignal): Promise<PointValues> {
    return this.#scheduler.first(() => pointValues(params, { runs: this.#runs, scheduler: this.#scheduler, signal }));
  }

  /** Points that hold what is looked for, part by part. Throws as `search` does, and `runUnknown`. */
  async search(params: SearchParams, signal: AbortSignal): Promise<SearchPart> {
    const { points } = this.#runs.begun(params.run);
    return this.#scheduler.first(() => search(points, params, { thread: this.#patterns, signal }));
  }

  /** Beginnings of texts and values of fields. Throws `runUnknown`, `recordUnknown`, `fieldMissing`. */
  rows(params: RowsParams): Rows {
    return rowsOf(this.#runs.begun(params.run).points, params, excerptOf);
  }

  /** Ranks of points by their texts or by a field. Throws `runUnknown`, `fieldMissing`, `cancelled`. */
  async ranks(params: RanksParams, signal: AbortSignal): Promise<Uint32Array> {
    const { points } = this.#runs.begun(params.run);
    return this.#scheduler.first(() => ranks(points, params, signal));
  }

  /** Where a typed text stands among the points of a drawn run. Throws as `probe` does, and `runUnknown`. */
  async probe(params: ProbeParams, signal: AbortSignal): Promise<Probe> {
    const run = this.run(params.run);
    const context = { models: this.#sources.models, scheduler: this.#scheduler, algebra: this.#algebra, signal };
    return this.#scheduler.first(() => probe(run, params, context));
  }

  /**
   * What an analysis says of all points of a drawn run, or a comparison with another one; points without states have NaN,
   * and nothing related. Progress goes to the listener. Throws `runUnknown`, `optionUnknown`, `notComparable`, and
   * `cancelled` where the signal aborts.
   */
  async runTask({ run: id, task: choice, against, sets }: TaskParams, signal: AbortSignal): Promise<TaskResult> {
    const question = {
      run: this.run(id),
      choice,
      against: against === undefined ? undefined : this.run(against),
      sets,
    };
    return this.#analyst.ofAll(question, signal, (done) =>
      this.#listener.taskProgressed({ run: id, task: choice.id, done }),
    );
  }

  /** A run that is drawn. Throws `runUnknown`. */
  run(id: string): Run {
    const run = this.#runs.drawn(id);
    if (run === undefined) throw new StrataError("runUnknown", { run: id });
    return run;
  }

  /** What a drawn run's exports are made of; `file` is its name on the page. Throws `runUnknown`, `cancelled`. */
  async exportInput(
    id: string,
    file: string,
    panel: ExportInput["panel"],
    signal: AbortSignal,
    choice: InputChoice = {},
  ): Promise<ExportInput> {
    const run = this.run(id);
    const { wanted = "all", points: chosen, withTexts = true, view, onDone = nothing } = choice;
    const isMany = run.points.count > MOST_ANALYSED;
    const asked = tasksOf(this.#tables.analyses, isGiven(run)).filter((task) => isExported(task, wanted, isMany, view));
    const results: Record<string, TaskResult> = {};
    for (const [i, { id }] of asked.entries()) {
      const done = (share: number) => onDone(((i + share) / asked.length) * RESULTS_SHARE);
      const values = colouredBy(view) === id ? (view?.taskValues?.[id] ?? {}) : {};
      results[id] = await this.#analyst.ofAll({ run, choice: { id, values } }, signal, done);
    }
    const fields = wanted === "all" ? await inSteps(pageFields(run.points, withTexts), signal) : [];
    const from = asked.length === 0 ? 0 : RESULTS_SHARE;
    const { model, device } = run.result;
    const { projection, dimensions, axes } = run.drawing;
    // A page names no place on this machine, and no text by what could be guessed of it.
    const drawing = { projection, dimensions, ...(axes && { axes: { ...axes, path: "" } }) };
    // A page can only tell what it holds.
    const tasks = tasksOf(this.tasks, isGiven(run)).filter(
      ({ stage, id }) => stage !== "analysis" || Object.hasOwn(results, id),
    );
    const info: PageData["info"] = { file, model, device, separation: 5, tasks, drawing };
    const written = (done: number) => onDone(from + done * (1 - from));
    return exportInput(run, {
      results,
      info,
      panel,
      chosen,
      withTexts,
      fields,
      view,
      signal,
      onDone: written,
      reducer: () => reducerOf(run, this.#tables),
    });
  }

  /**
   * Writes a file of a drawn run; progress goes to the listener. `panel`: what a page is made of. Throws `runUnknown`,
   * `optionUnknown`, `outputNotWritable`, and `cancelled` where the signal aborts.
   */
  async exportFile(params: ExportParams, panel: ExportInput["panel"], signal: AbortSignal): Promise<null> {
    const { run, path, file, points, withTexts, view } = params;
    const exporter = exporterNamed(params.exporter);
    const onDone = (done: number) => this.#listener.taskProgressed({ run, task: exportTask(exporter.id), done });
    const wanted = exporter.results ?? ("none" as const);
    const choice = { wanted, withTexts, onDone, ...(view && { view }) };
    const part = exporter.ofSelection === true && points !== undefined ? { points } : {};
    await writeExport(exporter, path, await this.exportInput(run, file, panel, signal, { ...choice, ...part }));
    return null;
  }

  /** Keeps what a drawn run was drawn by in its cache; how others are drawn by it. Throws `runUnknown`, `noReducer`, `cacheNotWritable`. */
  async axesOfRun(id: string): Promise<DrawingChoice> {
    return this.axesOfFile(await keepReducer(this.run(id), this.#tables));
  }

  /** How others are drawn by a file of a fitted projection. Throws `reducerNotReadable`. */
  async axesOfFile(path: string): Promise<DrawingChoice> {
    const { projection, dimensions, name } = await readReducer(path, this.#tables);
    return { projection, dimensions, axes: { path, name } };
  }

  /** Ends the run of a document that works: what it computed stays in the cache, and nothing is drawn. */
  async abandonRun(document: string): Promise<null> {
    const job = this.#jobs.get(document);
    job?.abandon.abort();
    await job?.ended;
    return null;
  }

  /** Forgets a document; a run of it that works is stopped. What it computed stays in the cache. */
  async closeDocument(document: string): Promise<null> {
    await this.abandonRun(document);
    const run = this.#runs.lastOf(document);
    this.#runs.forget(document);
    await run?.source.release();
    return null;
  }

  /**
   * What is known of every device with a model; probed where it is not, or `again`. Rejects with a `StrataError`:
   * `cancelled`, or what is wrong with the model.
   */
  async probeDevices(params: ProbeDevicesParams, signal: AbortSignal): Promise<readonly DeviceReport[]> {
    this.#devices.prepare(params.model.device);
    const { models } = this.#sources;
    return models.lend(params.model, params.places, (extractor) => extractor.probeDevices(params.again, signal));
  }

  /**
   * Fetches a model from the hub, where it is not on this machine; progress goes to the listener. An aborted signal ends
   * it, and what is there is kept. Resolves to what `ModelChoice.model` takes. Rejects with a `StrataError`.
   */
  downloadModel(request: DownloadRequest, signal: AbortSignal): Promise<{ model: string }> {
    return this.#downloads.fetch(request, signal);
  }

  cacheSize(folder: string): ReturnType<typeof cacheSize> {
    return cacheSize(folder);
  }

  /** Empties a cache folder. Runs that are drawn keep their pictures; the next one computes everything again. */
  clearCache(folder: string): ReturnType<typeof clearCache> {
    return clearCache(folder);
  }

  /** Ends all work, keeping what was computed. */
  async dispose(): Promise<void> {
    const jobs = [...this.#jobs.values()];
    for (const { abandon } of jobs) abandon.abort();
    this.#devices.dispose();
    this.#patterns.end();
    await Promise.all([...jobs.map(({ ended }) => ended), this.#downloads.dispose()]);
    await this.#sources.dispose();
  }

  /** How a picture is fitted; `given`: the dimensions of coordinates that a file gives. Throws `optionUnknown`. */
  #fitting(choice: DrawingChoice | undefined, given: Dimensions | undefined): FitOptions {
    const { task, values } = chosenProjection(this.#tables, choice?.projection, given !== undefined);
    // A third axis that the file does not have would be nothing.
    const dimensions = given === 2 ? 2 : (choice?.dimensions ?? given ?? 2);
    const madeFrom = task.ofSets && choice?.sets ? JSON.stringify(choice.sets) : undefined;
    return { projection: task, values, dimensions, madeFrom, algebra: this.#algebra, onStep: this.#scheduler.turn };
  }
}

/** What of a run an export is made of; all of it where left out. */
export interface InputChoice {
  /** Which analyses: those that give numbers of points, or all. */
  readonly wanted?: "none" | "numbers" | "all";
  readonly points?: Uint32Array;
  readonly withTexts?: boolean;
  readonly view?: PageView;
  readonly onDone?: (done: number) => void;
}

/** The share of an export's work that its analyses take. */
const RESULTS_SHARE = 0.8;

/** The beginning of a text on one line, cut between characters. */
export function excerptOf(text: string): string {
  const start = text
    .slice(0, 4 * EXCERPT_LENGTH)
    .replaceAll(/\s+/g, " ")
    .trim();
  if (start.length <= EXCERPT_LENGTH) return start;
  return `${start.slice(0, EXCERPT_LENGTH).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function nothing(): void {
  // A job's failure is its caller's to handle; whoever waits for its end, or is told of progress, only needs that.
}
