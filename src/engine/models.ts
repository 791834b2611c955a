import type { Devices } from "../model/devices/devices.ts";
import { Extractor, type ExtractorOptions } from "../model/extractor.ts";
import { modulesIn } from "../model/poolingModule.ts";
import { resolveModel } from "../model/store/resolveModel.ts";
import type { ModelChoice, ModelPlaces } from "../protocol/models.ts";

/** The bundles of the threads beside a model; what has none runs on the engine's own thread. */
export type ModelWorkers = Pick<ExtractorOptions, "tokenizerWorker" | "poolingWorker">;

/** The models that are loaded. Runs that want the same one share it; one that nobody uses any more makes room. */
export class Models {
  readonly #workers: ModelWorkers;
  readonly #devices: Devices;
  readonly #open = new Map<string, { extractor: Promise<Extractor>; users: number }>();

  constructor(workers: ModelWorkers, devices: Devices) {
    this.#workers = workers;
    this.#devices = devices;
  }

  /** Lends the model to `use`. Rejects with what loading or `use` throws. */
  async lend<T>(choice: ModelChoice, places: ModelPlaces, use: (extractor: Extractor) => Promise<T>): Promise<T> {
    // A module that was edited pools in another way.
    const id = JSON.stringify([choice, modulesIn(choice)]);
    let entry = this.#open.get(id);
    if (entry === undefined) {
      entry = { extractor: this.#closeUnused().then(() => this.#load(choice, places)), users: 0 };
      this.#open.set(id, entry);
    }
    entry.users++;
    try {
      return await use(await entry.extractor);
    } catch (error) {
      // Whatever broke, the next run starts with a fresh one.
      this.#open.delete(id);
      throw error;
    } finally {
      entry.users--;
      if (entry.users === 0 && this.#open.get(id) !== entry) await closed(entry.extractor);
    }
  }

  async dispose(): Promise<void> {
    const entries = [...this.#open.values()];
    this.#open.clear();
    await Promise.all(entries.map(({ extractor }) => closed(extractor)));
  }

  async #load(choice: ModelChoice, places: ModelPlaces): Promise<Extractor> {
    const { model, pooling, specialTokens, prompt, maxTokens, layers, device } = choice;
    return Extractor.open({
      ...(await resolveModel(model, places, device?.device)),
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
    for (const [id, { extractor, users }] of this.#open) {
      if (users > 0) continue;
      this.#open.delete(id);
      await closed(extractor);
    }
  }
}

/** Resolves when the model is closed, if it ever opened. */
async function closed(extractor: Promise<Extractor>): Promise<void> {
  const [opened] = await Promise.allSettled([extractor]);
  if (opened.status === "fulfilled") await opened.value.dispose();
}
