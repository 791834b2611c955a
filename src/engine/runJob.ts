import { readDataset } from "../dataset/readDataset.ts";
import type { RowIndex } from "../protocol/indices.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import { pca } from "../projection/pca.ts";
import type { StoredStack } from "../projection/stackFile.ts";
import type { Dimensions, FitProgress, Progress, RunResult, Stage, VisualizeParams } from "../protocol/engine.ts";
import type { Reducer } from "../projection/reducer.ts";
import { StrataError } from "../protocol/errors.ts";
import { defaultsOf } from "../protocol/parameters.ts";
import { GivenSource } from "../sources/givenSource.ts";
import { Points } from "../sources/points.ts";
import { Slots } from "../sources/slots.ts";
import type { Sources } from "../sources/sources.ts";
import type { StateSource } from "../sources/stateSource.ts";
import { Canvas } from "./canvas.ts";
import { unlessCancelled } from "./cancelled.ts";
import { Clock } from "./clock.ts";
import { drawingKey, drawPoints, isKept, pictureFormat } from "./draw.ts";
import { assertFits } from "./drawInAxes.ts";
import type { EngineListener } from "./engineListener.ts";
import { LeftOut } from "./leftOut.ts";
import { LivePicture } from "./livePicture.ts";
import { Pace } from "./pace.ts";
import { PassingPicture } from "./passingPicture.ts";
import { pictureNotices } from "./pictureNotices.ts";
import { editedDatasetInfo, setsAmong, type BegunRun, type Run } from "./run.ts";
import { drawnKeys } from "./storedAnswer.ts";
import { StoredResult } from "./storedResult.ts";

/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL = 100;

/** What a run that is stopped does. */
const WHAT = "drawing the picture";

export interface RunJobOptions {
  readonly params: VisualizeParams;
  readonly previous: Run | undefined;
  readonly sources: Sources;
  /** How the picture is fitted; `given`: the dimensions of coordinates that the file gives. Throws `optionUnknown`. */
  readonly fitting: (given: Dimensions | undefined) => FitOptions;
  /** What the picture is drawn by, where that was fitted on another run. */
  readonly axes?: Reducer | undefined;
  readonly listener: EngineListener;
  /** Called when the file was read. */
  readonly onBegun: (run: BegunRun) => void;
  /** Ends the extraction after the batch in flight, or a fit after its step; what is there is kept and drawn. */
  readonly cancelled: AbortSignal;
  /** Nobody waits for the picture any more: what was computed is kept, and nothing is drawn. */
  readonly unwanted: AbortSignal;
}

/** One pass over a document: read, load, run, align. */
export class RunJob {
  readonly #options: RunJobOptions;
  readonly #signal: AbortSignal;
  readonly #clock = new Clock();
  readonly #pace = new Pace();
  readonly #fitPace = new Pace();
  readonly #leftOut = new LeftOut();
  #fitting: FitOptions;
  #reportedAt = 0;
  #computed = 0;
  #sessionSeconds = 0;
  #cached = 0;
  #done = 0;
  /** Where the picture is drawn on its way. */
  #canvas: Canvas | undefined;
  /** Layers whose fit had begun before it was ended. */
  readonly #begun = new Set<number>();

  constructor(options: RunJobOptions) {
    this.#options = options;
    this.#fitting = options.fitting(undefined);
    this.#signal = AbortSignal.any([options.cancelled, options.unwanted]);
  }

