import type { DatasetInfo, Picture, Progress } from "../protocol/engine.ts";
import type { Failure } from "../protocol/errors.ts";
import type { TaskProgress } from "../protocol/tasks.ts";
import type { DownloadProgress } from "../protocol/models.ts";

/** What the engine tells whoever runs it, while it works. */
export interface EngineListener {
  datasetRead(info: DatasetInfo): void;
  progressed(progress: Progress): void;
  downloadProgressed(progress: DownloadProgress): void;
  /** Resolves when it is on its way: what sends it needs turns of the event loop, which the model blocks. */
  pictureDrawn(picture: Picture): void | Promise<void>;
  taskProgressed(progress: TaskProgress): void;
  /** Something went wrong that does not stop the run. */
  warned(failure: Failure): void;
}
