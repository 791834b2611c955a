import type { Memento } from "vscode";

const KEY = "recentModels";
const KEPT = 8;

/** The repositories of the hub chosen last, by name only, newest first. */
export class RecentModels {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get all(): readonly string[] {
    return this.#memory.get<readonly string[]>(KEY, []);
  }

  async add(id: string): Promise<void> {
    await this.#memory.update(KEY, [id, ...this.all.filter((other) => other !== id)].slice(0, KEPT));
  }
}
