import type { Devices } from "../model/devices/devices.ts";
import { Extractor, type ExtractorOptions } from "../model/extractor.ts";
import { modulesIn } from "../model/poolingModule.ts";
import { type ModelLocation, resolveModel } from "../model/store/resolveModel.ts";
import type { PointKind } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ModelChoice, ModelPlaces } from "../protocol/models.ts";

/** The bundles of the threads beside a model; what has none runs on the engine's own thread. */
export type ModelWorkers = Pick<ExtractorOptions, "tokenizerWorker" | "poolingWorker">;

interface Entry {
  readonly opening: Promise<Extractor>;
  opened: Extractor | undefined;
  users: number;
}

/** The models that are loaded. Runs that want the same one share it; one that nobody uses any more makes room. */
export class Models {
  readonly #workers: ModelWorkers;
  readonly #devices: Devices;
  readonly #open = new Map<string, Entry>();

  constructor(workers: ModelWorkers, devices: Devices) {
    this.#workers = workers;
    this.#devices = devices;
  }

  /** Lends the model to `use`, as its files are now; `points` says what has states. Rejects with what loading or `use` throws. */
  async lend<T>(
    choice: ModelChoice,
    places: ModelPlaces,
    use: (extractor: Extractor) => Promise<T>,
    points: PointKind = "records",
  ): Promise<T> {
    const location = await resolveModel(choice.model, places, choice.device?.device);
    // Another file may be the best by now, and a module that was edited pools in another way.
    const id = JSON.stringify([choice, points, location, modulesIn(choice)]);
    const entry = this.#entryOf(id, () => this.#load(choice, location, points));
    entry.users++;
    try {
      entry.opened = await entry.opening;
      return await use(entry.opened);
    } catch (error) {
      // Whatever broke, the next run starts with a fresh one; a run that was stopped broke nothing.
      const isSound = entry.opened !== undefined && isStop(error);
      if (!isSound && this.#open.get(id) === entry) this.#open.delete(id);
      throw error;
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#open.get(id) !== entry) await closed(entry.opening);
    }
  }

  async dispose(): Promise<void> {
    const entries = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(entries.map(({ opening }) => closed(opening)));
  }

  /** The model of an id; opened anew where its files are no longer those it was opened with. */
  #entryOf(id: string, load: () => Promise<Extractor>): Entry {
    const known = this.#open.get(id);
    if (known !== undefined && known.opened?.identity.isChanged !== true) return known;
    this.#open.delete(id);
    const room = Promise.all([known?.users === 0 ? closed(known.opening) : undefined, this.#closeUnused()]);
    const entry = { opening: room.then(load), opened: undefined, users: 0 };
    this.#open.set(id, entry);
    return entry;
  }

  async #load(choice: ModelChoice, location: ModelLocation, points: PointKind): Promise<Extractor> {
    const { pooling, specialTokens, prompt, maxTokens, layers, device } = choice;
    return Extractor.open({
      ...location,
      points,
      pooling,
      ...(specialTokens !== undefined && { specialTokens }),
      ...(prompt !== undefined && { prompt }),
      ...(maxTokens !== undefined && { maxTokens }),
      ...(device !== undefined && { device: { choice: device, devices: this.#devices } }),
      ...(layers !== undefined && { layers }),
      ...this.#workers,
    });
  }

  async #closeUnused(): Promise<void> {
    for (const [id, { opening, users }] of this.#open) {
      if (users > 0) continue;
      this.#open.delete(id);
      await closed(opening);
    }
  }
}

/** Whether a failure only says that a signal aborted. */
function isStop(error: unknown): boolean {
  return error instanceof StrataError
    ? error.code === "cancelled"
    : error instanceof Error && error.name === "AbortError";
}

/** Resolves when the model is closed, if it ever opened. */
async function closed(opening: Promise<Extractor>): Promise<void> {
  const [opened] = await Promise.allSettled([opening]);
  if (opened.status === "fulfilled") await opened.value.dispose();
}
