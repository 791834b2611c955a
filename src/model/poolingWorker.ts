import { parentPort, workerData } from "node:worker_threads";
import { toFailure } from "../protocol/errors.ts";
import type { ModuleFile } from "./poolingModule.ts";
import { type PoolingReply, type PoolingRequest, poolingOf } from "./poolingThread.ts";

/** Entry of the thread that runs pooling modules: states in, vectors out. */
function reply(message: PoolingReply, transfer: ArrayBuffer[] = []): void {
  parentPort?.postMessage(message, transfer);
}

async function serve(): Promise<void> {
  const pool = await poolingOf(workerData as readonly ModuleFile[]);
  parentPort?.on("message", (request: PoolingRequest) => {
    try {
      const vectors = pool(request);
      reply({ kind: "pooled", vectors }, [vectors.buffer as ArrayBuffer]);
    } catch (error) {
      reply({ kind: "failed", failure: toFailure(error) });
    }
  });
  reply({ kind: "ready" });
}

serve().catch((error: unknown) => reply({ kind: "failed", failure: toFailure(error) }));
