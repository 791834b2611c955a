import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { FileStamp } from "./fileIdentity.ts";
import { writeFileNow } from "./wholeWrites.ts";

/** Raised with the way digests are made. */
const VERSION = 1;

/** Smaller files are read as soon as what is remembered of them. */
const LEAST_BYTES = 1 << 20;

/** A file written so shortly before may be written again within the same tick of its file system's clock. */
const TICK_NS = 2_000_000_000n;

/**
 * Digests of large files from one process to the next, each under the file's path with the stamp it had: where the
 * stamp is another, it is another file. What cannot be remembered is computed again.
 */
export class DigestMemory {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The digest of a file that still has this stamp; undefined where none is remembered. */
  recall(file: string, stamp: FileStamp): string | undefined {
    if (stamp.bytes < LEAST_BYTES) return undefined;
    try {
      const known: unknown = JSON.parse(readFileSync(this.#pathOf(file), "utf8"));
      if (!Array.isArray(known) || known.length !== 2) return undefined;
      const [of, digest] = known as unknown[];
      return of === nameOf(stamp) && typeof digest === "string" ? digest : undefined;
    } catch {
      // Missing, unreadable or cut off: the file is read.
      return undefined;
    }
  }

  /** Keeps the digest of a file that had this stamp before and after it was read. */
  remember(file: string, stamp: FileStamp, digest: string): void {
    const now = BigInt(Date.now()) * 1_000_000n;
    if (stamp.bytes < LEAST_BYTES || stamp.newest > now - TICK_NS) return;
    try {
      writeFileNow(this.#pathOf(file), [Buffer.from(JSON.stringify([nameOf(stamp), digest]))]);
    } catch {
      // The next process reads the file.
    }
  }

  #pathOf(file: string): string {
    const name = createHash("sha256").update(path.resolve(file)).digest("hex").slice(0, 32);
    return path.join(this.#folder, `digest-${name}.json`);
  }
}

function nameOf({ times, inode }: FileStamp): string {
  return `${VERSION} ${times} ${inode}`;
}
