import { CancellationTokenSource, Disposable, EventEmitter, type Uri } from "vscode";
import {
  closeRun,
  excerpts,
  recordDetails,
  visualize,
  type DatasetInfo,
  type Picture,
  type Progress,
  type RecordDetails,
  type RunResult,
  type VisualizeParams,
} from "../protocol/engine.ts";
import { StrataError, toFailure, type Failure } from "../protocol/errors.ts";
import type { PanelCommand, PanelState } from "../protocol/panel.ts";
import type { ReadingChoice } from "../protocol/reading.ts";
import { failureMessage } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import { documentSource } from "./documentSource.ts";
import type { EngineClient, Log } from "./engineClient.ts";
import { changedReading, type ReadingChange } from "./readingChange.ts";
import { remediesOf, remediesOfField, remediesOfReading } from "./remedies.ts";
import type { Settings } from "./settings.ts";

/** Which part of a run changed. */
export type RunPart = "state" | "dataset" | "picture";

/** A picture and the data set it was drawn from. */
export interface ShownPair {
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
}

/** What one document's picture rests on. */
export interface RunServices {
  readonly engine: EngineClient;
  readonly settings: Settings;
  readonly log: Log;
}

/** The run of one document: owns the state its panel shows, asks the engine, starts again on change. */
export class DocumentRun implements Disposable {
  readonly uri: Uri;
  readonly #services: RunServices;
  readonly #changed = new EventEmitter<RunPart>();
  readonly #beginning = new EventEmitter<void>();
  readonly #subscription: Disposable;
  #chosenReading: ReadingChoice;
  #state: PanelState = { kind: "idle" };
  #dataset: DatasetInfo | undefined;
  #shown: ShownPair | undefined;
  #result: RunResult | undefined;
  #progress: Progress | undefined;
  #cancellation: CancellationTokenSource | undefined;
  #again = false;

  readonly onChanged = this.#changed.event;
  /** Fires when the document is about to be read. */
  readonly onBeginning = this.#beginning.event;

