import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../files/folders.ts";
import { isMissing } from "../../files/systemErrors.ts";
import { type Failure, reasonOf, StrataError } from "../../protocol/errors.ts";
import type { DownloadProgress, HubAccess } from "../../protocol/models.ts";
import { CUDA_VERSION_FILE, installedVersion } from "../devices/cudaLibraries.ts";
import { fetchPart } from "../hub/downloadFile.ts";
import type { PartFile } from "../hub/partFile.ts";
import { storeFailure } from "../hub/storeFailures.ts";
import { Transfer } from "../hub/transfer.ts";
import { type CudaPackage, cudaPackage } from "./cudaPackage.ts";
import { CUDA_LIBRARIES, FeedClients } from "./feedClients.ts";
import { findPackage } from "./nugetFeed.ts";
import { unzip } from "./unzip.ts";

export interface CudaInstallation {
  /** Where the libraries go; what is there is replaced. */
  readonly folder: string;
  /** How the network is reached. */
  readonly hub: HubAccess;
  /** A file in or below the folder whose `node_modules` has ONNX Runtime. */
  readonly from: string;
  /** Address of another feed than the package names. */
  readonly feed?: string;
}

export interface CudaOptions {
  readonly signal: AbortSignal;
  readonly progressed: (progress: DownloadProgress) => void;
}

/** What progress is reported of. */
const PROGRESS_ID = "cuda";

/**
 * Downloads the package of CUDA libraries that `onnxruntime-node` names for this machine and puts the libraries into a
 * folder, which is there whole or as it was. Nothing is asked of the network where they are there already. An
 * interrupted download is gone on with the next time. Rejects with `cudaUnavailable`, `hubOffline`, `cancelled`,
 * `downloadDamaged`, `diskFull` and `storeNotWritable`.
 */
export async function installCuda(
  installation: CudaInstallation,
  options: CudaOptions,
): Promise<{ readonly folder: string }> {
  const { folder, hub, from } = installation;
  const platform = `${process.platform}/${process.arch}`;
  const wanted = cudaPackage(from, platform);
  if (wanted === undefined)
    throw new StrataError("cudaUnavailable", { reason: `onnxruntime-node names no CUDA libraries for ${platform}` });
  if (installedVersion(folder) === wanted.version) return { folder };
  const clients = new FeedClients(installation.feed ?? wanted.index, hub);
  try {
    const part = await fetchPackage(clients, wanted, installation, options);
    await takeOut(part, wanted, folder, options.signal);
    return { folder };
  } catch (error) {
    throw explained(storeFailure(error, folder, 0), options.signal);
  } finally {
    await clients.close();
  }
}

async function fetchPackage(
  clients: FeedClients,
  { name, version, index }: CudaPackage,
  { folder, feed = index }: CudaInstallation,
  { signal, progressed }: CudaOptions,
): Promise<PartFile> {
  const found = await findPackage((url) => clients.getJson(url, signal), feed, name, version);
  const { client, path: place } = clients.at(found.url);
  const file = path.posix.basename(place);
  const hash = { kind: "sha512", hex: found.sha512 } as const;
  const remote = { id: CUDA_LIBRARIES, revision: version, file, bytes: found.bytes, hash, path: place };
  const transfer = new Transfer(PROGRESS_ID, file, found.bytes, progressed);
  const parent = path.dirname(folder);
  await makeFolder(parent);
  const onBytes = (bytes: number, received: number) => transfer.at(bytes, received);
  const part = await fetchPart(client, remote, path.join(parent, file), { signal, onBytes });
  transfer.finish(found.bytes);
  return part;
}

/** Unpacks the libraries beside the folder and puts them in its place. */
async function takeOut(part: PartFile, wanted: CudaPackage, folder: string, signal: AbortSignal): Promise<void> {
  const unfinished = `${folder}.${randomUUID()}.tmp`;
  const before = `${unfinished}.old`;
  try {
    await mkdir(unfinished);
    const missing = await unzip(part.path, wanted.files, unfinished, signal).catch(async (cause: unknown) => {
      if (signal.aborted || (cause instanceof Error && "syscall" in cause)) throw cause;
      throw await refused(part, wanted, reasonOf(cause));
    });
    if (missing.length > 0) throw await refused(part, wanted, `it has no ${missing.join(", ")}`);
    await writeFile(path.join(unfinished, CUDA_VERSION_FILE), wanted.version);
    await rename(folder, before).catch((error: unknown) => {
      if (!isMissing(error)) throw error;
    });
    await rename(unfinished, folder);
  } catch (error) {
    // What went wrong first is what counts; the package stays for the next time.
    await Promise.allSettled([part.release(), rm(unfinished, { recursive: true, force: true })]);
    throw error;
  }
  await Promise.all([part.discard(), rm(before, { recursive: true, force: true })]);
}

/** Throws a package away that holds something else than its libraries. */
async function refused(part: PartFile, { name, version }: CudaPackage, reason: string): Promise<StrataError> {
  await part.discard();
  return new StrataError("cudaUnavailable", { reason: `the package ${name} ${version} cannot be used: ${reason}` });
}

/** The words for failures of the hub speak of models and of the hub's settings; a feed has neither. */
function explained(error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return new StrataError("cancelled", { what: CUDA_LIBRARIES }, { cause: error });
  if (!(error instanceof StrataError)) return error;
  const { failure } = error as StrataError;
  const reason = feedReason(failure);
  return reason === undefined ? error : new StrataError("cudaUnavailable", { reason }, { cause: error });
}

function feedReason({ code, detail }: Failure): string | undefined {
  if (code === "hubUnreachable") return `${detail.host}: ${detail.reason}`;
  if (code === "hubFailed") return `${detail.url} answers with status ${detail.status}`;
  if (code === "hubNotFound" || code === "hubFileNotFound") return `${detail.host} does not have the package`;
  const isRefused = code === "hubUnauthorized" || code === "hubForbidden" || code === "hubGated";
  return isRefused ? `${detail.host} does not give the package to everybody` : undefined;
}
