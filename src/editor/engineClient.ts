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
  taskProgressed,
  type DatasetInfo,
  type Picture,
  type Progress,
} from "../protocol/engine.ts";
import type { TaskProgress } from "../protocol/tasks.ts";
import { downloadProgressed, type DownloadProgress } from "../protocol/models.ts";
import { quietRuntime } from "../protocol/quietRuntime.ts";
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

/** A cancelled request that is not answered for so long is taken to hang. */
const PATIENCE_MS = 10_000;
/** From the end of the channel to that of the process; the engine itself ends earlier where it can. */
const GRACE_MS = 8_000;

interface RunningEngine {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
}

/**
 * The engine as the editor sees it: a child process, started by the first request, started again by the next
 * request after it died. A process that dies rejects what is pending with `engineStopped`.
 */
export class EngineClient implements Disposable {
  readonly #entry: string;
  readonly #log: Log;
  readonly #datasetRead = new Emitter<DatasetInfo>();
  readonly #progressed = new Emitter<Progress>();
  readonly #taskProgressed = new Emitter<TaskProgress>();
  readonly #pictureDrawn = new Emitter<Picture>();
  readonly #downloadProgressed = new Emitter<DownloadProgress>();
  readonly #hangingChanged = new Emitter<void>();
  #engine: RunningEngine | undefined;
  /** Requests that were cancelled long ago and are not answered. */
  #hanging = 0;
  #crashes: number[] = [];
  #lastEnd = "";

  readonly onDatasetRead = this.#datasetRead.event;
  readonly onProgressed = this.#progressed.event;
  readonly onTaskProgressed = this.#taskProgressed.event;
  readonly onPictureDrawn = this.#pictureDrawn.event;
  readonly onDownloadProgressed = this.#downloadProgressed.event;
  /** Fires when `isHanging` changes. */
  readonly onHangingChanged = this.#hangingChanged.event;

  /** `entry` is the bundled engine, a CommonJS file for Node. */
  constructor(entry: string, log: Log) {
    this.#entry = entry;
    this.#log = log;
  }

  /** Process id of the running engine, undefined where none runs. */
  get pid(): number | undefined {
    return this.#engine?.child.pid;
  }

  /** Whether something was cancelled more than ten seconds ago and still goes on. */
  get isHanging(): boolean {
    return this.#hanging > 0;
  }

  /** Sends a request, starting the engine where none runs. Throws `StrataError`. */
  async request<P, R>(
    type: RequestType<P, R, Failure>,
    params: RequestParam<P>,
    token?: CancellationToken,
  ): Promise<R> {
    const { connection } = this.#engine ?? this.#start();
    const watch = this.#watchCancelling(token);
    try {
      return await connection.sendRequest(type, params, token);
    } catch (error) {
      const { code, detail } = failureOfReply(error);
      throw new StrataError(code, code === "engineStopped" ? { reason: this.#lastEnd } : detail, { cause: error });
    } finally {
      watch?.dispose();
    }
  }

  /** Kills the engine, whatever it does. What is pending is rejected with `engineStopped`. */
  restart(): void {
    this.#crashes = [];
    const engine = this.#engine;
    if (engine === undefined) return;
    this.#engine = undefined;
    this.#lastEnd = editorText.engineKilled;
    this.#log.info(editorText.engineEnded(this.#lastEnd));
    engine.child.kill("SIGKILL");
    engine.connection.dispose();
  }

  dispose(): void {
    const engine = this.#engine;
    this.#engine = undefined;
    engine?.connection.dispose();
    if (engine) letGo(engine.child);
    for (const emitter of [
      this.#datasetRead,
      this.#progressed,
      this.#taskProgressed,
      this.#pictureDrawn,
      this.#downloadProgressed,
      this.#hangingChanged,
    ])
      emitter.dispose();
  }

  /** Counts a request among those that hang from a while after it was cancelled until it is answered. */
  #watchCancelling(token: CancellationToken | undefined): Disposable | undefined {
    if (token === undefined) return undefined;
    let timer: NodeJS.Timeout | undefined;
    let isCounted = false;
    const count = (change: number) => {
      isCounted = change > 0;
      this.#hanging += change;
      if (this.#hanging === Math.max(0, change)) this.#hangingChanged.fire();
    };
    const subscription = token.onCancellationRequested(() => {
      timer ??= setTimeout(() => count(1), PATIENCE_MS).unref();
    });
    return {
      dispose: () => {
        subscription.dispose();
        clearTimeout(timer);
        if (isCounted) count(-1);
      },
    };
  }

  #start(): RunningEngine {
    this.#refuseAfterCrashes();
    const child = fork(this.#entry, {
      serialization: "advanced",
      env: { ...process.env, ...quietRuntime, ELECTRON_RUN_AS_NODE: "1" },
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
    connection.onNotification(taskProgressed, (progress) => {
      this.#taskProgressed.fire(progress);
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

/** Closes the channel: the engine writes what it holds and ends. One that does not is killed. */
function letGo(child: ChildProcess): void {
  if (child.connected) child.disconnect();
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), GRACE_MS).unref();
  child.once("exit", () => clearTimeout(timer));
}
