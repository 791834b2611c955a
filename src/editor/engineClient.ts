import { fork, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import {
  createMessageConnection,
  Emitter,
  IPCMessageReader,
  IPCMessageWriter,
  type CancellationToken,
  type Disposable,
  type MessageConnection,
  type RequestParam,
  type RequestType,
} from "vscode-jsonrpc/node";
import {
  datasetRead,
  warned,
  pictureDrawn,
  progressed,
  type DatasetInfo,
  type Picture,
  type Progress,
} from "../protocol/engine.ts";
import { downloadProgressed, type DownloadProgress } from "../protocol/models.ts";
import { failureOfReply, StrataError, type Failure } from "../protocol/errors.ts";
import { failureSentence } from "../strings.ts";
import { editorText } from "../strings/editor.ts";

/** The part of an output channel the client writes to. */
export interface Log {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

/** After this many crashes within the window the engine is not started again until the window has passed. */
const CRASH_LIMIT = 3;
const CRASH_WINDOW_MS = 60_000;

/**
 * The engine as the editor sees it: a child process, started by the first request, started again by the next
 * request after it died. A process that dies rejects what is pending with `engineStopped`.
 */
export class EngineClient implements Disposable {
  readonly #entry: string;
  readonly #log: Log;
  readonly #datasetRead = new Emitter<DatasetInfo>();
  readonly #progressed = new Emitter<Progress>();
  readonly #pictureDrawn = new Emitter<Picture>();
  readonly #downloadProgressed = new Emitter<DownloadProgress>();
  #engine: { readonly child: ChildProcess; readonly connection: MessageConnection } | undefined;
  #crashes: number[] = [];
  #lastEnd = "";

  readonly onDatasetRead = this.#datasetRead.event;
  readonly onProgressed = this.#progressed.event;
  readonly onPictureDrawn = this.#pictureDrawn.event;
  readonly onDownloadProgressed = this.#downloadProgressed.event;

  /** `entry` is the bundled engine, a CommonJS file for Node. */
  constructor(entry: string, log: Log) {
    this.#entry = entry;
    this.#log = log;
  }

  /** Process id of the running engine, undefined where none runs. */
  get pid(): number | undefined {
    return this.#engine?.child.pid;
  }

  /** Sends a request, starting the engine where none runs. Throws `StrataError`. */
  async request<P, R>(
    type: RequestType<P, R, Failure>,
    params: RequestParam<P>,
    token?: CancellationToken,
  ): Promise<R> {
    const { connection } = this.#engine ?? this.#start();
    try {
      return await connection.sendRequest(type, params, token);
    } catch (error) {
      const { code, detail } = failureOfReply(error);
      throw new StrataError(code, code === "engineStopped" ? { reason: this.#lastEnd } : detail, { cause: error });
    }
  }

  dispose(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.connection.dispose();
    // The engine ends by itself when its channel closes, after it has written what it holds.
    if (engine?.child.connected === true) engine.child.disconnect();
    for (const emitter of [this.#datasetRead, this.#progressed, this.#pictureDrawn, this.#downloadProgressed])
      emitter.dispose();
  }

  #start(): { child: ChildProcess; connection: MessageConnection } {
    this.#refuseAfterCrashes();
    const child = fork(this.#entry, {
      serialization: "advanced",
      env: { ...process.env, ELECTRON_RUN_AS_NODE: "1" },
      execArgv: [],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const connection = createMessageConnection(new IPCMessageReader(child), new IPCMessageWriter(child));
    connection.onNotification(datasetRead, (info) => {
      this.#datasetRead.fire(info);
    });
    connection.onNotification(progressed, (progress) => {
      this.#progressed.fire(progress);
    });
    connection.onNotification(pictureDrawn, (picture) => {
      this.#pictureDrawn.fire(picture);
    });
    connection.onNotification(downloadProgressed, (progress) => {
      this.#downloadProgressed.fire(progress);
    });
    connection.onNotification(warned, (failure) => this.#log.warn(failureSentence(failure)));
    connection.onError(([error]) => this.#log.error(error.message));
    connection.listen();
    for (const stream of [child.stdout, child.stderr])
      if (stream) createInterface(stream).on("line", (line) => this.#log.warn(line));
    child.once("error", (error) => this.#ended(child, error.message));
    child.once("exit", (code, signal) => this.#ended(child, editorText.processEnd(code, signal)));
    this.#log.info(editorText.engineStarted(child.pid));
    this.#engine = { child, connection };
    return this.#engine;
  }

  #refuseAfterCrashes(): void {
    const since = Date.now() - CRASH_WINDOW_MS;
    this.#crashes = this.#crashes.filter((time) => time > since);
    if (this.#crashes.length >= CRASH_LIMIT)
      throw new StrataError("engineKeepsStopping", { times: this.#crashes.length, reason: this.#lastEnd });
  }

  #ended(child: ChildProcess, reason: string): void {
    if (this.#engine?.child !== child) return;
    this.#lastEnd = reason;
    this.#crashes.push(Date.now());
    this.#log.error(editorText.engineEnded(reason));
    const { connection } = this.#engine;
    this.#engine = undefined;
    connection.dispose();
  }
}
