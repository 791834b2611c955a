import { existsSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { downloadModel } from "../model/hub/downloadModel.ts";
import { readHubName } from "../model/store/hubNames.ts";
import { type ModelLocation, resolveModel } from "../model/store/resolveModel.ts";
import { StrataError } from "../protocol/errors.ts";
import { environmentOffline, environmentProxy, hubCaches, hubHost } from "../protocol/hubEnvironment.ts";
import type { DeviceId, HubAccess, ModelPlaces } from "../protocol/models.ts";
import { interruption } from "./command.ts";
import { ProgressLine } from "./progressLine.ts";
import { userCacheFolder } from "./userCacheFolder.ts";

/** The model of a command that names none. */
const bundledModel = path.join(__dirname, "..", "media", "models", "all-MiniLM-L6-v2");

/** Options of every command that takes a model: where it is looked for, and fetched from. */
export const modelOptions = {
  models: { type: "string" },
  "hub-host": { type: "string" },
  offline: { type: "boolean" },
} as const;

/** A model a command was asked for. */
export interface ModelSource {
  /** What `ModelChoice.model` takes. */
  readonly model: string;
  readonly places: ModelPlaces;
  readonly hub: HubAccess;
}

/**
 * Reads which model was named: a path, relative to `folder`, where there is one or it is written as one; else a name.
 * What the options leave open the environment says: `HF_ENDPOINT`, `HF_TOKEN`, `HF_HUB_CACHE`, `HF_HOME`,
 * `HF_HUB_OFFLINE`, `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`.
 */
export function modelSource(
  named: string | undefined,
  given: {
    readonly models?: string | undefined;
    readonly "hub-host"?: string | undefined;
    readonly offline?: boolean | undefined;
  },
  folder: string,
): ModelSource {
  const host = hubHost(given["hub-host"] ?? "", process.env);
  const token = process.env["HF_TOKEN"];
  return {
    model: named === undefined ? bundledModel : pathOrName(named, folder),
    places: {
      bundled: path.dirname(bundledModel),
      store: path.resolve(folder, given.models ?? path.join(userCacheFolder(), "models")),
      hubCaches: hubCaches(process.env, homedir()),
      folders: [],
    },
    hub: {
      host,
      ...(token && { token }),
      ...environmentProxy(host, process.env),
      offline: given.offline ?? environmentOffline(process.env),
    },
  };
}

/**
 * The model on this machine, fetched before where it is not: what `ModelChoice.model` takes. Rejects as `resolveModel`
 * and `downloadModel` do.
 */
export async function modelOnDisk(
  { model, places, hub }: ModelSource,
  device: DeviceId,
  line: ProgressLine,
  signal: AbortSignal,
): Promise<string> {
  try {
    await resolveModel(model, places, device);
    return model;
  } catch (error) {
    if (!(error instanceof StrataError && (error as StrataError).code === "modelNotOnDisk")) throw error;
  }
  const { id, file } = readHubName(model) ?? { id: model, file: undefined };
  const request = { id, ...(file !== undefined && { file }), hub, places, device };
  try {
    return (await downloadModel(request, { signal, progressed: (now) => line.showDownload(now) })).model;
  } finally {
    line.clear();
  }
}

/** The files of the model a command was asked for, fetched before where it is not on this machine. */
export async function locateModel(
  named: string,
  given: Parameters<typeof modelSource>[1],
  folder: string,
): Promise<ModelLocation> {
  const source = modelSource(named, given, folder);
  const model = await modelOnDisk(source, "cpu", new ProgressLine(process.stderr), interruption());
  return resolveModel(model, source.places);
}

function pathOrName(named: string, folder: string): string {
  const whole = path.resolve(folder, named);
  return path.isAbsolute(named) || /^\.{1,2}([/\\]|$)/.test(named) || existsSync(whole) ? whole : named;
}
