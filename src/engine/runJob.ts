import { ActivationCache } from "../activations/activationCache.ts";
import { recordKeys } from "../activations/recordKeys.ts";
import type { Dataset } from "../dataset/dataset.ts";
import { readDataset } from "../dataset/readDataset.ts";
import type { Extractor } from "../model/extractor.ts";
import type { ModelIdentity } from "../model/modelIdentity.ts";
import { unlessAborted } from "../model/unlessAborted.ts";
import { resolveModel } from "../model/store/resolveModel.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import type { Picture, Progress, RunResult, Stage, VisualizeParams } from "../protocol/engine.ts";
import type { Notice } from "../protocol/models.ts";
import { borrowRows } from "./borrowRows.ts";
import type { Caches } from "./caches.ts";
import { Canvas } from "./canvas.ts";
import { Clock } from "./clock.ts";
import { drawRecords, isKept } from "./draw.ts";
import type { EngineListener } from "./engineListener.ts";
import { LeftOut } from "./leftOut.ts";
import { LivePicture } from "./livePicture.ts";
import type { Models } from "./models.ts";
import type { QuantizedNotices } from "./quantizedNotices.ts";
import { Pace } from "./pace.ts";
import { datasetInfo, type Run } from "./run.ts";
import { Slots } from "./slots.ts";
import { StoredPicture } from "./storedPicture.ts";

/** Milliseconds between two reports of progress. */
const REPORT_INTERVAL = 100;

export interface RunJobOptions {
  readonly params: VisualizeParams;
  readonly previous: Run | undefined;
  readonly models: Models;
  readonly caches: Caches;
  readonly quantized: QuantizedNotices;
  readonly fitting: FitOptions;
  readonly listener: EngineListener;
  /** Ends the extraction after the batch in flight; what is there is kept and drawn. */
  readonly signal: AbortSignal;
}

/** One pass over a source: read, load, run, align. */
export class RunJob {
  readonly #options: RunJobOptions;
  readonly #clock = new Clock();
  readonly #pace = new Pace();
  readonly #leftOut = new LeftOut();
  #reportedAt = 0;
  #computed = 0;
  #sessionSeconds = 0;
  #cached = 0;
  #done = 0;

  constructor(options: RunJobOptions) {
    this.#options = options;
  }

  /** Rejects with a `StrataError` where the source cannot be read or the model cannot run. */
  async execute(): Promise<Run> {
    const { params, listener, models } = this.#options;
    this.#report("read", 0);
    const { dataset, keys } = await this.#clock.time("read", () => this.#read());
    listener.datasetRead(datasetInfo(params.run, dataset));
    this.#report("load", dataset.records);
    const started = this.#clock.total;
    return models.lend(params.model, params.places, async (extractor) => {
      const cache = await this.#openCache(extractor);
      this.#clock.add("load", this.#clock.total - started);
      return this.#draw(dataset, keys, extractor, cache);
    });
  }

