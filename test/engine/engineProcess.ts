import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type NotificationType,
} from "vscode-jsonrpc/node";
import * as protocol from "../../src/protocol/engine.ts";
import { failureOfReply, type Failure } from "../../src/protocol/errors.ts";
import type { Related, TaskProgress } from "../../src/protocol/tasks.ts";
import {
  downloadProgressed,
  type DownloadProgress,
  type ModelChoice,
  type ModelPlaces,
} from "../../src/protocol/models.ts";

const root = path.join(import.meta.dirname, "..", "..");
export const bundledModel = path.join(root, "media", "models", "all-MiniLM-L6-v2");

/** The built engine in a child process, as the editor starts it. Run `npm run build` first. */
export class EngineProcess {
  readonly child: ChildProcess;
  readonly connection: MessageConnection;
  readonly datasets: protocol.DatasetInfo[] = [];
  readonly pictures: protocol.Picture[] = [];
  readonly progress: protocol.Progress[] = [];
  readonly taskProgress: TaskProgress[] = [];
  readonly downloads: DownloadProgress[] = [];
  readonly warnings: Failure[] = [];
  readonly #waiting: { when: () => boolean; resolve: () => void }[] = [];

  /** `env`: what its environment has beside this process's; `entry`: another one than the built engine. */
  constructor(env: NodeJS.ProcessEnv = {}, entry = path.join(root, "dist", "engine.js")) {
    const options = { serialization: "advanced" as const, stdio: ["ignore", "inherit", "inherit", "ipc"] as const };
    this.child = fork(entry, {
      ...options,
      stdio: [...options.stdio],
      env: { ...process.env, ...env },
    });
    this.connection = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child));
    this.#collect(protocol.datasetRead, this.datasets);
    this.#collect(protocol.pictureDrawn, this.pictures);
    this.#collect(protocol.progressed, this.progress);
    this.#collect(protocol.taskProgressed, this.taskProgress);
    this.#collect(downloadProgressed, this.downloads);
    this.#collect(protocol.warned, this.warnings);
    this.child.once("exit", () => this.connection.dispose());
    this.connection.listen();
  }

  /** Starts a run; `cancel` asks it to stop. */
  start(params: protocol.VisualizeParams): { result: Promise<protocol.RunResult>; cancel: () => void } {
    const source = new CancellationTokenSource();
    const result = this.connection.sendRequest(protocol.visualize, params, source.token);
    return { result, cancel: () => source.cancel() };
  }

  visualize(params: protocol.VisualizeParams): Promise<protocol.RunResult> {
    return this.start(params).result;
  }

  /** The failure a run ends with; throws where it does not fail. */
  async failure(params: protocol.VisualizeParams): Promise<Failure> {
    const result = await this.visualize(params).catch((error: unknown) => failureOfReply(error));
    if ("code" in result) return result;
    throw new Error(`expected a failure, got ${JSON.stringify(result)}`);
  }

  /** Resolves when a notification made `when` true. */
  until(when: () => boolean): Promise<void> {
    if (when()) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push({ when, resolve }));
  }

  get lastPicture(): protocol.Picture {
    const picture = this.pictures.at(-1);
    if (picture === undefined) throw new Error("no picture was drawn");
    return picture;
  }

  /** Details of a point of the picture that was drawn last. */
  details(point: number): Promise<protocol.PointDetails> {
    return this.connection.sendRequest(protocol.pointDetails, { run: this.lastPicture.run, point });
  }

  async kill(): Promise<void> {
    const gone = once(this.child, "exit");
    this.child.kill("SIGKILL");
    await gone;
  }

  async end(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const gone = once(this.child, "exit");
    this.child.disconnect();
    await gone;
  }

  #collect<T>(type: NotificationType<T>, into: T[]): void {
    this.connection.onNotification(type, (value) => {
      into.push(value);
      for (const waiter of [...this.#waiting]) {
        if (!waiter.when()) continue;
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        waiter.resolve();
      }
    });
  }
}

/** A new empty folder. */
export function scratchFolder(): string {
  return mkdtempSync(path.join(tmpdir(), "strata-"));
}

/** Writes a file into a folder and gives its path. */
export function writeText(folder: string, name: string, text: string | Uint8Array): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

export const noPlaces: ModelPlaces = { bundled: path.dirname(bundledModel), store: "", hubCaches: [], folders: [] };

/** Every run has an id of its own. */
let generation = 0;

/** The neighbours and the movement that details tell. */
export function known({ results }: Pick<protocol.PointDetails, "results">): { near: Related; moved: Float32Array } {
  const { neighbours: near, moved } = results;
  if (near?.kind !== "related" || moved?.kind !== "perPoint") throw new Error("no neighbours, or no movement");
  return { near, moved: moved.values };
}

/** What a run of a file needs, with a cache in `folder`. */
export function paramsFor(
  file: string,
  folder: string,
  more: Partial<protocol.VisualizeParams> & { readonly model?: ModelChoice; readonly places?: ModelPlaces } = {},
): protocol.VisualizeParams {
  const { model = { model: bundledModel, pooling: "auto" }, places = noPlaces, ...others } = more;
  return {
    run: `${file} ${++generation}`,
    document: file,
    source: { kind: "file", path: file },
    reading: {},
    states: { kind: "model", model, places },
    cache: { folder: path.join(folder, "cache"), limit: 1e9 },
    ...others,
  };
}
