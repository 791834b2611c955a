import { StrataError } from "../../protocol/errors.ts";
import type { FileEntry } from "../store/graphFiles.ts";
import { isSafePath, readHubName } from "../store/hubNames.ts";
import { isObject, type JsonObject, parseObject } from "../store/modelConfig.ts";
import type { FileHash } from "./fileHash.ts";
import type { HubAnswer, HubClient } from "./hubClient.ts";
import { unreachable } from "./hubFailures.ts";

/** A file of a repository. */
export interface HubFile extends FileEntry {
  readonly hash: FileHash | undefined;
}

/** A repository at one commit. */
export interface HubListing {
  /** Its name now. */
  readonly id: string;
  readonly revision: string;
  readonly files: readonly HubFile[];
}

/** Most bytes of a listing; one of 10 000 files has 3 MB. */
const MOST_BYTES = 64e6;

/**
 * What a repository holds: `GET /api/models/{id}/revision/main?blobs=true`. A renamed one is followed to its new name,
 * and one that was named without its organisation to its whole name.
 * Files whose path would leave the folder they are put into are left out. Throws what `HubClient.get` throws, and
 * `modelNameInvalid`.
 */
export async function readListing(client: HubClient, id: string, signal: AbortSignal): Promise<HubListing> {
  const name = readHubName(id);
  if (name === undefined || name.file !== undefined) throw new StrataError("modelNameInvalid", { model: id });
  const subject = { id, revision: "main" };
  const answer = await client.get({ path: `/api/models/${id}/revision/main?blobs=true`, signal, subject });
  const listing = parseObject(await bodyText(answer));
  const revision = listing?.["sha"];
  const siblings = listing?.["siblings"];
  if (typeof revision !== "string" || !/^[0-9a-f]{4,64}$/i.test(revision) || !Array.isArray(siblings))
    throw unreachable(client.access.host, "it does not answer as a hub does");
  return {
    id: currentName(id, listing?.["id"], answer.url) ?? id,
    revision,
    files: siblings.filter(isObject).flatMap((sibling) => readFile(sibling) ?? []),
  };
}

/** The path a file of a repository has on the hub. */
export function filePath(id: string, revision: string, file: string): string {
  return `/${id}/resolve/${revision}/${file.split("/").map(encodeURIComponent).join("/")}`;
}

/** The text of an answer; empty where it is longer than any listing. Throws where the connection breaks. */
export async function bodyText(answer: HubAnswer): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body()) {
    bytes += chunk.length;
    if (bytes > MOST_BYTES) return "";
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function currentName(asked: string, said: unknown, url: URL): string | undefined {
  const reached = /\/api\/models\/([^/]+(?:\/[^/]+)?)\/revision\//.exec(url.pathname)?.[1];
  // A name never loses its organisation.
  const fits = (name: string) => readHubName(name)?.id === name && (name.includes("/") || !asked.includes("/"));
  return [said, reached].filter((name) => typeof name === "string").find(fits);
}

function readFile({ rfilename, size, blobId, lfs }: JsonObject): HubFile | undefined {
  if (typeof rfilename !== "string" || !isSafePath(rfilename)) return undefined;
  if (isObject(lfs) && isHex(lfs["sha256"], 64) && isSize(lfs["size"]))
    return { file: rfilename, bytes: lfs["size"], hash: { kind: "sha256", hex: lfs["sha256"].toLowerCase() } };
  if (!isSize(size)) return undefined;
  const hash = isHex(blobId, 40) ? ({ kind: "gitBlob", hex: blobId.toLowerCase() } as const) : undefined;
  return { file: rfilename, bytes: size, hash };
}

function isSize(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isHex(value: unknown, length: number): value is string {
  return typeof value === "string" && value.length === length && /^[0-9a-f]+$/i.test(value);
}
