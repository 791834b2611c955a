import { crc32 } from "node:zlib";
import { writeFileNow, writeFileWhole } from "../files/wholeWrites.ts";
import type { ShardRows } from "./shard.ts";
import { type ShardShape, shardTensors } from "./shardShape.ts";
import { encodeHeader } from "./safetensors.ts";

/** What a shard is made of. */
export interface ShardContent {
  readonly shape: ShardShape;
  readonly rows: ShardRows;
  readonly metadata: Readonly<Record<string, string>>;
  /** The bytes of one layer, in pieces that are used before the next is asked for. */
  readonly layer: (layer: number) => Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
}

/** A shard whose layers are in memory. */
export interface HeldShard extends ShardContent {
  readonly layer: (layer: number) => Iterable<Uint8Array>;
}

/** Writes a shard, whole or not at all. Rejects with the file system's error. */
export function writeShard(path: string, content: ShardContent): Promise<void> {
  return writeFileWhole(path, () => shardBytes(content));
}

/** Writes a shard before it returns; see `writeFileNow`. Throws the file system's error. */
export function writeShardNow(path: string, content: HeldShard): void {
  writeFileNow(path, heldBytes(content));
}

async function* shardBytes({ shape, rows, metadata, layer }: ShardContent): AsyncGenerator<Uint8Array, void> {
  const header = encodeHeader(shardTensors(shape), metadata);
  const checksums = [crc32(header)];
  yield header;
  for (let i = 0; i < shape.wide.length; i++) {
    let checksum = 0;
    for await (const piece of layer(i)) {
      checksum = crc32(piece, checksum);
      yield piece;
    }
    checksums.push(checksum);
  }
  yield* closingBytes(checksums, rows);
}

function* heldBytes({ shape, rows, metadata, layer }: HeldShard): Generator<Uint8Array, void> {
  const header = encodeHeader(shardTensors(shape), metadata);
  const layers = shape.wide.map((_, i) => Buffer.concat([...layer(i)]));
  yield header;
  yield* layers;
  yield* closingBytes([crc32(header), ...layers.map((states) => crc32(states))], rows);
}

/** What follows the layers: checksums of everything, then the facts of the rows. */
function closingBytes(checksums: readonly number[], rows: ShardRows): Uint8Array[] {
  const facts = [bytesOf(rows.tokens), bytesOf(rows.keys), rows.truncated];
  return [bytesOf(Uint32Array.from([...checksums, ...facts.map((fact) => crc32(fact))])), ...facts];
}

/** The bytes of a typed array, not copied. */
export function bytesOf(array: ArrayBufferView): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
