import { listTasks, type DrawingChoice, type GivenInfo } from "../protocol/engine.ts";
import type { TaskValues } from "../protocol/panel.ts";
import { areAllowed } from "../protocol/parameters.ts";
import { tasksOf, type TaskInfo } from "../protocol/tasks.ts";
import type { EngineClient } from "./engineClient.ts";

/** The projections and analyses the engine has: asked once, when first needed. */
export class TaskList {
  readonly #engine: EngineClient;
  #known: readonly TaskInfo[] = [];

  constructor(engine: EngineClient) {
    this.#engine = engine;
  }

  /** Asks the engine, starting it where none runs. Throws `StrataError`. */
  async load(): Promise<void> {
    if (this.#known.length === 0) this.#known = await this.#engine.request(listTasks, null);
  }

  /** Those that can be asked of a data set, none until they were asked for; `given`: where it gives coordinates. */
  of(given: GivenInfo | undefined): readonly TaskInfo[] {
    return tasksOf(this.#known, given !== undefined);
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

  /** How a data set is drawn: as it was chosen where that can be done with it, else as by default. */
  drawingOf(chosen: DrawingChoice | undefined, given: GivenInfo | undefined): DrawingChoice {
    const projections = this.of(given).filter(({ stage }) => stage === "projection");
    const wanted = this.allowed(chosen);
    const dimensions = given?.dimensions === 2 ? 2 : (wanted?.dimensions ?? given?.dimensions ?? 2);
    if (wanted !== undefined && projections.some(({ id }) => id === wanted.projection.id))
      return { ...wanted, dimensions };
    return { projection: { id: projections[0]?.id ?? "", values: {} }, dimensions };
  }
}
