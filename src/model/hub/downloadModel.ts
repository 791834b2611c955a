import { access, constants, statfs } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../files/folders.ts";
import { StrataError } from "../../protocol/errors.ts";
import type { DeviceId, DownloadProgress, HubAccess, ModelPlaces } from "../../protocol/models.ts";
import { externalLocations } from "../graph/externalLocations.ts";
import { readHubName } from "../store/hubNames.ts";
import { rememberName, wholeName } from "../store/shortNames.ts";
import { resolveModel } from "../store/resolveModel.ts";
import { contentName, fetchPart, type RemoteFile } from "./downloadFile.ts";
import { isComplete, isStored, recordFile } from "./fileRecords.ts";
import { HubClient } from "./hubClient.ts";
import { type HubFile, type HubListing, readListing } from "./hubListing.ts";
import { graphToFetch, homeOfGraph, moduleFiles, pick, smallFiles } from "./modelParts.ts";
import { bytesLeft, type PartFile } from "./partFile.ts";
import { storeFailure } from "./storeFailures.ts";
import { Transfer } from "./transfer.ts";

export interface DownloadRequest {
  /** `org/name`, or the name alone of one that the hub knows by it. */
  readonly id: string;
  /** The graph; the best for `device` where left out. */
  readonly file?: string;
  readonly hub: HubAccess;
  readonly places: ModelPlaces;
  /** `cpu` where left out. */
  readonly device?: DeviceId;
}

export interface DownloadOptions {
  readonly signal: AbortSignal;
  readonly progressed: (progress: DownloadProgress) => void;
}

/**
 * Fetches a graph of a repository with its weights and the small files a model is made of into Strata's own folder;
 * nothing is asked of the hub where it is on this machine. Every file comes under a temporary name, is checked, and the
 * graph gets its name last: a graph that is there is whole. What is there already is kept, also where it fails.
 * Resolves to what `ModelChoice.model` takes. Rejects with `modelNameInvalid`, `modelFileMissing`, `tokenizerMissing`,
 * `diskFull`, `storeNotWritable`, `cancelled`, `downloadDamaged` and the hub's failures.
 */
export async function downloadModel(request: DownloadRequest, options: DownloadOptions): Promise<{ model: string }> {
  const name = readHubName(request.id);
  if (name === undefined || name.file !== undefined) throw new StrataError("modelNameInvalid", { model: request.id });
  const local = await localModel(request);
  if (local !== undefined) return { model: local };
  const client = new HubClient(request.hub);
  try {
    const listing = await readListing(client, request.id, options.signal);
    return await new Download(client, listing, request, options).run();
  } finally {
    await client.close();
  }
}

/** What names the wanted model where all of it is on this machine. */
async function localModel({ id, file, places, device }: DownloadRequest): Promise<string | undefined> {
  const model = file === undefined ? id : `${id}/${file}`;
  const found = await resolveModel(model, places, device).catch((error: unknown) => {
    if (error instanceof StrataError) return undefined;
    throw error;
  });
  if (found === undefined) return undefined;
  const root = path.join(places.store, ...((await wholeName(places.store, id)) ?? id).split("/"));
  const graph = path.relative(root, found.file).split(path.sep).join("/");
  return found.origin !== "store" || (await isComplete(root, graph)) ? model : undefined;
}

class Download {
  readonly #client: HubClient;
  readonly #listing: HubListing;
  readonly #request: DownloadRequest;
  readonly #options: DownloadOptions;
  /** The model's folder in the store. */
  readonly #folder: string;
  #transfer: Transfer | undefined;

  constructor(client: HubClient, listing: HubListing, request: DownloadRequest, options: DownloadOptions) {
    this.#client = client;
    this.#listing = listing;
    this.#request = request;
    this.#options = options;
    this.#folder = path.join(request.places.store, ...listing.id.split("/"));
  }

