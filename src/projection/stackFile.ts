import {
  DamagedFile,
  decodeHeader,
  encodeHeader,
  headerLength,
  type SafetensorsHeader,
  type TensorShape,
} from "../activations/safetensors.ts";
import { layerStarts } from "../activations/layerStarts.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { Stack } from "./fitStack.ts";
import { StackFit } from "./stackFit.ts";

/** Raised whenever a fit of the same states would place them elsewhere: older files are then not read. */
const VERSION = "1";

/** A stack and its shape. */
export interface StoredStack extends Stack {
  readonly layers: number;
  readonly dimensions: Dimensions;
}

/**
 * A stack as a safetensors file: `coordinates [layers, points, dimensions]` in float32, and of a linear fit
 * `mean [layers, width]`, `axes [layers, dimensions, width]`, `turn [layers, dimensions, dimensions]` and
 * `explained [layers, dimensions]` in float64. Where the layers differ in width, `mean` and `axes` hold them one behind the
 * other in one dimension, and the metadata's `widths` tells them apart.
 */
export function encodeStack({ fit, coordinates, layers, dimensions }: StoredStack): Buffer {
  const points = coordinates.length / (layers * dimensions);
  const drawn: TensorShape = { name: "coordinates", dtype: "F32", shape: [layers, points, dimensions] };
  if (fit === undefined) {
    return Buffer.concat([encodeHeader([drawn], { version: VERSION }), bytesOf(coordinates)]);
  }
  const { widths, fits } = fit;
  const [width = 0, ...others] = widths;
  const isEven = others.every((other) => other === width);
  const total = widths.reduce((sum, one) => sum + one, 0);
  const header = encodeHeader(
    [
      { name: "mean", dtype: "F64", shape: isEven ? [layers, width] : [total] },
      { name: "axes", dtype: "F64", shape: isEven ? [layers, dimensions, width] : [total * dimensions] },
      { name: "turn", dtype: "F64", shape: [layers, dimensions, dimensions] },
      { name: "explained", dtype: "F64", shape: [layers, dimensions] },
      drawn,
    ],
    { version: VERSION, ...(!isEven && { widths: widths.join() }) },
  );
  return Buffer.concat([
    header,
    ...fits.map(({ map }) => bytesOf(map.mean)),
    ...fits.map(({ map }) => bytesOf(map.axes)),
    ...fits.map(({ turn }) => bytesOf(turn)),
    ...fits.map(({ explained }) => bytesOf(explained)),
    bytesOf(coordinates),
  ]);
}

/** Reads what `encodeStack` wrote. Throws `DamagedFile` where it did not. */
export function decodeStack(bytes: Uint8Array): Stack {
  const dataStart = 8 + headerLength(bytes, bytes.length);
  const header = decodeHeader(bytes.subarray(8, dataStart));
  if (header.metadata["version"] !== VERSION) throw new DamagedFile("another version of the product wrote it");
  const [layers = 0, points = 0, dimensions = 0] = shapeOf(header, "coordinates", 3);
  if (dimensions !== 2 && dimensions !== 3) throw new DamagedFile(`it has ${dimensions} dimensions`);
  const read = (name: string, dtype: string, bytesEach: number, ...shape: number[]): ArrayBuffer => {
    const place = header.tensors.find((tensor) => tensor.name === name);
    const size = shape.reduce((product, length) => product * length, bytesEach);
    const isRight = place?.dtype === dtype && String(place.shape) === String(shape) && place.end - place.start === size;
    if (!isRight || dataStart + place.end > bytes.length) throw new DamagedFile(`its tensor ${name} is not whole`);
    return new Uint8Array(bytes.subarray(dataStart + place.start, dataStart + place.end)).buffer;
  };
  const coordinates = new Float32Array(read("coordinates", "F32", 4, layers, points, dimensions));
  if (!header.tensors.some(({ name }) => name === "mean")) return { fit: undefined, coordinates };

  const listed = header.metadata["widths"]?.split(",").map(Number);
  const [, width = 0] = listed ? [] : shapeOf(header, "mean", 2);
  const widths = listed ?? Array.from({ length: layers }, () => width);
  if (widths.length !== layers) throw new DamagedFile(`it has ${widths.length} widths for ${layers} layers`);
  const starts = layerStarts(widths);
  const total = starts[layers] ?? 0;
  const mean = new Float64Array(read("mean", "F64", 8, ...(listed ? [total] : [layers, width])));
  const axes = new Float64Array(
    read("axes", "F64", 8, ...(listed ? [total * dimensions] : [layers, dimensions, width])),
  );
  const turn = new Float64Array(read("turn", "F64", 8, layers, dimensions, dimensions));
  const explained = new Float64Array(read("explained", "F64", 8, layers, dimensions));

  const fits = widths.map((_, layer) => {
    const [from, to] = [starts[layer] ?? 0, starts[layer + 1] ?? 0];
    return {
      map: { mean: mean.subarray(from, to), axes: axes.subarray(from * dimensions, to * dimensions) },
      turn: part(turn, layer, layers),
      explained: part(explained, layer, layers),
    };
  });
  return { fit: new StackFit(fits, dimensions), coordinates };
}

function shapeOf(header: SafetensorsHeader, name: string, rank: number): readonly number[] {
  const shape = header.tensors.find((tensor) => tensor.name === name)?.shape;
  if (shape?.length !== rank) throw new DamagedFile(`its tensor ${name} is not there`);
  return shape;
}

/** The share of `whole` that belongs to one of `count` layers; a view. */
function part(whole: Float64Array, layer: number, count: number): Float64Array {
  const length = whole.length / count;
  return whole.subarray(layer * length, (layer + 1) * length);
}

function bytesOf(array: Float32Array | Float64Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}
