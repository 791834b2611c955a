import type { DeviceId, HubAccess, ModelPlaces, Repository } from "../../protocol/models.ts";
import { findGraphs, type GraphFile } from "../store/graphFiles.ts";
import { snapshotOf } from "../store/hubCache.ts";
import { describeGraph, graphsInRepository } from "../store/modelFiles.ts";
import { HubClient } from "./hubClient.ts";
import { readListing } from "./hubListing.ts";
import { graphToFetch } from "./modelParts.ts";
import path from "node:path";

export interface RepositoryRequest {
  readonly id: string;
  readonly hub: HubAccess;
  readonly places: ModelPlaces;
  readonly device: DeviceId;
}

/**
 * What a repository of the hub offers, by one request. Throws `modelNameInvalid`, `modelFileMissing` where it has no
 * graph, `cancelled`, and the hub's failures.
 */
export async function readRepository(request: RepositoryRequest, signal: AbortSignal): Promise<Repository> {
  const { id: asked, hub, places, device } = request;
  const client = new HubClient(hub);
  try {
    const listing = await readListing(client, asked, signal);
    const { id, revision } = listing;
    const graphs = findGraphs(listing.files);
    const best = graphToFetch(listing, undefined, device).file;
    const local = await localGraphs(id, graphs, places);
    return { id, revision, files: graphs.map((graph) => describeGraph(graph, device)), best, local };
  } finally {
    await client.close();
  }
}

/** The graphs that are on this machine with the size they have on the hub, weights included. */
async function localGraphs(id: string, graphs: readonly GraphFile[], places: ModelPlaces): Promise<string[]> {
  const snapshots = await Promise.all(places.hubCaches.map((cache) => snapshotOf(cache, id)));
  const folders = [
    ...(places.store === "" ? [] : [path.join(places.store, ...id.split("/"))]),
    ...snapshots.filter((folder) => folder !== undefined),
    ...places.folders.map((folder) => path.join(folder, ...id.split("/"))),
  ];
  const found = (await Promise.all(folders.map(graphsInRepository))).flat();
  return graphs
    .filter(({ file, bytes }) => found.some((graph) => graph.file === file && graph.bytes === bytes))
    .map(({ file }) => file);
}
