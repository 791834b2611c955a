import { stat } from "node:fs/promises";
import path from "node:path";
import { StrataError } from "../../protocol/errors.ts";
import type { DeviceId, LocalModel, ModelPlaces } from "../../protocol/models.ts";
import { bestGraph } from "./bestGraph.ts";
import { type GraphFile, graphStyle } from "./graphFiles.ts";
import { newestSnapshot, snapshotOf } from "./hubCache.ts";
import { type HubName, isRepositoryPart, isSafePath, readHubName } from "./hubNames.ts";
import { fileBytes, graphsIn, graphsInRepository } from "./modelFiles.ts";
import { folderName, noGraph } from "./modelFolder.ts";
import { fileKind } from "../fileKind.ts";
import { wholeName } from "./shortNames.ts";

/** Where the files of a model are. */
export interface ModelLocation {
  /** Folder of the configuration and the tokenizer. */
  readonly folder: string;
  /** The graph, absolute. */
  readonly file: string;
  /** What to call the model: its repository or folder, and the style of the graph where it is not float32. */
  readonly name: string;
  readonly origin: LocalModel["origin"];
}

/** A folder a name may mean. */
interface Candidate {
  readonly root: string;
  readonly name: string;
  readonly origin: LocalModel["origin"];
  /** The graph that was named, relative to `root`. */
  readonly file: string | undefined;
}

/**
 * Finds the model that a name means, without any request: an absolute path of a folder or an `.onnx` file; else a
 * repository of the hub in Strata's own folder, in the caches of the hub, in the user's folders; else a bundled model.
 * A word alone is a folder's or a bundled model's name first, then a repository's without its organisation. Where no graph is named, the best for `device` is taken. Throws `modelNotOnDisk` for a repository that is not here,
 * `modelNameInvalid` for what is no name, `modelFileMissing` for a path whose folder has no such graph, `modelNotFound`
 * or `modelNotExported` for a folder without graphs, `fileWrong` for a file of another kind.
 */
export async function resolveModel(
  model: string,
  places: ModelPlaces,
  device: DeviceId = "cpu",
): Promise<ModelLocation> {
  if (path.isAbsolute(model)) return locatePath(model, device);
  for (const candidate of await candidatesFor(model, places)) {
    const location = await locate(candidate, candidate.root, device);
    if (location !== undefined) return location;
  }
  if (readHubName(model) !== undefined) throw new StrataError("modelNotOnDisk", { model });
  throw new StrataError("modelNameInvalid", { model });
}

async function candidatesFor(model: string, places: ModelPlaces): Promise<Candidate[]> {
  const hub = readHubName(model);
  const named = candidatesByWord(model, places);
  if (hub === undefined) return named;
  // A word without an organisation is a model of the user's own first, as it was before the hub knew it.
  const isShort = !hub.id.includes("/");
  const whole = isShort && places.store !== "" ? await wholeName(places.store, hub.id) : undefined;
  const inHub = await candidatesInHub({ ...hub, id: whole ?? hub.id }, places);
  const short = whole === undefined ? [] : await candidatesInHub(hub, places);
  return isShort ? [...named, ...inHub, ...short] : [...inHub, ...named];
}

/** A repository in Strata's own folder, in the caches of the hub, in the user's folders. */
async function candidatesInHub({ id, file }: HubName, places: ModelPlaces): Promise<Candidate[]> {
  const below = (folder: string) => path.join(folder, ...id.split("/"));
  const candidates: Candidate[] = [];
  if (places.store !== "") candidates.push({ root: below(places.store), name: id, origin: "store", file });
  for (const cache of places.hubCaches) {
    const root = await snapshotOf(cache, id);
    if (root !== undefined) candidates.push({ root, name: id, origin: "hubCache", file });
  }
  return [
    ...candidates,
    ...places.folders.map((folder) => ({ root: below(folder), name: id, origin: "folder" as const, file })),
  ];
}

/** A model of the user's folders or a bundled one, called by its folder's name. */
function candidatesByWord(model: string, places: ModelPlaces): Candidate[] {
  const [first = "", ...rest] = model.split("/");
  const file = rest.length === 0 ? undefined : rest.join("/");
  if (!isRepositoryPart(first) || (file !== undefined && !isSafePath(file))) return [];
  const own = places.folders.map((folder) => {
    const root = path.basename(folder) === first ? folder : path.join(folder, first);
    return { root, name: first, origin: "folder" as const, file };
  });
  return [...own, { root: path.join(places.bundled, first), name: first, origin: "bundled", file }];
}

async function locatePath(model: string, device: DeviceId): Promise<ModelLocation> {
  const found = await stat(model).catch(() => undefined);
  const above = path.dirname(model);
  if (found?.isDirectory()) {
    const root = (await newestSnapshot(model)) ?? model;
    const location = await locate({ root, name: "", origin: "folder", file: undefined }, path.dirname(root), device);
    if (location === undefined) throw await noGraph(model);
    return location;
  }
  if (!model.endsWith(".onnx"))
    throw found?.isFile() ? otherFile(model) : new StrataError("modelNameInvalid", { model });
  const file = path.basename(model);
  const location = await locate({ root: above, name: "", origin: "folder", file }, path.dirname(above), device);
  if (location !== undefined) return location;
  const files = (await graphsIn(above)).map((graph) => graph.file).join(", ");
  throw new StrataError("modelFileMissing", { id: above, file, files });
}

/** A file that was named as a model and is none by its name. */
function otherFile(model: string): StrataError {
  const kind = fileKind(model);
  const found = kind === undefined || kind === "text" || kind === "empty" ? "other" : kind;
  return new StrataError("fileWrong", { path: model, wanted: "onnx", found });
}

/** Undefined where the folder has no graph, or not the one named. The tokenizer may be as far up as `top`. */
async function locate(
  { root, name, origin, file }: Candidate,
  top: string,
  device: DeviceId,
): Promise<ModelLocation | undefined> {
  const graph = file ?? bestGraph(await graphsOf(root, origin), device)?.file;
  if (graph?.endsWith(".onnx") !== true) return undefined;
  const whole = path.join(root, ...graph.split("/"));
  if ((await fileBytes(whole)) === undefined) return undefined;
  const folder = await homeOf(whole, top);
  const inside = path.relative(folder, whole).split(path.sep).join("/");
  const style = graphStyle(inside);
  const shown = name === "" ? folderName(folder) : name;
  return { folder, file: whole, name: style === "fp32" ? shown : `${shown} (${style})`, origin };
}

function graphsOf(root: string, origin: LocalModel["origin"]): Promise<GraphFile[]> {
  return origin === "store" || origin === "hubCache" ? graphsInRepository(root) : graphsIn(root);
}

/** The nearest folder above a graph, up to `top`, that holds a tokenizer; else a configuration; else the lowest. */
async function homeOf(graph: string, top: string): Promise<string> {
  const folders = [path.dirname(graph)];
  for (let folder = path.dirname(graph); folder !== top && folder !== path.dirname(folder);) {
    folder = path.dirname(folder);
    folders.push(folder);
  }
  for (const file of ["tokenizer.json", "config.json"])
    for (const folder of folders) if ((await fileBytes(path.join(folder, file))) !== undefined) return folder;
  return path.dirname(graph);
}
