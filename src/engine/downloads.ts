import { downloadModel, type DownloadRequest } from "../model/hub/downloadModel.ts";
import { StrataError } from "../protocol/errors.ts";
import type { DownloadProgress } from "../protocol/models.ts";

interface Running {
  readonly result: Promise<{ model: string }>;
  readonly cancel: AbortController;
  callers: number;
}

/** The downloads under way. Who asks for the same file shares one; it is stopped when nobody wants it any more. */
export class Downloads {
  readonly #progressed: (progress: DownloadProgress) => void;
  readonly #running = new Map<string, Running>();

  constructor(progressed: (progress: DownloadProgress) => void) {
    this.#progressed = progressed;
  }

  /** Resolves to what `ModelChoice.model` takes. Rejects as `downloadModel` does. */
  async fetch(request: DownloadRequest, signal: AbortSignal): Promise<{ model: string }> {
    const { id, file, hub, places, device } = request;
    const key = JSON.stringify([id, file, hub.host, places.store, device]);
    const running = this.#running.get(key) ?? this.#start(key, request);
    running.callers++;
    const left = new Promise<never>((_, reject) => {
      const leave = () => {
        running.callers--;
        if (running.callers > 0) {
          reject(new StrataError("cancelled", { what: id }));
          return;
        }
        // Whoever asks from now on does not get what is stopped.
        if (this.#running.get(key) === running) this.#running.delete(key);
        running.cancel.abort();
      };
      if (signal.aborted) leave();
      else signal.addEventListener("abort", leave, { once: true });
    });
    return Promise.race([running.result, left]);
  }

  /** Stops all of them; what is there is kept. */
  async dispose(): Promise<void> {
    const running = [...this.#running.values()];
    for (const { cancel } of running) cancel.abort();
    await Promise.allSettled(running.map(({ result }) => result));
  }

  #start(key: string, request: DownloadRequest): Running {
    const cancel = new AbortController();
    const options = { signal: cancel.signal, progressed: this.#progressed };
    const result = downloadModel(request, options).finally(() => {
      if (this.#running.get(key) === running) this.#running.delete(key);
    });
    const running: Running = { result, cancel, callers: 0 };
    this.#running.set(key, running);
    return running;
  }
}