  constructor(uri: Uri, chosenReading: ReadingChoice, services: RunServices) {
    this.uri = uri;
    this.#chosenReading = chosenReading;
    this.#services = services;
    const { engine } = services;
    this.#subscription = Disposable.from(
      engine.onDatasetRead((dataset) => this.#isMine(dataset) && this.#takeDataset(dataset)),
      engine.onPictureDrawn((picture) => this.#isMine(picture) && this.#takePicture(picture)),
      engine.onProgressed((progress) => this.#cancellation && this.#isMine(progress) && this.#takeProgress(progress)),
      engine.onHangingChanged(() => {
        if (this.#state.kind === "working") this.#setState({ ...this.#state, canRestart: engine.isHanging });
      }),
    );
  }

  get id(): string {
    return this.uri.toString();
  }

  /** How the user chose to read this document; it wins over the settings. */
  get chosenReading(): ReadingChoice {
    return this.#chosenReading;
  }

  get state(): PanelState {
    return this.#state;
  }

  /** As it was read last; ahead of `shown` until its first picture comes. */
  get dataset(): DatasetInfo | undefined {
    return this.#dataset;
  }

  get shown(): ShownPair | undefined {
    return this.#shown;
  }

  /** The last result, kept while a newer one is computed. */
  get result(): RunResult | undefined {
    return this.#result;
  }

  /** Draws the document as it is now. While a run is under way it is stopped first; what it computed is cached. */
  async start(): Promise<void> {
    this.#again = true;
    if (this.#cancellation) {
      this.#cancellation.cancel();
      return;
    }
    while (this.#again) {
      this.#again = false;
      await this.#runOnce();
    }
  }

  /** Reads the document another way; what the change leaves undefined is found again. */
  async chooseReading(change: ReadingChange): Promise<void> {
    this.#chosenReading = changedReading(this.#chosenReading, change);
    await this.start();
  }

  /** Stops the run and keeps what it computed. */
  cancel(): void {
    this.#again = false;
    this.#cancellation?.cancel();
    if (this.#state.kind === "working") this.#setState({ ...this.#state, cancelling: true });
  }

  async details(record: number): Promise<RecordDetails> {
    return this.#onLoadedRun(() => this.#services.engine.request(recordDetails, { run: this.id, record }));
  }

  async excerpts(records: readonly number[]): Promise<readonly string[]> {
    return this.#onLoadedRun(() => this.#services.engine.request(excerpts, { run: this.id, records }));
  }

  dispose(): void {
    this.cancel();
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#beginning.dispose();
    if (this.#services.engine.pid !== undefined)
      this.#services.engine.request(closeRun, { run: this.id }).catch((error: unknown) => this.#logFailure(error));
  }

  async #runOnce(): Promise<void> {
    const cancellation = new CancellationTokenSource();
    this.#cancellation = cancellation;
    this.#takeProgress(nothingDone(this.id));
    try {
      this.#beginning.fire();
      this.#finish(await this.#services.engine.request(visualize, await this.#params(), cancellation.token));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#cancellation = undefined;
      cancellation.dispose();
    }
  }

  async #params(): Promise<VisualizeParams> {
    const { settings } = this.#services;
    const reading = { ...settings.reading(this.uri), ...this.#chosenReading };
    return {
      run: this.id,
      source: await documentSource(this.uri, reading.encoding),
      reading,
      model: settings.model(this.uri),
      places: settings.places(this.uri),
      cache: settings.cache,
    };
  }

  /** An engine that was started again has lost its runs; this loads the picture again, from the cache, and repeats. */
  async #onLoadedRun<R>(ask: () => Promise<R>): Promise<R> {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof StrataError && error.code === "runUnknown") || this.#state.kind !== "ready") throw error;
      await this.start();
      return await ask();
    }
  }

  #finish(result: RunResult): void {
    this.#services.log.info(editorText.runEnded(this.uri.path, result));
    if (result.outcome === "complete") {
      this.#result = result;
      this.#setState({ kind: "ready", result });
    } else {
      const done = result.computed + result.cached;
      this.#setState({ kind: "interrupted", why: { kind: "cancelled" }, done, total: result.records });
    }
  }

  #fail(error: unknown): void {
    if (toFailure(error).code === "cancelled") {
      this.#setState({ kind: "interrupted", why: { kind: "cancelled" }, done: 0, total: 0 });
      return;
    }
    const failure = this.#logFailure(error);
    if (failure.code !== "engineStopped") {
      this.#setState({
        kind: "failed",
        message: failureMessage(failure),
        canRetry: true,
        offers: this.#remedies(failure),
      });
      return;
    }
    this.#setState({
      kind: "interrupted",
      why: { kind: "engineStopped", reason: failure.detail.reason },
      done: this.#progress === undefined ? 0 : this.#progress.computed + this.#progress.cached,
      total: this.#dataset?.records ?? 0,
    });
  }

  /** What may help: what a failure always offers, then the parts of the reading that were chosen. */
  #remedies(failure: Failure): readonly PanelCommand[] {
    const isReading = this.#progress?.stage === "read";
    const offered = [
      ...(failure.code === "fieldMissing" ? remediesOfField(failure.detail.field, this.#chosenReading) : []),
      ...remediesOf(failure),
      ...(isReading ? remediesOfReading(this.#chosenReading) : []),
    ];
    return [...new Set(offered)].filter((remedy) => remedy !== "setHubToken");
  }

  #logFailure(error: unknown): Failure {
    const failure = toFailure(error);
    this.#services.log.error(editorText.runFailed(this.uri.path, failure));
    return failure;
  }

  #isMine({ run }: { readonly run: string }): boolean {
    return run === this.id;
  }

  #takeDataset(dataset: DatasetInfo): void {
    this.#dataset = dataset;
    this.#changed.fire("dataset");
  }

  #takePicture(picture: Picture): void {
    if (this.#dataset) this.#shown = { dataset: this.#dataset, picture };
    this.#changed.fire("picture");
  }

  #takeProgress(progress: Progress): void {
    this.#progress = progress;
    const cancelling = this.#state.kind === "working" && this.#state.cancelling;
    this.#setState({ kind: "working", progress, cancelling, canRestart: this.#services.engine.isHanging });
  }

  #setState(state: PanelState): void {
    this.#state = state;
    this.#changed.fire("state");
  }
}

function nothingDone(run: string): Progress {
  return {
    run,
    stage: "read",
    done: 0,
    total: 0,
    computed: 0,
    cached: 0,
    recordsPerSecond: undefined,
    secondsLeft: undefined,
  };
}
