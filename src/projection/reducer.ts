import { DamagedFile, encodeHeader, type TensorShape } from "../activations/safetensors.ts";
import { TensorFile, type Tensor } from "../activations/tensorFile.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import type { Dimensions } from "../protocol/engine.ts";
import type { DrawnLayer } from "./placing.ts";
import { widthAfter, widthBefore, type RowStep } from "./rowSteps.ts";
import { StackFit, type LayerFit } from "./stackFit.ts";
import { decodeSteps, encodeSteps } from "./stepTensors.ts";

const FORMAT = "embedding-strata reducer";
const VERSION = "1";

/** A way of drawing as it was fitted on one run, to draw others by. */
export interface Reducer {
  /** What it was fitted on. */
  readonly name: string;
  readonly projection: { readonly id: string; readonly values: Readonly<Record<string, number | string>> };
  readonly dimensions: Dimensions;
  readonly layers: readonly string[];
  /** Width of the states at each layer. */
  readonly widths: readonly number[];
  /** Of a linear method; undefined where points are placed among those it was fitted on. */
  readonly fit: StackFit | undefined;
  /** Of any other method, by layer; empty where it is linear. */
  readonly drawn: readonly DrawnLayer[];
}

/**
 * A reducer as a safetensors file, piece by piece. Of a linear method `mean.LAYER [width]`, `axes.LAYER [dimensions, width]`,
 * `turn.LAYER [dimensions, dimensions]` and `explained.LAYER [dimensions]` in float64; of any other
 * `states.LAYER [points, width]`, as the method saw them, and `coordinates.LAYER [points, dimensions]` in float32. What is
 * done to states before are the tensors `steps.LAYER.STEP.…`.
 */
export async function* encodeReducer(reducer: Reducer, signal: AbortSignal): AsyncGenerator<Buffer, void> {
  const { name, projection, dimensions, layers, widths, fit, drawn } = reducer;
  const steps = encodeSteps((fit?.fits ?? drawn).map((one) => one.steps));
  const linear = (fit?.fits ?? []).flatMap((one, layer) => fitTensors(one, layer, dimensions));
  const tensors = [...steps.tensors, ...linear];
  const placed = drawn.flatMap(({ states, coordinates }, layer): TensorShape[] => [
    { name: `coordinates.${layer}`, dtype: "F32", shape: [coordinates.length / dimensions, dimensions] },
    { name: `states.${layer}`, dtype: "F32", shape: [states.records, states.widths[layer] ?? 0] },
  ]);
  yield encodeHeader([...tensors, ...placed], {
    ...{ version: VERSION, format: FORMAT, name, projection: JSON.stringify(projection) },
    ...{ dimensions: String(dimensions), layers: JSON.stringify(layers), widths: widths.join() },
    ...steps.metadata,
  });
  for (const { values } of tensors) for (const one of values) yield bufferOf(one);
  for (const [layer, { states, coordinates }] of drawn.entries()) {
    yield bufferOf(Float32Array.from(coordinates));
    for await (const { rows } of chunksOf(states, layer)) {
      signal.throwIfAborted();
      yield bufferOf(rows);
    }
  }
}

function fitTensors({ map, turn, explained }: LayerFit, layer: number, dimensions: number): Tensor[] {
  const of = (name: string, shape: number[], values: Float64Array): Tensor => ({
    ...{ name: `${name}.${layer}`, dtype: "F64", shape, values: [values] },
  });
  return [
    of("mean", [map.mean.length], map.mean),
    of("axes", [dimensions, map.mean.length], map.axes),
    of("turn", [dimensions, dimensions], turn),
    of("explained", [dimensions], explained),
  ];
}

/** Reads what `encodeReducer` wrote. Throws `DamagedFile` where it did not, or where anything in it does not fit together. */
export function decodeReducer(bytes: Uint8Array): Reducer {
  const file = new TensorFile(bytes, VERSION);
  const { format, name = "", projection, layers: names, widths: listed = "", dimensions: count } = file.metadata;
  if (format !== FORMAT) throw new DamagedFile("it holds no fitted projection");
  const dimensions = count === "2" ? 2 : count === "3" ? 3 : undefined;
  if (dimensions === undefined) throw new DamagedFile(`it has ${count ?? "no"} dimensions`);
  const layers = listOf(names);
  const widths = listed.split(",").map(Number);
  if (widths.length !== layers.length || !widths.every((width) => Number.isInteger(width) && width > 0))
    throw new DamagedFile(`it says ${JSON.stringify(listed)} of the widths of ${layers.length} layers`);
  const steps = decodeSteps(file, layers.length);
  for (const [layer, own] of steps.entries()) assertChain(own, widths[layer] ?? 0, layer);
  const known = { name, projection: choiceOf(projection), dimensions, layers, widths } as const;
  if (!file.has("mean.0")) return { ...known, fit: undefined, drawn: decodeDrawn(file, known, steps) };
  const fits = layers.map((_, layer): LayerFit => {
    const own = steps[layer] ?? [];
    const width = own.reduce((wide, step) => widthAfter(step, wide), widths[layer] ?? 0);
    return {
      steps: own,
      map: { mean: finite(file, `mean.${layer}`, width), axes: finite(file, `axes.${layer}`, dimensions, width) },
      turn: finite(file, `turn.${layer}`, dimensions, dimensions),
      explained: finite(file, `explained.${layer}`, dimensions),
    };
  });
  return { ...known, fit: new StackFit(fits, dimensions), drawn: [] };
}

