import { reasonOf, StrataError } from "../protocol/errors.ts";
import { loadModule, type ModuleFile, poolRows, type TokenRows, unusable } from "./poolingModule.ts";
import type { TokenBatch } from "./tap/feeds.ts";
import type { StackLayer } from "./tap/stack.ts";
import type { TokenStates } from "./tap/stateSession.ts";
import { type FailedReply, WorkerThread } from "./workerThread.ts";

/** What the worker is asked: to pool a batch by one of its modules, `length` numbers a text where that is known. */
export interface PoolingRequest extends TokenRows {
  readonly module: number;
  readonly length: number | undefined;
}

/** What the worker says: that its modules are loaded, the vectors of the batch it was sent, or why not. */
export type PoolingReply =
  { readonly kind: "ready" } | { readonly kind: "pooled"; readonly vectors: Float32Array } | FailedReply;

/** A pooling module that is ready, and how long its vectors are. */
export interface LoadedModule {
  readonly length: number;
  /**
   * The vectors `[rows, length]` of the states `[rows, tokens, width]` of a batch. Rejects with `poolingModule`, and
   * with `cancelled` where the signal aborts and the module does not answer: it is ended and loaded again when needed.
   */
  pool(states: Float32Array, batch: TokenBatch, signal?: AbortSignal): Promise<Float32Array>;
}

/** The modules of a stack. */
export interface LoadedModules {
  /** One for each layer that is pooled by one, in their order. */
  readonly modules: readonly LoadedModule[];
  readonly dispose: () => void;
}

/** A layer's states by its module; `length` where it is known. */
type Pool = (request: PoolingRequest, signal?: AbortSignal) => Promise<Float32Array>;

/**
 * Loads the modules of the layers that are pooled by one and tries them on the states of a first batch: in the worker
 * bundle `workerFile`, so that one that does not return can be ended; without it on the caller's thread. Rejects with
 * `poolingModule`, and with `cancelled` where `signal` aborts and the modules do not answer.
 */
export async function openModules(
  stack: readonly StackLayer[],
  { batch, states }: { readonly batch: TokenBatch; readonly states: readonly TokenStates[] },
  { workerFile, signal }: { readonly workerFile: string | undefined; readonly signal: AbortSignal },
): Promise<LoadedModules> {
  const files = stack.flatMap(({ pooling }) => pooling.module ?? []);
  if (files.length === 0) return { modules: [], dispose: () => undefined };
  const { pool, dispose } =
    workerFile === undefined ? await inThisThread(files) : await inWorker(files, workerFile, signal);
  try {
    const modules: LoadedModule[] = [];
    for (const [layer, { pooling }] of stack.entries()) {
      if (!pooling.module) continue;
      const module = modules.length;
      const request = (of: Float32Array, { rows, tokens, lengths }: TokenBatch, length?: number) => ({
        module,
        states: of,
        rows,
        tokens,
        lengths,
        length,
      });
      const vectors = await pool(request(states[layer]?.data ?? new Float32Array(), batch), signal);
      const length = vectors.length / batch.rows;
      modules.push({ length, pool: (data, of, until) => pool(request(data, of, length), until) });
    }
    return { modules, dispose };
  } catch (error) {
    dispose();
    throw error;
  }
}

async function inThisThread(files: readonly ModuleFile[]): Promise<{ pool: Pool; dispose: () => void }> {
  const pool = await poolingOf(files);
  return { pool: (request) => Promise.resolve().then(() => pool(request)), dispose: () => undefined };
}

async function inWorker(
  files: readonly ModuleFile[],
  workerFile: string,
  signal: AbortSignal,
): Promise<{ pool: Pool; dispose: () => void }> {
  const names = [...new Set(files.map(({ path }) => path))].join(", ");
  const stopped = (cause: unknown) => unusable(names, `its thread ended: ${reasonOf(cause)}`, cause);
  const thread = new WorkerThread<PoolingReply>(workerFile, files, "Pooling by a module", stopped);
  const memory = new SharedMemory();
  try {
    await thread.ready(signal);
  } catch (error) {
    thread.dispose();
    throw error;
  }
  return {
    pool: (request, until) =>
      memory.lend(request.states, async (states) => {
        const reply = await thread.ask({ ...request, states }, until);
        if (reply.kind === "pooled") return reply.vectors;
        throw new StrataError("internal", { reason: "the pooling modules answered out of turn" });
      }),
    dispose: () => thread.dispose(),
  };
}

/** Loads modules; what pools by them. */
export async function poolingOf(files: readonly ModuleFile[]): Promise<(request: PoolingRequest) => Float32Array> {
  const loaded: ((request: PoolingRequest) => Float32Array)[] = [];
  for (const file of files) {
    const pool = await loadModule(file);
    loaded.push((request) => poolRows(pool, file, request, request.length));
  }
  return (request) => loaded[request.module]?.(request) ?? new Float32Array();
}

/** Memory that both threads see, used again from batch to batch. */
class SharedMemory {
  #free: SharedArrayBuffer | undefined;

  /** Lends a copy of `values` to `use`. */
  async lend<T>(values: Float32Array, use: (shared: Float32Array) => Promise<T>): Promise<T> {
    const kept = this.#free;
    this.#free = undefined;
    const buffer =
      kept !== undefined && kept.byteLength >= values.byteLength ? kept : new SharedArrayBuffer(values.byteLength);
    const shared = new Float32Array(buffer, 0, values.length);
    shared.set(values);
    try {
      return await use(shared);
    } finally {
      this.#free = buffer;
    }
  }
}