  /** Rejects with a `StrataError` where the source cannot be read or the model cannot run, or nobody wants it any more. */
  execute(): Promise<Run> {
    return unlessCancelled(this.#signal, WHAT, this.#execute());
  }

  async #execute(): Promise<Run> {
    const { params, previous, sources } = this.#options;
    const { source, reading, mostProblems, states, cache } = params;
    this.#report("read", undefined);
    const records = await this.#clock.time("read", async () =>
      Points.ofRecords(await readDataset(source, reading, { signal: this.#signal, mostProblems }), previous?.points),
    );
    const given = records.dataset.coordinates;
    this.#fitting = this.#options.fitting(given?.dimensions);
    if (given !== undefined) {
      const opened = new GivenSource(given, records);
      const points = await opened.pointsOf();
      this.#begin(points);
      return this.#draw(points, opened);
    }
    // Texts can be told before a model is open, which may take a while. Only an open source knows tokens.
    const areRecords = states.kind === "model" && states.points !== "tokens";
    if (areRecords) this.#begin(records);
    this.#report("load", records);
    const started = this.#clock.total;
    return sources.lend(states, cache, this.#signal, async (opened) => {
      const points = await opened.pointsOf(records, this.#signal);
      if (!areRecords) this.#begin(points);
      this.#clock.add("load", this.#clock.total - started);
      return this.#draw(points, opened);
    });
  }

  #begin(points: Points): void {
    const { params, listener, onBegun } = this.#options;
    onBegun({ id: params.run, document: params.document, points });
    listener.datasetRead(editedDatasetInfo(params.run, points));
  }

  async #draw(points: Points, source: StateSource): Promise<Run> {
    const { params, previous } = this.#options;
    const { axes } = this.#options;
    if (axes !== undefined) assertFits(axes, source, params.drawing?.axes?.path ?? "");
    const slots = new Slots(points.keys, source);
    const onProgress = (borrowed: number) => {
      this.#done = borrowed;
      this.#report("load", points);
    };
    await source.borrow(slots, { onProgress, signal: this.#signal });
    this.#cached = slots.countPoints(slots.present());
    this.#done = this.#cached;
    const missing = slots.missing();
    if (missing.length > 0 && !this.#signal.aborted) {
      await this.#clock.time("load", () => source.prepare(this.#signal));
      await this.#clock.time("run", () => this.#compute(missing, slots, points, source));
    }
    this.#wanted();
    this.#report("align", points);
    const rows = slots.pointRows();
    const drawn = Uint32Array.from(rows.keys()).filter((point) => rows[point] !== -1);
    const states = source.states(drawn.length === rows.length ? rows : rows.filter((row) => row !== -1));
    const fitting = this.#stoppable(source, points, drawn);
    const isWhole = points.count - drawn.length <= this.#leftOut.countPoints(slots);
    const stored =
      isWhole && points.dataset.coordinates === undefined ? this.#storedPicture(source, points, drawn) : undefined;
    const made = await this.#clock.time("align", () =>
      drawPoints({ source, points, drawn, states, axes }, previous, stored, fitting),
    );
    const notices = [
      ...source.origin.notices,
      ...(await source.furtherNotices(this.#signal)),
      // Of coordinates that a file gives nobody knows the states.
      ...(points.dataset.coordinates === undefined
        ? await pictureNotices({ states, layers: source.layers, kind: points.kind }, fitting, this.#options.unwanted)
        : []),
    ];
    const { isEarly, ...drawing } = made;
    const result = {
      ...this.#result(points, slots, rows, source, notices),
      ...(isEarly && { stoppedEarly: { begun: this.#begun.size, layers: source.layers.length } }),
    };
    return {
      ...{ id: params.run, document: params.document, points, source, rows, drawn, states, result },
      asked: params.states,
      cacheFolder: params.cache.folder,
      ...drawing,
      drawing: result.drawing,
    };
  }

  /**
   * How the picture is fitted, with what stops it. A fit that goes on step by step is ended by cancelling with what it
   * has, and shown on its way; another one comes to nothing, unless the run was cancelled before.
   */
  #stoppable(source: StateSource, points: Points, drawn: Uint32Array): FitOptions {
    const { params, previous, cancelled, unwanted, listener } = this.#options;
    const fitting = { ...this.#fitting, numbers: drawn, sets: setsAmong(params.drawing?.sets, points, drawn) };
    if (fitting.projection.iterative !== true)
      return { ...fitting, signal: cancelled.aborted ? unwanted : this.#signal };
    const { layers } = source;
    const canvas = (this.#canvas ??= canvasOf(previous, layers, points, fitting.dimensions));
    const passing = new PassingPicture({
      ...{ run: params.run, canvas, drawn },
      draw: (picture) => listener.pictureDrawn(picture),
    });
    return {
      ...fitting,
      signal: unwanted,
      enough: cancelled,
      onStep: async (done, layer) => {
        const fit = { projection: fitting.projection.label, layer, layers, done };
        if (!cancelled.aborted) this.#begun.add(layer);
        this.#fitPace.mark(done, this.#clock.total);
        this.#report("align", points, fit);
        await fitting.onStep?.(done, layer);
      },
      onPassing: (...told) => passing.show(...told),
    };
  }

  #storedPicture(source: StateSource, points: Points, drawn: Uint32Array): StoredResult<StoredStack> | undefined {
    const { params, listener } = this.#options;
    const fitting = this.#fitting;
    const place = {
      folder: params.cache.folder,
      sourceKey: source.resultKey,
      made: drawingKey(fitting),
      from: [drawnKeys({ points, drawn })],
      points: drawn.length,
      isSlow: fitting.projection.iterative === true,
    };
    return StoredResult.of(place, pictureFormat, (failure) => listener.warned(failure));
  }

  /** Computes what the source lacks, until the signal aborts. */
  async #compute(missing: Uint32Array, slots: Slots, points: Points, source: StateSource): Promise<void> {
    const live = this.#livePicture(slots, points, source);
    if (missing.length < slots.count) await live?.add(slots.present(), undefined);
    this.#pace.mark(this.#done, this.#clock.total);
    for await (const batch of source.compute(missing, slots, points, this.#signal)) {
      for (const { slot, kind, reason } of batch.failed) {
        this.#leftOut.add(slot, kind, reason);
        this.#done += slots.pointsOf(slot).length;
      }
      this.#computed += batch.slots.length;
      this.#sessionSeconds += batch.runSeconds;
      this.#done += slots.countPoints(batch.slots);
      this.#pace.mark(this.#done, this.#clock.total);
      this.#report("run", points);
      if (!this.#signal.aborted) await live?.add(batch.slots, batch.states);
    }
  }

  /** Where the picture of the run before will stay, nothing is drawn on the way. */
  #livePicture(slots: Slots, points: Points, source: StateSource): LivePicture | undefined {
    const { params, listener, previous } = this.#options;
    const fitting = this.#fitting;
    const all = Uint32Array.from({ length: points.count }, (_, point) => point);
    if (isKept(previous, source, fitting, points, all)) return undefined;
    return new LivePicture({
      run: params.run,
      canvas: (this.#canvas = new Canvas(source.layers, points.count, fitting.dimensions)),
      source,
      slots,
      fitting: { ...onTheWay(fitting), signal: this.#options.unwanted },
      fixed: this.#options.axes?.fit,
      draw: (picture) => listener.pictureDrawn(picture),
    });
  }

  /** Throws where nobody waits for the picture any more. */
  #wanted(): void {
    if (this.#options.unwanted.aborted) throw new StrataError("cancelled", { what: WHAT });
  }

  #report(stage: Stage, points: Points | undefined, fit?: FitProgress): void {
    const total = points?.count ?? 0;
    const now = performance.now();
    const running = stage === "run";
    const isNext = fit !== undefined || (running && this.#done < total);
    if (isNext && now - this.#reportedAt < REPORT_INTERVAL) return;
    this.#reportedAt = now;
    const progress: Progress = {
      run: this.#options.params.run,
      stage,
      kind: points?.kind ?? "records",
      done: this.#done,
      total,
      computed: this.#computed,
      cached: this.#cached,
      recordsPerSecond: running ? this.#pace.rate : undefined,
      secondsLeft: running
        ? this.#pace.secondsLeft(total - this.#done)
        : fit && this.#fitPace.secondsLeft(1 - fit.done),
      ...(fit && { fit }),
    };
    this.#options.listener.progressed(progress);
  }

  #result(
    points: Points,
    slots: Slots,
    rows: Int32Array,
    source: StateSource,
    notices: RunResult["notices"],
  ): RunResult {
    const { projection, values, dimensions } = this.#fitting;
    const { axes, sets } = this.#options.params.drawing ?? {};
    const undrawn = rows.reduce((count, row) => count + (row === -1 ? 1 : 0), 0);
    return {
      run: this.#options.params.run,
      outcome: undrawn > this.#leftOut.countPoints(slots) ? "cancelled" : "complete",
      ...this.#leftOut.problems(points, slots, this.#options.params.mostProblems),
      kind: points.kind,
      records: points.count,
      computed: this.#computed,
      cached: this.#cached,
      distinct: slots.count,
      truncated: rows.reduce((sum, row) => sum + (row >= 0 && source.facts(row as RowIndex).truncated ? 1 : 0), 0),
      layers: source.layers,
      widths: source.widths,
      ...source.origin,
      // The model may be open for another run.
      device: this.#computed > 0 ? source.origin.device : undefined,
      notices,
      ...(points.dataset.coordinates !== undefined && { given: true }),
      seconds: this.#clock.seconds,
      sessionSeconds: this.#sessionSeconds,
      drawing: { projection: { id: projection.id, values }, dimensions, ...(axes && { axes }), ...(sets && { sets }) },
    };
  }
}

/**
 * How the picture is fitted while points come in: a method that goes on step by step is too slow for that, and of the
 * points that one depends on not all are there.
 */
function onTheWay(fitting: FitOptions): FitOptions {
  const { iterative, ofSets } = fitting.projection;
  if (iterative === undefined && ofSets === undefined) return fitting;
  // Components that are left out before are those that would not be drawn.
  const isKnown = (name: string) => name !== "reduce" && Object.hasOwn(pca.parameters, name);
  const known = Object.entries(fitting.values).filter(([name]) => isKnown(name));
  return { ...fitting, projection: pca, values: { ...defaultsOf(pca.parameters), ...Object.fromEntries(known) } };
}

/** A canvas as the run before drew the same points; blank where it drew others. */
function canvasOf(
  previous: Run | undefined,
  layers: readonly string[],
  { keys, count }: Points,
  dimensions: Dimensions,
): Canvas {
  const canvas = new Canvas(layers, count, dimensions);
  const before = previous?.canvas;
  const isSame =
    before?.dimensions === dimensions &&
    before.layers.join("\n") === layers.join("\n") &&
    Buffer.compare(previous?.points.keys ?? new Uint8Array(), keys) === 0;
  if (isSame) canvas.copySpan(0, count, before, 0);
  return canvas;
}
