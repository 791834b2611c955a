import { decodeHeader, DamagedFile, encodeHeader, headerLength, type Dtype, type TensorShape } from "./safetensors.ts";
import { bytesOf } from "./writeShard.ts";

type Values = Float32Array | Float64Array | Uint32Array;

/** A tensor to be written, with its values one behind the other. */
export interface Tensor extends TensorShape {
  readonly values: readonly Values[];
}

/** A whole safetensors file. */
export function encodeTensors(tensors: readonly Tensor[], metadata: Readonly<Record<string, string>>): Buffer {
  const shapes = tensors.map(({ name, dtype, shape }) => ({ name, dtype, shape }));
  const bytes = tensors.flatMap(({ values }) => values.map(bytesOf));
  return Buffer.concat([encodeHeader(shapes, metadata), ...bytes]);
}

/** A whole safetensors file in memory, read tensor by tensor. */
export class TensorFile {
  readonly metadata: Readonly<Record<string, string>>;
  readonly #bytes: Uint8Array;
  readonly #dataStart: number;
  readonly #tensors: ReturnType<typeof decodeHeader>["tensors"];

  /** Throws `DamagedFile` where it is not one, or its metadata's `version` is another. */
  constructor(bytes: Uint8Array, version: string) {
    this.#bytes = bytes;
    this.#dataStart = 8 + headerLength(bytes, bytes.length);
    const header = decodeHeader(bytes.subarray(8, this.#dataStart));
    if (header.metadata["version"] !== version) throw new DamagedFile("another version of the product wrote it");
    this.metadata = header.metadata;
    this.#tensors = header.tensors;
  }

  has(name: string): boolean {
    return this.#tensors.some((tensor) => tensor.name === name);
  }

  /** The shape of a tensor of so many dimensions. Throws `DamagedFile` where it is not there. */
  shapeOf(name: string, rank: number): readonly number[] {
    const shape = this.#tensors.find((tensor) => tensor.name === name)?.shape;
    if (shape?.length !== rank) throw new DamagedFile(`its tensor ${name} is not there`);
    return shape;
  }

  /** A copy of the values of a tensor of this shape. Throws `DamagedFile` where they are not there, or not whole. */
  float32(name: string, ...shape: number[]): Float32Array {
    return new Float32Array(this.#read(name, "F32", 4, shape));
  }

  /** As `float32`. */
  float64(name: string, ...shape: number[]): Float64Array {
    return new Float64Array(this.#read(name, "F64", 8, shape));
  }

  /** As `float32`. */
  uint32(name: string, ...shape: number[]): Uint32Array {
    return new Uint32Array(this.#read(name, "U32", 4, shape));
  }

  #read(name: string, dtype: Dtype, bytesEach: number, shape: readonly number[]): ArrayBuffer {
    const place = this.#tensors.find((tensor) => tensor.name === name);
    const size = shape.reduce((product, length) => product * length, bytesEach);
    const isRight = place?.dtype === dtype && String(place.shape) === String(shape) && place.end - place.start === size;
    if (!isRight || this.#dataStart + place.end > this.#bytes.length)
      throw new DamagedFile(`its tensor ${name} is not whole`);
    const [start, end] = [this.#dataStart + place.start, this.#dataStart + place.end];
    return new Uint8Array(this.#bytes.subarray(start, end)).buffer;
  }
}
