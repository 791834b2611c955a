import path from "node:path";
import type { LocalModel, ModelPlaces } from "../../protocol/models.ts";
import { repositoriesIn, snapshotOf } from "./hubCache.ts";
import { isRepositoryPart } from "./hubNames.ts";
import { describeGraph, graphsIn, graphsInRepository, namesIn } from "./modelFiles.ts";

/**
 * The models on this machine, as `resolveModel` looks for them. Only folders and sizes are read, no file is opened;
 * what cannot be read is left out.
 */
export async function listModels(places: ModelPlaces): Promise<LocalModel[]> {
  const lists = [
    modelsBelow(places.bundled, "bundled"),
    ...(places.store === "" ? [] : [repositoriesBelow(places.store)]),
    ...places.hubCaches.map(cachedModels),
    ...places.folders.map(userModels),
  ];
  return (await Promise.all(lists)).flat();
}

/** The model in a folder; none where it holds no graph. */
async function modelIn(
  folder: string,
  model: string,
  name: string,
  origin: LocalModel["origin"],
): Promise<LocalModel[]> {
  const isRepository = origin === "store" || origin === "hubCache";
  const graphs = await (isRepository ? graphsInRepository(folder) : graphsIn(folder));
  if (graphs.length === 0) return [];
  return [{ model, name, origin, folder, files: graphs.map((graph) => describeGraph(graph, "auto")) }];
}

/** The models in the folders of a folder; each is called by its path. */
async function modelsBelow(folder: string, origin: LocalModel["origin"]): Promise<LocalModel[]> {
  const names = (await namesIn(folder)).filter(isRepositoryPart).toSorted();
  const found = names.map((name) => modelIn(path.join(folder, name), path.join(folder, name), name, origin));
  return (await Promise.all(found)).flat();
}

/** Folders of the form `org/name`; of a hub that knows repositories without an organisation also `name`. */
async function repositoriesBelow(store: string): Promise<LocalModel[]> {
  const orgs = (await namesIn(store)).filter(isRepositoryPart).toSorted();
  const found = orgs.map(async (org) => {
    const folder = path.join(store, org);
    if ((await graphsIn(folder)).length > 0) return modelIn(folder, org, org, "store");
    const names = (await namesIn(folder)).filter(isRepositoryPart).toSorted();
    const models = names.map((name) => modelIn(path.join(folder, name), `${org}/${name}`, `${org}/${name}`, "store"));
    return (await Promise.all(models)).flat();
  });
  return (await Promise.all(found)).flat();
}

async function cachedModels(cache: string): Promise<LocalModel[]> {
  const found = (await repositoriesIn(cache)).map(async (id) => {
    const folder = await snapshotOf(cache, id);
    return folder === undefined ? [] : modelIn(folder, id, id, "hubCache");
  });
  return (await Promise.all(found)).flat();
}

/** A folder the user named is a model, or holds models, or organisations with models. */
async function userModels(folder: string): Promise<LocalModel[]> {
  const own = await modelIn(folder, folder, path.basename(folder), "folder");
  if (own.length > 0) return own;
  const children = await modelsBelow(folder, "folder");
  const known = new Set(children.map(({ name }) => name));
  const orgs = (await namesIn(folder)).filter((name) => isRepositoryPart(name) && !known.has(name)).toSorted();
  const nested = orgs.map(async (org) => {
    const models = await modelsBelow(path.join(folder, org), "folder");
    return models.map((model) => ({ ...model, name: `${org}/${model.name}` }));
  });
  return [...children, ...(await Promise.all(nested)).flat()];
}