  async run(): Promise<{ model: string }> {
    try {
      return await this.#run();
    } catch (error) {
      throw storeFailure(error, this.#request.places.store, this.#transfer?.left ?? 0);
    }
  }

  async #run(): Promise<{ model: string }> {
    const { id, files } = this.#listing;
    const { file, device = "cpu" } = this.#request;
    const graph = graphToFetch(this.#listing, file, device);
    const home = homeOfGraph(this.#listing, graph.file);
    const [graphFile] = pick(files, [graph.file]);
    const small = smallFiles(this.#listing, home);
    const parts = pick(files, graph.parts);
    const planned = await this.#missing([...small, ...parts, ...(graphFile ? [graphFile] : [])]);
    await this.#checkSpace(planned);
    this.#transfer = new Transfer(id, graph.file, sumOf(planned), this.#options.progressed);
    const fetched = [...small];
    for (const wanted of small) await this.#fetch(wanted);
    for (const module of await moduleFiles(this.#listing, home, this.#folder)) {
      if (!fetched.includes(module)) await this.#fetchMore(module);
      fetched.push(module);
    }
    for (const part of parts) await this.#fetch(part);
    if (graphFile !== undefined) await this.#fetchGraph(graphFile, [...fetched, ...parts]);
    const { id: asked, places } = this.#request;
    if (!asked.includes("/") && id !== asked) await rememberName(places.store, asked, id);
    return { model: `${id}/${graph.file}` };
  }

  /** The graph names its weights' files; what of them has unusual names is fetched before it gets its own name. */
  async #fetchGraph(graph: HubFile, fetched: readonly HubFile[]): Promise<void> {
    const part = (await isStored(this.#folder, graph)) ? undefined : await this.#part(graph);
    try {
      const beside = path.posix.dirname(graph.file);
      const locations = externalLocations(part?.path ?? this.#place(graph));
      const named = locations.map((location) => path.posix.join(beside, location));
      const more = pick(this.#listing.files, named).filter((file) => !fetched.includes(file));
      for (const file of more) await this.#fetchMore(file);
      if (part !== undefined) await this.#commit(part, graph);
      const needs = [...fetched, ...more].map(({ file }) => file);
      await recordFile(this.#folder, graph, needs);
    } catch (error) {
      // What went wrong first is what counts; a part that has its name by now is none.
      await Promise.allSettled([part?.release()]);
      throw error;
    }
  }

  async #fetchMore(file: HubFile): Promise<void> {
    const missing = await this.#missing([file]);
    await this.#checkSpace(missing);
    this.#transfer?.expect(sumOf(missing));
    await this.#fetch(file);
  }

  async #fetch(file: HubFile): Promise<void> {
    if (await isStored(this.#folder, file)) return;
    const part = await this.#part(file);
    await this.#commit(part, file);
    await recordFile(this.#folder, file);
  }

  /** Another window may have been quicker: what it put there, and may read by now, is left alone. */
  async #commit(part: PartFile, file: HubFile): Promise<void> {
    await ((await isStored(this.#folder, file)) ? part.discard() : part.commit());
  }

  async #part(file: HubFile): Promise<PartFile> {
    const place = this.#place(file);
    await makeFolder(path.dirname(place));
    const part = await fetchPart(this.#client, this.#remote(file), place, {
      signal: this.#options.signal,
      onBytes: (bytes, received) => this.#transfer?.at(bytes, received),
    });
    this.#transfer?.finish(file.bytes);
    return part;
  }

  /** Those that are not in the store, or not as the hub lists them. */
  async #missing(files: readonly HubFile[]): Promise<HubFile[]> {
    const missing: HubFile[] = [];
    for (const file of files) if (!(await isStored(this.#folder, file))) missing.push(file);
    return missing;
  }

  async #checkSpace(files: readonly HubFile[]): Promise<void> {
    const { store } = this.#request.places;
    await makeFolder(store);
    await access(store, constants.W_OK);
    await makeFolder(this.#folder);
    const left = await Promise.all(files.map((file) => bytesLeft(this.#place(file), contentName(this.#remote(file)))));
    const needed = sumOf(files) - left.reduce((sum, bytes) => sum + bytes, 0);
    const { bavail, bsize, blocks } = await statfs(this.#folder);
    // Some network file systems do not say how large they are.
    if (blocks > 0 && needed > bavail * bsize)
      throw new StrataError("diskFull", { folder: store, needed: needed - bavail * bsize });
  }

  #remote(file: HubFile): RemoteFile {
    const { id, revision } = this.#listing;
    return { ...file, id, revision };
  }

  #place({ file }: HubFile): string {
    return path.join(this.#folder, ...file.split("/"));
  }
}

function sumOf(files: readonly HubFile[]): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
