import { createHash } from "node:crypto";
import { closeSync, fstatSync, openSync, readSync, statSync } from "node:fs";
import type { DigestMemory } from "./digestMemory.ts";

const MEBIBYTE = 1 << 20;

/** Files up to this size are hashed whole: SHA-256 reads 1 to 2 GB/s, so 45 MB take 30 ms. */
const WHOLE_BYTES = 256 * MEBIBYTE;

/** Of larger files this much of every mebibyte is hashed. */
const SAMPLE_BYTES = MEBIBYTE / 16;

/** What changes when a file is written or replaced, seen without reading it; `undefined` where it cannot be reached. */
export interface FileStamp {
  readonly times: string;
  /** Apart from the times: on some network drives it is another at every look. */
  readonly inode: string;
  readonly bytes: number;
  /** The later of its times, in ns. */
  readonly newest: bigint;
}

interface KnownFile {
  stamp: FileStamp | undefined;
  /** Of the content under that stamp; `undefined` before it was asked for, and where the file changed meanwhile. */
  digest: string | undefined;
}

/** Files as they were when they were first looked at, and whether they still are: by their stamps, then by content. */
export class KnownFiles {
  readonly #files = new Map<string, KnownFile>();
  readonly #memory: DigestMemory | undefined;

  /** `memory`: where digests of large files are remembered. */
  constructor(memory?: DigestMemory) {
    this.#memory = memory;
  }

  /** Takes a file, or that it is not there, as it is now. To be called before the file is read. */
  add(path: string): void {
    if (!this.#files.has(path)) this.#files.set(path, { stamp: stampOf(path), digest: undefined });
  }

  /** Digest of an added file's content, empty where it was not there. Throws the file system's error. */
  digestOf(path: string): string {
    const known = this.#files.get(path);
    if (known?.stamp === undefined) return "";
    known.digest ??= this.#memory?.recall(path, known.stamp);
    if (known.digest !== undefined) return known.digest;
    const digest = fileDigest(path);
    if (stampOf(path)?.times !== known.stamp.times) return digest;
    known.digest = digest;
    this.#memory?.remember(path, known.stamp, digest);
    return digest;
  }

  /** All that were added. */
  get paths(): string[] {
    return [...this.#files.keys()];
  }

  /**
   * The first of `paths`, all files where left out, whose content is another than when it was added; `undefined` where
   * there is none. A file is read only where its stamp is another.
   */
  changed(paths: readonly string[] = this.paths): string | undefined {
    for (const path of paths) if (this.#isChanged(path)) return path;
    return undefined;
  }

  #isChanged(path: string): boolean {
    const known = this.#files.get(path);
    if (known === undefined) return false;
    const stamp = stampOf(path);
    if (stamp?.times === known.stamp?.times && stamp?.inode === known.stamp?.inode) return false;
    if (stamp === undefined || known.digest === undefined || digestNow(path) !== known.digest) return true;
    known.stamp = stamp;
    return false;
  }
}

function stampOf(path: string): FileStamp | undefined {
  try {
    const stats = statSync(path, { bigint: true, throwIfNoEntry: false });
    // The time of the last change of the file's entry shows copies that keep the time of writing.
    if (stats === undefined) return undefined;
    const { size, mtimeNs, ctimeNs, dev, ino } = stats;
    const newest = mtimeNs > ctimeNs ? mtimeNs : ctimeNs;
    return { times: `${size} ${mtimeNs} ${ctimeNs}`, inode: `${dev} ${ino}`, bytes: Number(size), newest };
  } catch {
    // What is in the way of a file is said where it is read.
    return undefined;
  }
}

/** `undefined` where the file cannot be read. */
function digestNow(path: string): string | undefined {
  try {
    return fileDigest(path);
  } catch {
    return undefined;
  }
}

/**
 * SHA-256 of a file's content, hexadecimal. It names a cache that may be shared between machines, so neither path nor
 * time goes in. Of a file above 256 MB, only its size and a sixteenth, spread evenly, are read: training or quantising
 * changes weights everywhere, so two models that differ, differ there. Throws the file system's error.
 */
export function fileDigest(path: string): string {
  const descriptor = openSync(path, "r");
  try {
    const { size } = fstatSync(descriptor);
    const hash = createHash("sha256").update(String(size));
    const buffer = Buffer.allocUnsafe(Math.min(size, size > WHOLE_BYTES ? SAMPLE_BYTES : MEBIBYTE));
    for (let start = 0; start < size; start += MEBIBYTE) hash.update(pieceOf(descriptor, buffer, start));
    return hash.digest("hex");
  } finally {
    closeSync(descriptor);
  }
}

/** As much of a file from `start` on as the buffer and the file hold. */
export function pieceOf(descriptor: number, buffer: Buffer, start: number): Buffer {
  let filled = 0;
  while (filled < buffer.length) {
    const count = readSync(descriptor, buffer, filled, buffer.length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  return buffer.subarray(0, filled);
}
