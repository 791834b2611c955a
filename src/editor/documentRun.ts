import { CancellationTokenSource, Disposable, EventEmitter, workspace, type CancellationToken, type Uri } from "vscode";
import type { RequestParam, RequestType } from "vscode-jsonrpc/node";
import {
  abandonRun,
  closeDocument,
  excerpts,
  pointCount,
  pointDetails,
  runTask,
  visualize,
  type DatasetInfo,
  type DetailsParams,
  type DrawingChoice,
  type Picture,
  type PointDetails,
  type Progress,
  type RunResult,
  type TaskParams,
  type VisualizeParams,
} from "../protocol/engine.ts";
import { bundleReading } from "../protocol/bundles.ts";
import { StrataError, toFailure, type Failure } from "../protocol/errors.ts";
import type { PanelState } from "../protocol/panel.ts";
import { pointValues, type PointValues, type ValuesParams } from "../protocol/pointValues.ts";
import type { ModelSettings } from "../protocol/pictureSettings.ts";
import type { ReadingChoice } from "../protocol/reading.ts";
import type { TaskResult } from "../protocol/tasks.ts";
import { editorText } from "../strings/editor.ts";
import type { EngineClient, Log } from "./engineClient.ts";
import { filesOf, MOST_FILES, sourceOf } from "./inputSource.ts";
import { inputOf, titleOf, urisOf, type PictureInput } from "./pictureInput.ts";
import { changedReading, type ReadingChange } from "./readingChange.ts";
import { endByFailure, endOf, nothingDone } from "./runStates.ts";
import { SelectedLines } from "./selectedLines.ts";
import type { Settings } from "./settings.ts";
import type { TaskList } from "./taskList.ts";

/** Which part of a run changed. */
export type RunPart = "state" | "dataset" | "picture";

/** A picture and the data set it was drawn from. */
export interface ShownPair {
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
}

/** What was chosen for a document: how it is read and drawn, and states that were computed before. */
export interface DocumentChoices {
  readonly reading?: ReadingChoice;
  readonly drawing?: DrawingChoice;
  /** Path of a file of states to draw in place of a model's. */
  readonly bundle?: string;
  /** What a file of picture settings says of the model: it wins over the settings. */
  readonly model?: ModelSettings;
}

/** What one document's picture rests on. */
export interface RunServices {
  readonly engine: EngineClient;
  readonly settings: Settings;
  readonly tasks: TaskList;
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
  #drawing: DrawingChoice | undefined;
  #bundle: string | undefined;
  #modelSettings: ModelSettings | undefined;
  /** Counts the runs: each has an id of its own. */
  #generation = 0;
  readonly #input: PictureInput;
  readonly #lines: SelectedLines | undefined;
  #files: readonly Uri[];
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

  constructor(uri: Uri, chosen: DocumentChoices, services: RunServices) {
    this.uri = uri;
    this.#input = inputOf(uri);
    this.#files = this.#input.kind === "folder" ? [] : urisOf(this.#input);
    this.#lines = this.#input.kind === "lines" ? new SelectedLines(this.#input.lines) : undefined;
    this.#chosenReading = chosen.reading ?? {};
    this.#drawing = chosen.drawing;
    this.#bundle = chosen.bundle;
    this.#modelSettings = chosen.model;
    this.#services = services;
    const { engine } = services;
    this.#subscription = Disposable.from(
      engine.onDatasetRead((dataset) => this.#isMine(dataset) && this.#takeDataset(dataset)),
      engine.onPictureDrawn((picture) => this.#isMine(picture) && this.#takePicture(picture)),
      engine.onProgressed((progress) => this.#cancellation && this.#isMine(progress) && this.#takeProgress(progress)),
      engine.onHangingChanged(() => {
        if (this.#state.kind === "working") this.#setState({ ...this.#state, canRestart: engine.isHanging });
      }),
      workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (document.uri.toString() === this.subject.toString()) this.#lines?.apply(contentChanges);
      }),
    );
  }

  /** What names the document on every border. */
  get id(): string {
    return this.uri.toString();
  }

  /** The run that is under way, or was last. */
  get #run(): string {
    return `${this.id} ${this.#generation}`;
  }

