import { existsSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { hubCaches } from "../protocol/hubEnvironment.ts";
import type { ModelPlaces } from "../protocol/models.ts";
import { userCacheFolder } from "./userCacheFolder.ts";

/** Where the command line looks for models. */
export function modelPlaces(): ModelPlaces {
  return {
    bundled: path.join(__dirname, "..", "media", "models"),
    store: path.join(userCacheFolder(), "models"),
    hubCaches: hubCaches(process.env, os.homedir()),
    folders: [],
  };
}

/** What a MODEL on the command line means: a path in `folder` where there is one, else a name. */
export function modelNamed(word: string, folder: string): string {
  const file = path.resolve(folder, word);
  return existsSync(file) ? file : word;
}
