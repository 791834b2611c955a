/** Element types that are written here, of those the format knows. */
export type Dtype = "F16" | "F32" | "F64" | "U32" | "U8";

export interface TensorShape {
  readonly name: string;
  readonly dtype: Dtype;
  readonly shape: readonly number[];
}

export interface TensorPlace {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** First byte, counted from the end of the header. */
  readonly start: number;
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: readonly TensorPlace[];
  readonly metadata: Readonly<Record<string, string>>;
}

/** A file that is not what its name says; the message is the reason. */
export class DamagedFile extends Error {
  override readonly name = "DamagedFile";
}

export const BYTES_PER_ELEMENT: Readonly<Record<Dtype, number>> = { F16: 2, F32: 4, F64: 8, U32: 4, U8: 1 };

/** Where each tensor lies when they follow each other in the given order. */
export function placeTensors(tensors: readonly TensorShape[]): TensorPlace[] {
  let end = 0;
  return tensors.map(({ name, dtype, shape }) => {
    const start = end;
    end += shape.reduce((product, size) => product * size, BYTES_PER_ELEMENT[dtype]);
    return { name, dtype, shape, start, end };
  });
}

/**
 * The beginning of a safetensors file: 8 bytes of length, then JSON padded to 8 bytes; the tensors' data follow in the
 * given order without gaps. https://github.com/huggingface/safetensors#format
 */
export function encodeHeader(tensors: readonly TensorShape[], metadata: Readonly<Record<string, string>>): Buffer {
  const entries = placeTensors(tensors).map(
    ({ name, dtype, shape, start, end }) => [name, { dtype, shape, data_offsets: [start, end] }] as const,
  );
  const json = Buffer.from(JSON.stringify({ __metadata__: metadata, ...Object.fromEntries(entries) }));
  const header = Buffer.alloc(8 + Math.ceil(json.length / 8) * 8, " ");
  header.writeBigUInt64LE(BigInt(header.length - 8));
  json.copy(header, 8);
  return header;
}

/** Bytes of JSON that follow the first 8 bytes of a file of `fileBytes`. Throws `DamagedFile` where they cannot. */
export function headerLength(firstBytes: Uint8Array, fileBytes: number): number {
  if (firstBytes.length < 8) throw new DamagedFile(`it is ${fileBytes} bytes long, too short for a header`);
  const length = new DataView(firstBytes.buffer, firstBytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(fileBytes - 8)) throw new DamagedFile(`its header of ${String(length)} bytes is cut off`);
  return Number(length);
}

/** Reads a header's JSON. Throws `DamagedFile` where it is not one. */
export function decodeHeader(json: Uint8Array): SafetensorsHeader {
  const { __metadata__: metadata, ...tensors } = parseObject(json);
  return {
    tensors: Object.entries(tensors).map(([name, value]) => decodeTensor(name, value)),
    metadata: Object.fromEntries(
      Object.entries(isObject(metadata) ? metadata : {}).filter((entry): entry is [string, string] => {
        return typeof entry[1] === "string";
      }),
    ),
  };
}

function parseObject(json: Uint8Array): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(json));
  } catch (error) {
    throw new DamagedFile("its header is not JSON", { cause: error });
  }
  if (!isObject(value)) throw new DamagedFile("its header is not a JSON object");
  return value;
}

function decodeTensor(name: string, value: unknown): TensorPlace {
  if (isObject(value) && typeof value["dtype"] === "string" && isNumbers(value["shape"])) {
    const { dtype, shape, data_offsets: offsets } = value;
    if (isNumbers(offsets)) {
      const [start, end] = offsets;
      if (start !== undefined && end !== undefined) return { name, dtype, shape, start, end };
    }
  }
  throw new DamagedFile(`its header says nothing usable of tensor ${JSON.stringify(name)}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((item) => typeof item === "number");
}
