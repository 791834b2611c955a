import { listTasks, type DrawingChoice } from "../protocol/engine.ts";
import type { TaskValues } from "../protocol/panel.ts";
import { areAllowed } from "../protocol/parameters.ts";
import type { TaskInfo } from "../protocol/tasks.ts";
import type { EngineClient } from "./engineClient.ts";

/** The projections and analyses the engine has: asked once, when first needed. */
export class TaskList {
  readonly #engine: EngineClient;
  #known: readonly TaskInfo[] = [];

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Empty until they were asked for. */
  get known(): readonly TaskInfo[] {
    return this.#known;
  }

  /** Asks the engine, starting it where none runs. Throws `StrataError`. */
  async load(): Promise<void> {
    if (this.#known.length === 0) this.#known = await this.#engine.request(listTasks, null);
  }

  /** A way of fitting that was chosen earlier, where this version of the product still knows it. */
  allowed(drawing: DrawingChoice | undefined): DrawingChoice | undefined {
    if (drawing === undefined) return undefined;
    const { id, values } = drawing.projection;
    const task = this.#known.find((known) => known.stage === "projection" && known.id === id);
    return task && areAllowed(task.parameters, values) ? drawing : undefined;
  }

  /** Of values that were chosen earlier, those of the tasks that still take them. */
  allowedValues(values: TaskValues = {}): TaskValues {
    const isAllowed = (id: string, chosen: TaskValues[string]) =>
      this.#known.some((task) => task.id === id && areAllowed(task.parameters, chosen));
    return Object.fromEntries(Object.entries(values).filter(([id, chosen]) => isAllowed(id, chosen)));
  }

  /** How pictures are fitted where nothing was chosen. */
  get defaultDrawing(): DrawingChoice {
    const first = this.#known.find(({ stage }) => stage === "projection");
    return { projection: { id: first?.id ?? "", values: {} }, dimensions: 2 };
  }
}
