import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";
import { wordsOf } from "./recordKeys.ts";
import { DamagedFile, type SafetensorsHeader, type TensorPlace, decodeHeader, headerLength } from "./safetensors.ts";
import { type ShardShape, shapeOf } from "./shardShape.ts";

/** Enough for the header of a model of 200 layers, so that one read gets it. */
const HEADER_GUESS = 32 * 1024;

/** A shard file that was opened and found sound; its layers are checked when they are first read. */
export interface Shard {
  readonly name: string;
  readonly shape: ShardShape;
  readonly bytes: number;
  /** When it was last written or used, in ms. */
  readonly modified: number;
  /** First byte after the header. */
  readonly dataStart: number;
  readonly tensors: readonly TensorPlace[];
  readonly checksums: Uint32Array;
  /** Layers whose checksum was found right. */
  readonly verified: Set<number>;
}

/** What a shard says of its rows. */
export interface ShardRows {
  readonly keys: Uint32Array;
  readonly tokens: Uint32Array;
  readonly truncated: Uint8Array;
}

/** Consecutive rows of one layer: `[rows, width]`, the first being row `first`. Valid until the next read. */
export interface LayerRows {
  readonly first: number;
  readonly states: Uint16Array | Float32Array;
}

/**
 * Opens a shard: header, size, checksums and what its rows are, but no states. Throws `DamagedFile` where anything is
 * not as it was written, and the file system's error where it cannot be read. It blocks: there may be thousands of
 * small ones, and handing each step to another thread takes three times as long.
 */
export function openShard(path: string, name: string, widths: readonly number[]): { shard: Shard; rows: ShardRows } {
  const file = openSync(path, "r");
  try {
    const { size, mtimeMs } = fstatSync(file);
    const { header, bytes } = readHeader(file, size);
    const shape = shapeOf(header, widths);
    const dataStart = bytes.length;
    const expected = dataStart + (header.tensors.at(-1)?.end ?? 0);
    if (size !== expected) throw new DamagedFile(`it has ${size} of ${expected} bytes`);
    const { checksums, rows } = readTail(file, dataStart, header.tensors.slice(widths.length), bytes);
    const { tensors } = header;
    return {
      shard: { name, shape, bytes: size, modified: mtimeMs, dataStart, tensors, checksums, verified: new Set() },
      rows,
    };
  } finally {
    closeSync(file);
  }
}

/** The header of a safetensors file of `size` bytes, and its bytes from the start of the file. */
export function readHeader(file: number, size: number): { header: SafetensorsHeader; bytes: Buffer } {
  const guess = readBytesNow(file, 0, Buffer.allocUnsafe(Math.min(size, HEADER_GUESS)));
  const length = 8 + headerLength(guess, size);
  const bytes = length <= guess.length ? guess.subarray(0, length) : readBytesNow(file, 0, Buffer.alloc(length));
  return { header: decodeHeader(bytes.subarray(8)), bytes };
}

/**
 * Rows `first` to `last` of one layer. The first time, the whole layer is read and compared with its checksum.
 * Throws `DamagedFile` where it differs and the file system's error where the file is gone.
 */
export async function readLayerRows(
  path: string,
  shard: Shard,
  layer: number,
  first: number,
  last: number,
  scratch: Scratch,
): Promise<LayerRows> {
  const tensor = shard.tensors[layer];
  if (tensor === undefined || layer >= shard.shape.wide.length)
    throw new RangeError(`layer ${layer} of ${shard.shape.wide.length}`);
  const verified = shard.verified.has(layer);
  const rowBytes = (tensor.end - tensor.start) / shard.shape.rows;
  const from = verified ? first * rowBytes : 0;
  const bytes = scratch.take(verified ? (last + 1 - first) * rowBytes : tensor.end - tensor.start);
  const file = await open(path, "r");
  try {
    await readBytes(file, shard.dataStart + tensor.start + from, bytes);
  } finally {
    await file.close();
  }
  if (!verified) {
    checkSum(bytes, shard.checksums[1 + layer], tensor.name);
    shard.verified.add(layer);
  }
  const Elements = shard.shape.wide[layer] ? Float32Array : Uint16Array;
  const states = new Elements(bytes.buffer, bytes.byteOffset, bytes.length / Elements.BYTES_PER_ELEMENT);
  return { first: verified ? first : 0, states };
}

/** A buffer that is used again for every read and grows to the largest. */
export class Scratch {
  #buffer = new ArrayBuffer(0);

  take(bytes: number): Uint8Array<ArrayBuffer> {
    if (this.#buffer.byteLength < bytes) this.#buffer = new ArrayBuffer(bytes);
    return new Uint8Array(this.#buffer, 0, bytes);
  }
}

/** Reads what follows the layers in one go and checks it, and the header, against the checksums. */
function readTail(
  file: number,
  dataStart: number,
  places: readonly TensorPlace[],
  header: Uint8Array,
): { checksums: Uint32Array; rows: ShardRows } {
  const start = places[0]?.start ?? 0;
  const tail = readBytesNow(file, dataStart + start, new Uint8Array((places.at(-1)?.end ?? start) - start));
  const part = (i: number) => tail.subarray((places[i]?.start ?? 0) - start, (places[i]?.end ?? 0) - start);
  const checksums = wordsOf(part(0));
  const [tokens, keys, truncated] = [part(1), part(2), part(3)];
  checkSum(header, checksums[0], "header");
  checkSum(tokens, checksums.at(-3), "token counts");
  checkSum(keys, checksums.at(-2), "keys");
  checkSum(truncated, checksums.at(-1), "truncation marks");
  return { checksums, rows: { tokens: wordsOf(tokens), keys: wordsOf(keys), truncated } };
}

/** Fills `bytes` from a place of a file, and blocks. Throws `DamagedFile` where the file ends before. */
function readBytesNow<B extends Uint8Array>(file: number, position: number, bytes: B): B {
  let done = 0;
  while (done < bytes.length) {
    const read = readSync(file, bytes, done, bytes.length - done, position + done);
    if (read === 0) throw new DamagedFile(`it ends at byte ${position + done}`);
    done += read;
  }
  return bytes;
}

/** Fills `bytes` from a place of a file. Throws `DamagedFile` where the file ends before. */
export async function readBytes<B extends Uint8Array>(file: FileHandle, position: number, bytes: B): Promise<B> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesRead } = await file.read(bytes, done, bytes.length - done, position + done);
    if (bytesRead === 0) throw new DamagedFile(`it ends at byte ${position + done}`);
    done += bytesRead;
  }
  return bytes;
}

function checkSum(bytes: Uint8Array, expected: number | undefined, what: string): void {
  if (crc32(bytes) !== expected) throw new DamagedFile(`the checksum of its ${what} differs`);
}