function decodeDrawn(
  file: TensorFile,
  { layers, widths, dimensions }: Pick<Reducer, "layers" | "widths" | "dimensions">,
  steps: readonly (readonly RowStep[])[],
): DrawnLayer[] {
  return layers.map((_, layer) => {
    const own = steps[layer] ?? [];
    const width = own.reduce((wide, step) => widthAfter(step, wide), widths[layer] ?? 0);
    const [points = 0] = file.shapeOf(`coordinates.${layer}`, 2);
    const rows = file.float32(`states.${layer}`, points, width);
    const states: LayerStates = {
      widths: widths.with(layer, width),
      spaces: layers,
      records: points,
      read: (_at, from, to) => Promise.resolve(rows.slice(from * width, to * width)),
    };
    const coordinates = Float64Array.from(file.float32(`coordinates.${layer}`, points, dimensions));
    return { states, coordinates, steps: own };
  });
}

/** The numbers of a step: where it starts from or what it scales by, then what it multiplies with. */
function partsOf(step: RowStep): readonly Float64Array[] {
  switch (step.kind) {
    case "unit":
    case "keep":
      return [];
    case "norm":
      return [step.scale, step.shift];
    case "scale":
      return [step.mean, step.factors];
    case "remove":
    case "reduce":
      return [step.mean, step.axes];
  }
}

/** Throws where a step does not take what the one before gives. */
function assertChain(steps: readonly RowStep[], width: number, layer: number): void {
  let wide = width;
  for (const step of steps) {
    const takes = widthBefore([step], wide);
    const parts = partsOf(step);
    const [mean, others] = parts;
    const isWhole =
      takes === wide &&
      (mean === undefined || (mean.length === wide && (others?.length ?? 0) % wide === 0 && others?.length !== 0)) &&
      (step.kind !== "scale" || step.factors.length === wide) &&
      (step.kind !== "keep" ||
        (step.dimensions.length > 0 && step.dimensions.every((dimension) => dimension < wide))) &&
      parts.every((values) => values.every(Number.isFinite));
    if (!isWhole) throw new DamagedFile(`its step ${step.kind} of layer ${layer} does not fit states ${wide} wide`);
    wide = widthAfter(step, wide);
  }
}

function finite(file: TensorFile, name: string, ...shape: number[]): Float64Array {
  const values = file.float64(name, ...shape);
  if (!values.every(Number.isFinite)) throw new DamagedFile(`its tensor ${name} holds what is no number`);
  return values;
}

function listOf(words: string | undefined): readonly string[] {
  const list = parsed(words);
  if (!Array.isArray(list) || list.length === 0 || !list.every((one): one is string => typeof one === "string"))
    throw new DamagedFile("it does not name its layers");
  return list;
}

function choiceOf(words: string | undefined): Reducer["projection"] {
  const value = parsed(words);
  if (typeof value === "object" && value !== null && "id" in value && "values" in value) {
    const { id, values } = value;
    const entries = Object.entries(typeof values === "object" && values !== null ? values : {}) as [string, unknown][];
    const isValue = (entry: [string, unknown]): entry is [string, string | number] =>
      typeof entry[1] === "string" || typeof entry[1] === "number";
    if (typeof id === "string" && entries.every(isValue)) return { id, values: Object.fromEntries(entries) };
  }
  throw new DamagedFile("it does not say by which projection it was fitted");
}

function parsed(words: string | undefined): unknown {
  try {
    return JSON.parse(words ?? "null");
  } catch (error) {
    throw new DamagedFile("its metadata is not JSON", { cause: error });
  }
}

function bufferOf({ buffer, byteOffset, byteLength }: Float32Array | Float64Array | Uint32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
