import type { Hash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { StrataError } from "../../protocol/errors.ts";
import { hashFile, startHash } from "./fileHash.ts";
import type { HubAnswer, HubClient } from "./hubClient.ts";
import { isTransient } from "./hubFailures.ts";
import { filePath, type HubFile } from "./hubListing.ts";
import { PartFile } from "./partFile.ts";

/** A file of a repository at a commit. */
export interface RemoteFile extends HubFile {
  readonly id: string;
  readonly revision: string;
  /** Its path on the host, where that is no hub. */
  readonly path?: string;
}

export interface FetchOptions {
  readonly signal: AbortSignal;
  /** Bytes in place now of this file, fewer again where a server starts over; `received` of them came just now. */
  readonly onBytes: (bytes: number, received: number) => void;
}

/** Milliseconds before a broken connection is tried again; as often as there are numbers, unless it got on. */
const PAUSES = [200, 500, 1000, 2000];

/** Bytes after which a connection counts as having got on. */
const PROGRESS = 1 << 20;

/** What the content of a file is known by: it names the part, so a part of another version is not gone on with. */
export function contentName({ hash, revision }: RemoteFile): string {
  return (hash?.hex ?? revision).slice(0, 12).padEnd(12, "0").toLowerCase();
}

/**
 * Fetches a file into a part beside `target`, from where an earlier try broke; its size and hash are checked and it is
 * on the disk when this resolves: what is left is `commit`. A broken connection is tried again a few times. Where the
 * content is wrong the part is thrown away; else it stays. Rejects with `downloadDamaged`, what `HubClient.get` throws,
 * and the file system's error.
 */
export async function fetchPart(
  client: HubClient,
  remote: RemoteFile,
  target: string,
  options: FetchOptions,
): Promise<PartFile> {
  const part = await PartFile.claim(target, contentName(remote));
  try {
    const handle = await part.open();
    try {
      await new PartFetch(client, remote, part, handle, options).run();
      await handle.sync();
    } finally {
      await handle.close();
    }
    return part;
  } catch (error) {
    const isWrong = error instanceof StrataError && (error as StrataError).code === "downloadDamaged";
    // What went wrong first is what counts.
    await Promise.allSettled([isWrong ? part.discard() : part.release()]);
    throw error;
  }
}

function pathOf({ path, id, revision, file }: RemoteFile): string {
  return path ?? filePath(id, revision, file);
}

class PartFetch {
  readonly #client: HubClient;
  readonly #remote: RemoteFile;
  readonly #part: PartFile;
  readonly #handle: FileHandle;
  readonly #options: FetchOptions;
  #hash: Hash;
  #bytes = 0;

  constructor(client: HubClient, remote: RemoteFile, part: PartFile, handle: FileHandle, options: FetchOptions) {
    this.#client = client;
    this.#remote = remote;
    this.#part = part;
    this.#handle = handle;
    this.#options = options;
    this.#hash = this.#startHash();
  }

  async run(): Promise<void> {
    await this.#takeOver();
    const { bytes, hash, file } = this.#remote;
    let failures = 0;
    while (this.#bytes < bytes) {
      const before = this.#bytes;
      try {
        await this.#receive();
      } catch (error) {
        failures = this.#bytes - before >= PROGRESS ? 0 : failures;
        const wait = PAUSES[failures++];
        if (!isTransient(error) || wait === undefined) throw error;
        await pause(wait, undefined, { signal: this.#options.signal }).catch(() => {
          throw this.#cancelled();
        });
      }
    }
    const found = this.#hash.digest("hex");
    if (hash !== undefined && found !== hash.hex)
      throw this.#damaged(`the content of ${file} is not what the hub lists (hash ${found.slice(0, 12)}…)`);
  }

  /** Goes on with what is there: it is read once for its hash. */
  async #takeOver(): Promise<void> {
    const there = await this.#part.bytes();
    if (there > this.#remote.bytes) await this.#handle.truncate(0);
    else if (there > 0) {
      await hashFile(this.#part.path, this.#hash, this.#options.signal).catch((error: unknown) => {
        throw this.#options.signal.aborted ? this.#cancelled() : error;
      });
      this.#moveTo(there, 0);
    }
  }

  /** One connection: from where we are to the end, or to where it breaks. */
  async #receive(): Promise<void> {
    const { id, revision, file } = this.#remote;
    const request = {
      path: pathOf(this.#remote),
      headers: this.#bytes === 0 ? {} : { range: `bytes=${this.#bytes}-` },
      signal: this.#options.signal,
      subject: { id, revision, file },
    };
    const answer = await this.#client.get(request).catch((error: unknown) => {
      throw isPastEnd(error) ? this.#wrongSize("fewer") : error;
    });
    try {
      await this.#begin(answer);
    } catch (error) {
      await answer.drop();
      throw error;
    }
    for await (const chunk of answer.body()) await this.#write(chunk);
    if (this.#bytes < this.#remote.bytes) throw new StrataError("hubUnreachable", this.#brokeOff());
  }

  /** Checks that what comes is the rest of the file; a server that does not know ranges sends all of it again. */
  async #begin(answer: HubAnswer): Promise<void> {
    const range = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(answer.header("content-range") ?? "");
    const isRest = answer.status === 206 && Number(range?.[1]) === this.#bytes;
    if (answer.status === 206 && !isRest) throw this.#damaged("the server sends another part than it was asked for");
    if (!isRest && this.#bytes > 0) {
      await this.#handle.truncate(0);
      this.#hash = this.#startHash();
      this.#moveTo(0, 0);
    }
    const length = answer.header("content-length");
    const total = isRest ? range?.[2] : answer.header("content-encoding") === undefined ? length : undefined;
    if (total !== undefined && total !== "*" && Number(total) !== this.#remote.bytes) throw this.#wrongSize(total);
  }

  async #write(chunk: Uint8Array): Promise<void> {
    if (this.#bytes + chunk.length > this.#remote.bytes) throw this.#wrongSize("more");
    for (let done = 0; done < chunk.length;) {
      const { bytesWritten } = await this.#handle.write(chunk, done, chunk.length - done, this.#bytes + done);
      done += bytesWritten;
    }
    this.#hash.update(chunk);
    this.#moveTo(this.#bytes + chunk.length, chunk.length);
  }

  #moveTo(bytes: number, received: number): void {
    this.#bytes = bytes;
    this.#options.onBytes(bytes, received);
  }

  #startHash(): Hash {
    return startHash(this.#remote.hash?.kind ?? "sha256", this.#remote.bytes);
  }

  #wrongSize(found: string): StrataError {
    return this.#damaged(`${this.#remote.file} has ${found} bytes, not the ${this.#remote.bytes} the hub lists`);
  }

  #damaged(reason: string): StrataError {
    return new StrataError("downloadDamaged", { url: this.#client.access.host + pathOf(this.#remote), reason });
  }

  #cancelled(): StrataError {
    return new StrataError("cancelled", { what: this.#remote.id });
  }

  #brokeOff(): { host: string; reason: string } {
    return { host: this.#client.access.host, reason: `the connection broke at byte ${this.#bytes}` };
  }
}

/** Whether a server has fewer bytes than were asked to be skipped: status 416. */
function isPastEnd(error: unknown): boolean {
  if (!(error instanceof StrataError)) return false;
  const { failure } = error as StrataError;
  return failure.code === "hubFailed" && failure.detail.status === 416;
}