  /** The file of states that is drawn in place of a model's. */
  get bundle(): string | undefined {
    return this.#bundle;
  }

  /** What a file of picture settings says of the model. */
  get modelSettings(): ModelSettings | undefined {
    return this.#modelSettings;
  }

  /** Takes all choices anew; those that are left out are found again. */
  choose({ reading = {}, drawing, bundle, model }: DocumentChoices): void {
    this.#chosenReading = reading;
    this.#drawing = drawing;
    this.#bundle = bundle;
    this.#modelSettings = model;
  }

  /** The settings changed: they count again. */
  forgetModel(): void {
    this.#modelSettings = undefined;
  }

  /** Draws the states of a file in place of a model's, or a model's again. */
  chooseBundle(bundle: string | undefined): void {
    this.#bundle = bundle;
  }

  /** How the picture is fitted, where the user chose it. */
  get drawing(): DrawingChoice | undefined {
    return this.#drawing;
  }

  /** How the user chose to read this document; it wins over the settings. */
  get chosenReading(): ReadingChoice {
    return this.#chosenReading;
  }

  /** What the picture is of. */
  get input(): PictureInput {
    return this.#input;
  }

  /** How it is called. */
  get title(): string {
    return titleOf(this.#input);
  }

  /** The file or folder whose settings hold, and whose model is chosen. */
  get subject(): Uri {
    return urisOf(this.#input)[0] ?? this.uri;
  }

  /** The files its records stand in, in the order of the data set. */
  get files(): readonly Uri[] {
    return this.#files;
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
      if (this.#isFitting) this.#tell(abandonRun);
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

  /** Stops the run and keeps what it computed. A fit that is being stopped already is given up for the picture before. */
  cancel(): void {
    this.#again = false;
    if (this.#isFitting && this.#state.kind === "working" && this.#state.cancelling) {
      const before = this.#result?.drawing;
      if (before !== undefined) this.#drawing = { ...this.#drawing, ...before };
      this.#again = before !== undefined;
      this.#tell(abandonRun);
      return;
    }
    this.#cancellation?.cancel();
    if (this.#state.kind !== "working") return;
    const progress = { ...this.#state.progress, recordsPerSecond: undefined, secondsLeft: undefined };
    this.#setState({ ...this.#state, progress, cancelling: true });
  }

  /** Fits the picture in another way. */
  async chooseDrawing(drawing: DrawingChoice): Promise<void> {
    const sets = drawing.sets ?? this.#drawing?.sets;
    this.#drawing = { ...drawing, ...(sets && { sets }) };
    await this.start();
  }

  details(params: DetailsParams, token: CancellationToken): Promise<PointDetails> {
    return this.#ofLoadedRun(this.#services.engine.request(pointDetails, params, token));
  }

  excerpts(run: string, points: readonly number[]): Promise<readonly string[]> {
    return this.#ofLoadedRun(this.#services.engine.request(excerpts, { run, points }));
  }

  pointValues(params: ValuesParams, token: CancellationToken): Promise<PointValues> {
    return this.#ofLoadedRun(this.#services.engine.request(pointValues, params, token));
  }

  /** Asks the engine about this document's runs. */
  ask<P, R>(type: RequestType<P, R, Failure>, params: RequestParam<P>, token: CancellationToken): Promise<R> {
    return this.#ofLoadedRun(this.#services.engine.request(type, params, token));
  }

  runTask(params: TaskParams, token: CancellationToken): Promise<TaskResult> {
    return this.#ofLoadedRun(this.#services.engine.request(runTask, params, token));
  }

  dispose(): void {
    this.cancel();
    this.#subscription.dispose();
    this.#changed.dispose();
    this.#beginning.dispose();
    if (this.#services.engine.pid !== undefined) this.#tell(closeDocument);
  }

  get #isFitting(): boolean {
    return this.#state.kind === "working" && this.#state.progress.fit !== undefined;
  }

  /** Tells the engine to give the run that is under way up, or to forget the document. */
  #tell(request: typeof abandonRun | typeof closeDocument): void {
    this.#services.engine.request(request, { document: this.id }).catch((error: unknown) => this.#logFailure(error));
  }

  async #runOnce(): Promise<void> {
    const cancellation = new CancellationTokenSource();
    this.#cancellation = cancellation;
    this.#generation++;
    this.#takeProgress(nothingDone(this.#run));
    try {
      await this.#services.tasks.load();
      const { files, more } = await filesOf(this.#input);
      if (more) this.#services.log.warn(editorText.folderCut(MOST_FILES));
      this.#files = files;
      this.#beginning.fire();
      const params = await this.#params(cancellation.token);
      // A panel that was closed meanwhile has told the engine to forget the document.
      if (cancellation.token.isCancellationRequested)
        throw new StrataError("cancelled", { what: "drawing the picture" });
      this.#finish(await this.#services.engine.request(visualize, params, cancellation.token));
    } catch (error) {
      this.#fail(error);
    } finally {
      this.#cancellation = undefined;
      cancellation.dispose();
    }
  }

  async #params(token: CancellationToken): Promise<VisualizeParams> {
    const { settings, tasks } = this.#services;
    const drawing = tasks.allowed(this.#drawing);
    const bundle = this.#bundle;
    const preset = bundle === undefined ? settings.reading(this.subject) : bundleReading;
    const reading = { ...preset, ...this.#chosenReading };
    return {
      run: this.#run,
      document: this.id,
      source: await sourceOf(this.#input, this.#files, {
        encoding: reading.encoding,
        lines: this.#lines?.now ?? new Uint32Array(),
        token,
      }),
      reading,
      states:
        bundle === undefined
          ? {
              kind: "model",
              model: settings.model(this.subject, this.#modelSettings),
              places: settings.places(this.subject),
            }
          : { kind: "bundle", path: bundle },
      ...(drawing && { drawing }),
      cache: settings.cache,
    };
  }

  /** An engine that was started again has lost its runs: the picture is loaded again, from the cache, as a new one. */
  async #ofLoadedRun<R>(asked: Promise<R>): Promise<R> {
    try {
      return await asked;
    } catch (error) {
      const { code, detail } = toFailure(error);
      if (code === "runUnknown" && detail.run === this.#run && this.#state.kind === "ready") await this.start();
      throw error;
    }
  }

  #finish(result: RunResult): void {
    this.#services.log.info(editorText.runEnded(this.title, result));
    if (result.outcome === "complete") this.#result = result;
    this.#setState(endOf(result, this.#shown?.picture));
  }

  #fail(error: unknown): void {
    const failure = toFailure(error);
    if (failure.code !== "cancelled" && failure.code !== "fileEmpty") this.#logFailure(error);
    this.#setState(
      endByFailure(failure, {
        chosenReading: this.#chosenReading,
        progress: this.#progress,
        files: this.#files.map(({ fsPath }) => fsPath),
        total: this.#dataset === undefined ? 0 : pointCount(this.#dataset),
      }),
    );
  }

  #logFailure(error: unknown): Failure {
    const failure = toFailure(error);
    this.#services.log.error(editorText.runFailed(this.title, failure));
    return failure;
  }

  #isMine({ run }: { readonly run: string }): boolean {
    return run === this.#run;
  }

  #takeDataset(dataset: DatasetInfo): void {
    this.#dataset = dataset;
    this.#changed.fire("dataset");
  }

  #takePicture(picture: Picture): void {
    if (this.#dataset?.run === picture.run) this.#shown = { dataset: this.#dataset, picture };
    this.#changed.fire("picture");
  }

  #takeProgress(progress: Progress): void {
    this.#progress = progress;
    // What the batch in flight adds is told when the run has ended: nobody is to think that it goes on.
    if (this.#state.kind === "working" && this.#state.cancelling) return;
    this.#setState({ kind: "working", progress, cancelling: false, canRestart: this.#services.engine.isHanging });
  }

  #setState(state: PanelState): void {
    this.#state = state;
    this.#changed.fire("state");
  }
}
