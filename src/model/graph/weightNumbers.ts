import { closeSync, openSync, readSync } from "node:fs";
import path from "node:path";
import type { ModelGraph } from "./modelGraph.ts";
import { elementTypes } from "./onnxBuilder.ts";

const widths: ReadonlyMap<number, number> = new Map([
  [elementTypes.float32, 4],
  [elementTypes.float16, 2],
  [elementTypes.bfloat16, 2],
]);

/**
 * The numbers of an initialiser that is stored as floats of 32 or 16 bits, in the model's file or in another; `undefined`
 * for others, and where there are more than `most`. Throws what reading throws.
 */
export function weightNumbers({ model, weights }: ModelGraph, name: string, most: number): Float64Array | undefined {
  const initializer = model.graph.initializers.get(name);
  const bytesEach = widths.get(initializer?.type ?? 0);
  if (initializer === undefined || bytesEach === undefined) return undefined;
  const { raw, external, type } = initializer;
  let bytes: Buffer;
  if (external !== undefined) {
    const length = Number(external.entries.get("length"));
    if (!(length <= most * bytesEach)) return undefined;
    const file = path.join(weights.folder, weights.locations.get(external.location) ?? external.location);
    bytes = bytesOf(file, Number(external.entries.get("offset") ?? 0), length);
  } else {
    if (raw === undefined || raw.end - raw.start > most * bytesEach) return undefined;
    bytes = model.source.copy(raw.start, raw.end);
  }
  return Float64Array.from({ length: bytes.length / bytesEach }, (_, i) => numberAt(bytes, i, type));
}

function bytesOf(file: string, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(file, "r");
  try {
    const count = readSync(descriptor, bytes, 0, length, offset);
    return bytes.subarray(0, count);
  } finally {
    closeSync(descriptor);
  }
}

function numberAt(bytes: Buffer, i: number, type: number): number {
  if (type === elementTypes.float32) return bytes.readFloatLE(4 * i);
  const bits = bytes.readUInt16LE(2 * i);
  if (type === elementTypes.bfloat16) {
    const wide = Buffer.alloc(4);
    wide.writeUInt16LE(bits, 2);
    return wide.readFloatLE();
  }
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 31) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (exponent === 0 ? fraction * 2 ** -24 : (1 + fraction / 1024) * 2 ** (exponent - 15));
}
