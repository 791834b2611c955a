import { createHash, type Hash } from "node:crypto";
import { ByteSource } from "./byteSource.ts";

const MEBIBYTE = 1 << 20;

/** Files up to this size are hashed whole: SHA-256 reads 1 to 2 GB/s, so 45 MB take 30 ms. */
const WHOLE_BYTES = 256 * MEBIBYTE;

/** Of larger files this much of every mebibyte is hashed. */
const SAMPLE_BYTES = MEBIBYTE / 16;

/**
 * SHA-256 of a file's content, hexadecimal. It names a cache that may be shared between machines, so neither path nor
 * time goes in. Of a file above 256 MB, only its size and a sixteenth, spread evenly, are read: training or quantising
 * changes weights everywhere, so two models that differ, differ there. Throws `modelNotReadable`.
 */
export function fileDigest(path: string): string {
  const source = new ByteSource(path);
  try {
    const hash = createHash("sha256");
    const step = source.size > WHOLE_BYTES ? SAMPLE_BYTES : MEBIBYTE;
    hash.update(String(source.size));
    for (let start = 0; start < source.size; start += MEBIBYTE) update(hash, source, start, step);
    return hash.digest("hex");
  } finally {
    source.close();
  }
}

function update(hash: Hash, source: ByteSource, start: number, size: number): void {
  hash.update(source.copy(start, Math.min(start + size, source.size)));
}