  /** Where only the loaded model tells which cache is its own, a run that is stopped before that has nothing to draw. */
  async #openCache(extractor: Extractor): Promise<ActivationCache> {
    const { params, caches, signal } = this.#options;
    const isKnown = extractor.identity.isKnown && extractor.identity.widths !== undefined;
    const opening = extractor.identify(signal).then(() => caches.open(params.cache, extractor));
    if (isKnown) return opening;
    return (
      (await unlessAborted(opening, signal)) ??
      ActivationCache.inMemory({ widths: extractor.identity.layers.map(() => 0) })
    );
  }

  async #read(): Promise<{ dataset: Dataset; keys: Uint8Array }> {
    const { signal, params } = this.#options;
    const { source, reading, mostProblems } = params;
    const dataset = await readDataset(source, reading, { signal, mostProblems });
    return { dataset, keys: recordKeys(dataset.texts) };
  }

  async #draw(dataset: Dataset, keys: Uint8Array, extractor: Extractor, cache: ActivationCache): Promise<Run> {
    const { params, previous, fitting, signal } = this.#options;
    const slots = new Slots(keys, cache);
    const whole =
      slots.missing().length > 0 ? await this.#options.caches.openWhole(params.cache, extractor.identity) : undefined;
    if (whole) await borrowRows(slots, cache, whole, extractor.identity.whole?.layers ?? []);
    this.#cached = slots.countRecords(slots.present());
    this.#done = this.#cached;
    const missing = slots.missing();
    if (missing.length > 0 && !signal.aborted) {
      await this.#clock.time("load", () => unlessAborted(extractor.load(signal), signal));
      await this.#clock.time("run", () => this.#extract(dataset, slots, missing, extractor, cache));
    }
    this.#report("align", dataset.records);
    const rows = slots.recordRows();
    const drawn = Uint32Array.from(rows.keys()).filter((record) => rows[record] !== -1);
    const states = cache.states(
      rows.filter((row) => row !== -1),
      extractor.identity.spaces,
    );
    const { layers, key: extractorKey } = extractor.identity;
    const input = { extractorKey, layers, records: dataset.records, keys, drawn, states };
    const stored =
      drawn.length === dataset.records ? this.#storedPicture(extractorKey, keys, dataset.records) : undefined;
    const drawing = await this.#clock.time("align", () => drawRecords(input, previous, stored, fitting));
    const notices = [...extractor.notices, ...(await this.#quantized(extractor.identity))];
    const result = this.#result(dataset, slots, rows, extractor, cache, notices);
    return { id: params.run, extractorKey, dataset, keys, rows, cache, drawn, states, ...drawing, result };
  }

  /** What is to be said of a quantized file; nothing where the run was stopped. */
  async #quantized({ quantization }: ModelIdentity): Promise<readonly Notice[]> {
    const { params, quantized, signal } = this.#options;
    if (quantization === undefined || signal.aborted) return [];
    const { model, device } = params.model;
    const location = await resolveModel(model, params.places, device?.device);
    return [await quantized.of(location, quantization, device?.probes)];
  }

  #storedPicture(extractorKey: string, keys: Uint8Array, records: number): StoredPicture | undefined {
    const { params, fitting, listener } = this.#options;
    const place = { folder: params.cache.folder, extractorKey, projection: fitting.projection.id };
    return StoredPicture.of(place, keys, records, (failure) => listener.warned(failure));
  }

  /** Computes what the cache lacks, until the signal aborts. */
  async #extract(
    dataset: Dataset,
    slots: Slots,
    missing: Uint32Array,
    extractor: Extractor,
    cache: ActivationCache,
  ): Promise<void> {
    const { params, fitting, listener, signal, previous } = this.#options;
    const canvas = new Canvas(extractor.identity.layers, dataset.records);
    const draw = (picture: Picture) => listener.pictureDrawn(picture);
    const live = isKept(previous, extractor.identity.key, missing.length, slots.count)
      ? undefined
      : new LivePicture({ run: params.run, canvas, cache, slots, fitting, draw });
    if (missing.length < slots.count) await live?.add(slots.present(), undefined);
    const texts = Array.from(missing, (slot) => dataset.texts[slots.firstRecord(slot)] ?? "");
    this.#pace.mark(this.#done, this.#clock.total);
    const hasSucceeded = missing.length < slots.count;
    for await (const batch of extractor.extract(texts, { signal, hasSucceeded })) {
      for (const { row, kind, reason } of batch.failed) {
        const slot = missing[row] ?? 0;
        this.#leftOut.add(slot, kind, reason);
        this.#done += slots.recordsOf(slot).length;
      }
      const computed = batch.rows.map((row) => missing[row] ?? 0);
      await cache.append(slots.keysOf(computed), batch.states, batch.tokens, batch.truncated);
      slots.found(computed);
      this.#computed += computed.length;
      this.#sessionSeconds += batch.runSeconds;
      this.#done += slots.countRecords(computed);
      this.#pace.mark(this.#done, this.#clock.total);
      this.#report("run", dataset.records);
      if (!signal.aborted) await live?.add(computed, batch.states);
    }
  }

  #report(stage: Stage, total: number): void {
    const now = performance.now();
    if (stage === "run" && now - this.#reportedAt < REPORT_INTERVAL && this.#done < total) return;
    this.#reportedAt = now;
    const running = stage === "run";
    const progress: Progress = {
      run: this.#options.params.run,
      stage,
      done: this.#done,
      total,
      computed: this.#computed,
      cached: this.#cached,
      recordsPerSecond: running ? this.#pace.rate : undefined,
      secondsLeft: running ? this.#pace.secondsLeft(total - this.#done) : undefined,
    };
    this.#options.listener.progressed(progress);
  }

  #result(
    dataset: Dataset,
    slots: Slots,
    rows: Int32Array,
    extractor: Extractor,
    cache: ActivationCache,
    notices: readonly Notice[],
  ): RunResult {
    const leftOut = this.#leftOut.problems(dataset, slots, this.#options.params.mostProblems);
    const undrawn = rows.reduce((count, row) => count + (row === -1 ? 1 : 0), 0);
    const { layers, name: model, pooling, maxTokens } = extractor.identity;
    return {
      run: this.#options.params.run,
      outcome: undrawn > leftOut.problemCount ? "cancelled" : "complete",
      ...leftOut,
      records: dataset.records,
      computed: this.#computed,
      cached: this.#cached,
      distinct: slots.count,
      truncated: rows.reduce((sum, row) => sum + (row >= 0 && cache.facts(row).truncated ? 1 : 0), 0),
      layers,
      widths: cache.widths,
      model,
      pooling,
      maxTokens,
      device: extractor.device,
      notices,
      seconds: this.#clock.seconds,
      sessionSeconds: this.#sessionSeconds,
    };
  }
}
