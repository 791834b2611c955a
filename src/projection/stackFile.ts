import { DamagedFile } from "../activations/safetensors.ts";
import { encodeTensors, TensorFile, type Tensor } from "../activations/tensorFile.ts";
import { layerStarts } from "../activations/layerStarts.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { Stack } from "./fitStack.ts";
import { StackFit } from "./stackFit.ts";
import { decodeSteps, encodeSteps } from "./stepTensors.ts";

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
 * other in one dimension, and the metadata's `widths` tells them apart. What is done to the states before are the tensors
 * `steps.LAYER.STEP.…`; `shuffled` says that the rows are no longer the records'.
 */
export function encodeStack({ fit, steps: done, coordinates, layers, dimensions }: StoredStack): Buffer {
  const points = coordinates.length / (layers * dimensions);
  const drawn: Tensor = {
    name: "coordinates",
    dtype: "F32",
    shape: [layers, points, dimensions],
    values: [coordinates],
  };
  const steps = encodeSteps(done ?? []);
  const metadata = { version: VERSION, ...steps.metadata, ...(done === undefined && { shuffled: "yes" }) };
  if (fit === undefined) return encodeTensors([...steps.tensors, drawn], metadata);
  const { fits } = fit;
  const widths = fits.map(({ map }) => map.mean.length);
  const [width = 0, ...others] = widths;
  const isEven = others.every((other) => other === width);
  const total = widths.reduce((sum, one) => sum + one, 0);
  const ofFit = (name: string, shape: number[], values: Float64Array[]): Tensor => ({
    name,
    dtype: "F64",
    shape,
    values,
  });
  return encodeTensors(
    [
      ofFit(
        "mean",
        isEven ? [layers, width] : [total],
        fits.map(({ map }) => map.mean),
      ),
      ofFit(
        "axes",
        isEven ? [layers, dimensions, width] : [total * dimensions],
        fits.map(({ map }) => map.axes),
      ),
      ofFit(
        "turn",
        [layers, dimensions, dimensions],
        fits.map(({ turn }) => turn),
      ),
      ofFit(
        "explained",
        [layers, dimensions],
        fits.map(({ explained }) => explained),
      ),
      ...steps.tensors,
      drawn,
    ],
    { ...metadata, ...(!isEven && { widths: widths.join() }) },
  );
}

/** Reads what `encodeStack` wrote. Throws `DamagedFile` where it did not. */
export function decodeStack(bytes: Uint8Array): StoredStack {
  const file = new TensorFile(bytes, VERSION);
  const [layers = 0, points = 0, dimensions = 0] = file.shapeOf("coordinates", 3);
  if (dimensions !== 2 && dimensions !== 3) throw new DamagedFile(`it has ${dimensions} dimensions`);
  const coordinates = file.float32("coordinates", layers, points, dimensions);
  const steps = file.metadata["shuffled"] === undefined ? decodeSteps(file, layers) : undefined;
  if (!file.has("mean")) return { fit: undefined, steps, coordinates, layers, dimensions };

  const listed = file.metadata["widths"]?.split(",").map(Number);
  const [, width = 0] = listed ? [] : file.shapeOf("mean", 2);
  const widths = listed ?? Array.from({ length: layers }, () => width);
  if (widths.length !== layers) throw new DamagedFile(`it has ${widths.length} widths for ${layers} layers`);
  const starts = layerStarts(widths);
  const total = starts[layers] ?? 0;
  const mean = file.float64("mean", ...(listed ? [total] : [layers, width]));
  const axes = file.float64("axes", ...(listed ? [total * dimensions] : [layers, dimensions, width]));
  const turn = file.float64("turn", layers, dimensions, dimensions);
  const explained = file.float64("explained", layers, dimensions);

  const fits = widths.map((_, layer) => {
    const [from, to] = [starts[layer] ?? 0, starts[layer + 1] ?? 0];
    return {
      steps: steps?.[layer] ?? [],
      map: { mean: mean.subarray(from, to), axes: axes.subarray(from * dimensions, to * dimensions) },
      turn: part(turn, layer, layers),
      explained: part(explained, layer, layers),
    };
  });
  return { fit: new StackFit(fits, dimensions), steps, coordinates, layers, dimensions };
}

/** The share of `whole` that belongs to one of `count` layers; a view. */
function part(whole: Float64Array, layer: number, count: number): Float64Array {
  const length = whole.length / count;
  return whole.subarray(layer * length, (layer + 1) * length);
}
