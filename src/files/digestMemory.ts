import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { type FileStamp, pieceOf } from "./fileIdentity.ts";
import { writeFileNow } from "./wholeWrites.ts";

/** Raised with the way digests are made. */
const VERSION = 1;

/** So many pieces of so many bytes, spread evenly, are read of every file: not all file systems tell of every change. */
const PIECES = 32;
const PIECE_BYTES = 4096;

/** Smaller files are read as soon as what is remembered of them. */
const LEAST_BYTES = 1 << 20;

/** A file written so shortly before may be written again within the same tick of its file system's clock. */
const TICK_NS = 2_000_000_000n;

/**
 * Digests of large files from one process to the next, each under the file's path with the stamp it had and a sample of
 * its content: where either is another, it is another file. What cannot be remembered is computed again.
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
      return of === nameOf(file, stamp) && typeof digest === "string" ? digest : undefined;
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
      writeFileNow(this.#pathOf(file), [Buffer.from(JSON.stringify([nameOf(file, stamp), digest]))]);
    } catch {
      // The next process reads the file.
    }
  }

  #pathOf(file: string): string {
    const name = createHash("sha256").update(path.resolve(file)).digest("hex").slice(0, 32);
    return path.join(this.#folder, `digest-${name}.json`);
  }
}

function nameOf(file: string, { times, inode, bytes }: FileStamp): string {
  return `${VERSION} ${times} ${inode} ${sampleOf(file, bytes)}`;
}

/** Of pieces of a file. Throws the file system's error. */
function sampleOf(file: string, bytes: number): string {
  const descriptor = openSync(file, "r");
  try {
    const hash = createHash("sha256");
    const piece = Buffer.alloc(PIECE_BYTES);
    for (let i = 0; i < PIECES; i++) {
      const start = Math.floor((i * (bytes - PIECE_BYTES)) / (PIECES - 1));
      hash.update(pieceOf(descriptor, piece, start));
    }
    return hash.digest("hex").slice(0, 32);
  } finally {
    closeSync(descriptor);
  }
}
