import { createHash, type Hash } from "node:crypto";
import { createReadStream } from "node:fs";

/** What a file's content must hash to: its SHA-256 or SHA-512, or the id Git gives it. */
export interface FileHash {
  readonly kind: "sha256" | "sha512" | "gitBlob";
  /** Lower case. */
  readonly hex: string;
}

/** A hash to feed with a file's content; Git puts a header with the size before it. */
export function startHash(kind: FileHash["kind"], bytes: number): Hash {
  if (kind !== "gitBlob") return createHash(kind);
  return createHash("sha1").update(`blob ${bytes}\0`);
}

/** Feeds a file's content, as it is on the disk, to a hash. Throws the file system's error. */
export async function hashFile(file: string, hash: Hash, signal?: AbortSignal): Promise<void> {
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20, signal })) hash.update(chunk as Buffer);
}
