import type { Memento } from "vscode";
import type { TaskValues } from "../protocol/panel.ts";
import type { TaskChoice, TaskInfo } from "../protocol/tasks.ts";

const KEY = "projectionValues";

/** What each projection was drawn with last, in any file; usual values are left out, so that they may change. */
export class UsedValues {
  readonly #memory: Memento;

  constructor(memory: Memento) {
    this.#memory = memory;
  }

  get all(): TaskValues {
    return this.#memory.get<TaskValues>(KEY, {});
  }

  async keep({ id, values }: TaskChoice, { parameters }: Pick<TaskInfo, "parameters">): Promise<void> {
    const own = Object.entries(values).filter(([name, value]) => value !== parameters[name]?.default);
    await this.#memory.update(KEY, { ...this.all, [id]: Object.fromEntries(own) });
  }
}
