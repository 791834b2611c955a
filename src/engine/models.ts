import { Extractor } from "../model/extractor.ts";
import type { ModelChoice } from "../protocol/engine.ts";

/** The models that are loaded. Runs that want the same one share it; one that nobody uses any more makes room. */
export class Models {
  readonly #tokenizerWorker: string | undefined;
  readonly #open = new Map<string, { extractor: Promise<Extractor>; users: number }>();

  constructor(tokenizerWorker: string | undefined) {
    this.#tokenizerWorker = tokenizerWorker;
  }

  /** Lends the model to `use`. Rejects with what loading or `use` throws. */
  async lend<T>(choice: ModelChoice, use: (extractor: Extractor) => Promise<T>): Promise<T> {
    const id = JSON.stringify([choice.folder, choice.pooling, choice.maxTokens]);
    let entry = this.#open.get(id);
    if (entry === undefined) {
      await this.#closeUnused();
      entry = { extractor: this.#load(choice), users: 0 };
      this.#open.set(id, entry);
    }
    entry.users++;
    try {
      return await use(await entry.extractor);
    } catch (error) {
      // A model that could not be loaded is tried again the next time.
      entry.extractor.catch(() => this.#open.delete(id));
      throw error;
    } finally {
      entry.users--;
    }
  }

  async dispose(): Promise<void> {
    const entries = [...this.#open.values()];
    this.#open.clear();
    await Promise.allSettled(entries.map(async ({ extractor }) => (await extractor).dispose()));
  }

  #load({ folder, pooling, maxTokens }: ModelChoice): Promise<Extractor> {
    return Extractor.open({
      folder,
      pooling,
      ...(maxTokens !== undefined && { maxTokens }),
      ...(this.#tokenizerWorker !== undefined && { tokenizerWorker: this.#tokenizerWorker }),
    });
  }

  async #closeUnused(): Promise<void> {
    for (const [id, { extractor, users }] of this.#open) {
      if (users > 0) continue;
      this.#open.delete(id);
      await (await extractor).dispose();
    }
  }
}
