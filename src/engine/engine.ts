import { cacheSize } from "../activations/cacheSize.ts";
import { clearCache } from "../activations/clearCache.ts";
import { moved } from "../analysis/moved.ts";
import { neighbours } from "../analysis/neighbours.ts";
import { Algebra } from "../projection/algebra.ts";
import { Devices } from "../model/devices/devices.ts";
import type { DownloadRequest } from "../model/hub/downloadModel.ts";
import type { FitOptions } from "../projection/fitStack.ts";
import { pca } from "../projection/pca.ts";
import type { RecordDetails, RunResult, VisualizeParams } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { DeviceReport, ProbeDevicesParams } from "../protocol/models.ts";
import type { ExportInput } from "../export/index.ts";
import { exportInput } from "./exportRun.ts";
import { Caches } from "./caches.ts";
import { Downloads } from "./downloads.ts";
import type { EngineListener } from "./engineListener.ts";
import { Models, type ModelWorkers } from "./models.ts";
import { QuantizedNotices } from "./quantizedNotices.ts";
import { drawnIndex, pictureOf, type Run } from "./run.ts";
import { RunJob } from "./runJob.ts";

export interface EngineOptions extends ModelWorkers {
  /** The bundled process that tries devices. */
  readonly probe: string;
  readonly listener: EngineListener;
}

/** Records named in a record's details at every layer. */
const NEIGHBOURS = 10;
/** UTF-16 units of a text in lists and hover cards. */
const EXCERPT_LENGTH = 160;

/** Reads data sets through models and answers questions about them. Owns every hidden state; needs no editor. */
export class Engine {
  readonly #listener: EngineListener;
  readonly #devices: Devices;
  readonly #models: Models;
  readonly #caches: Caches;
  readonly #downloads: Downloads;
  readonly #quantized: QuantizedNotices;
  readonly #runs = new Map<string, Run>();
  readonly #jobs = new Map<string, { cancel: AbortController; ended: Promise<unknown> }>();
  #algebra: Promise<Algebra> | undefined;

  constructor({ probe, listener, ...workers }: EngineOptions) {
    this.#listener = listener;
    this.#devices = new Devices({ probe, onWarning: (failure) => listener.warned(failure) });
    this.#models = new Models(workers, this.#devices);
    this.#caches = new Caches((failure) => listener.warned(failure));
    this.#quantized = new QuantizedNotices((failure) => listener.warned(failure));
    this.#downloads = new Downloads((progress) => listener.downloadProgressed(progress));
  }

  /**
   * Reads a source and draws it; the picture so far goes to the listener while the model runs. A run of the same id
   * that is still working is cancelled first. An aborted signal ends the run after the batch in flight.
   * Rejects with a `StrataError`.
   */
  async visualize(params: VisualizeParams, signal: AbortSignal): Promise<RunResult> {
    for (let job = this.#jobs.get(params.run); job !== undefined; job = this.#jobs.get(params.run)) {
      job.cancel.abort();
      await job.ended;
    }
    const cancel = new AbortController();
    const work = this.#run(params, AbortSignal.any([signal, cancel.signal]));
    const ended = work.then(nothing, nothing).finally(() => this.#jobs.delete(params.run));
    this.#jobs.set(params.run, { cancel, ended });
    return work;
  }

  async #run(params: VisualizeParams, signal: AbortSignal): Promise<RunResult> {
    this.#devices.prepare(params.model.device);
    const job = new RunJob({
      params,
      previous: this.#runs.get(params.run),
      models: this.#models,
      caches: this.#caches,
      quantized: this.#quantized,
      fitting: await this.#fitting(),
      listener: this.#listener,
      signal,
    });
    const run = await job.execute();
    this.#runs.set(params.run, run);
    this.#listener.pictureDrawn(pictureOf(run));
    await this.#caches.settle(run.cache, params.cache);
    return run.result;
  }

  /** One record's text, neighbours and way through the layers. Throws `runUnknown`, `recordUnknown`. */
  async details(id: string, record: number): Promise<RecordDetails> {
    const run = this.run(id);
    const index = drawnIndex(run, record);
    const text = run.dataset.texts[record] ?? "";
    if (index === -1) return { record, text, tokens: undefined, truncated: false, ...noDetails() };
    const { tokens, truncated } = run.cache.facts(run.rows[record] ?? -1);
    const related = await neighbours.ofRecord(run.states, index, { k: NEIGHBOURS });
    return {
      record,
      text,
      tokens,
      truncated,
      neighbours: related.records.map((drawn) => run.drawn[drawn] ?? 0),
      distances: related.distances,
      moved: await moved.ofRange(run.states, index, index + 1),
    };
  }

  /** The beginnings of the texts of some records. Throws `runUnknown`, `recordUnknown`. */
  excerpts(id: string, records: readonly number[]): readonly string[] {
    const { texts } = this.run(id).dataset;
    return records.map((record) => {
      const text = texts[record];
      if (text === undefined) throw new StrataError("recordUnknown", { record, records: texts.length });
      return excerptOf(text);
    });
  }

  /** The run of an id as it was last drawn. Throws `runUnknown`. */
  run(id: string): Run {
    const run = this.#runs.get(id);
    if (run === undefined) throw new StrataError("runUnknown", { run: id });
    return run;
  }

  /** What a finished run's exports are made of; `file` is its name on the page. Throws `runUnknown`. */
  async exportInput(id: string, file: string, panel: ExportInput["panel"]): Promise<ExportInput> {
    const { algebra } = await this.#fitting();
    return exportInput(this.run(id), algebra, file, panel);
  }

  /** Forgets a run; one that works is cancelled. What it computed stays in the cache. */
  async closeRun(id: string): Promise<null> {
    const job = this.#jobs.get(id);
    job?.cancel.abort();
    await job?.ended;
    this.#runs.delete(id);
    return null;
  }

  /**
   * What is known of every device with a model; probed where it is not, or `again`. Rejects with a `StrataError`:
   * `cancelled`, or what is wrong with the model.
   */
  async probeDevices(params: ProbeDevicesParams, signal: AbortSignal): Promise<readonly DeviceReport[]> {
    this.#devices.prepare(params.model.device);
    return this.#models.lend(params.model, params.places, (extractor) => extractor.probeDevices(params.again, signal));
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
    for (const { cancel } of jobs) cancel.abort();
    this.#devices.dispose();
    await Promise.all([...jobs.map(({ ended }) => ended), this.#downloads.dispose()]);
    await this.#caches.close();
    await this.#models.dispose();
  }

  /** How pictures are fitted; the sessions are made once, when first needed. */
  async #fitting(): Promise<FitOptions> {
    this.#algebra ??= Algebra.create();
    return { projection: pca, dimensions: 2, algebra: await this.#algebra };
  }
}

function noDetails() {
  return { neighbours: new Uint32Array(), distances: new Float32Array(), moved: new Float32Array() };
}

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
  // A job's failure is its caller's to handle; whoever waits for its end only needs that.
}
