import { existsSync } from "node:fs";
import { StrataError } from "../protocol/errors.ts";
import type { ModelPlaces } from "../protocol/models.ts";

/** Where the files of a model are. */
export interface ModelLocation {
  /** Folder of `config.json` and the tokenizer. */
  readonly folder: string;
}

/** Finds the model that a name means. Throws `modelNotOnDisk` for a repository of the hub that is not here. */
export function resolveModel(model: string, places: ModelPlaces): Promise<ModelLocation> {
  if (existsSync(model)) return Promise.resolve({ folder: model });
  return Promise.reject(new StrataError("modelNotOnDisk", { model: `${model} in ${places.store}` }));
}
