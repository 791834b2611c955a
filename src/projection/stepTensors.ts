import { DamagedFile } from "../activations/safetensors.ts";
import type { Tensor, TensorFile } from "../activations/tensorFile.ts";
import type { RowStep } from "./rowSteps.ts";

type Kind = RowStep["kind"];

/** The steps of every layer as tensors of a safetensors file, and their kinds as words of its metadata; none where there are none. */
export function encodeSteps(layers: readonly (readonly RowStep[])[]): {
  readonly tensors: readonly Tensor[];
  readonly metadata: Readonly<Record<string, string>>;
} {
  if (layers.every((steps) => steps.length === 0)) return { tensors: [], metadata: {} };
  const tensors = layers.flatMap((steps, layer) =>
    steps.flatMap((step, at) =>
      Object.entries(partsOf(step)).map(([part, values]): Tensor => ({
        name: nameOf(layer, at, part),
        dtype: values instanceof Uint32Array ? "U32" : "F64",
        shape: [values.length],
        values: [values],
      })),
    ),
  );
  return { tensors, metadata: { steps: layers.map((steps) => steps.map(({ kind }) => kind).join(" ")).join() } };
}

/** Reads what `encodeSteps` made. Throws `DamagedFile` where it is not whole. */
export function decodeSteps(file: TensorFile, layers: number): RowStep[][] {
  const kinds = file.metadata["steps"]?.split(",").map((words) => (words === "" ? [] : words.split(" ")));
  if (kinds === undefined) return Array.from({ length: layers }, () => []);
  if (kinds.length !== layers) throw new DamagedFile(`it has steps of ${kinds.length} layers, not ${layers}`);
  return kinds.map((ofLayer, layer) =>
    ofLayer.map((kind, at) => {
      const lengthOf = (part: string) => file.shapeOf(nameOf(layer, at, part), 1)[0] ?? 0;
      const numbers = (part: string) => file.float64(nameOf(layer, at, part), lengthOf(part));
      const whole = (part: string) => file.uint32(nameOf(layer, at, part), lengthOf(part));
      return stepOf(kind as Kind, numbers, whole);
    }),
  );
}

function nameOf(layer: number, at: number, part: string): string {
  return `steps.${layer}.${at}.${part}`;
}

function partsOf(step: RowStep): Readonly<Record<string, Float64Array | Uint32Array>> {
  switch (step.kind) {
    case "norm": {
      const { centres, epsilon, scale, shift } = step;
      return { centres: Uint32Array.of(Number(centres)), epsilon: Float64Array.of(epsilon), scale, shift };
    }
    case "keep":
      return { width: Uint32Array.of(step.width), dimensions: step.dimensions };
    case "scale":
      return { mean: step.mean, factors: step.factors };
    case "remove":
    case "reduce":
      return { mean: step.mean, axes: step.axes };
    case "unit":
      return {};
  }
}

function stepOf(kind: Kind, numbers: (part: string) => Float64Array, whole: (part: string) => Uint32Array): RowStep {
  switch (kind) {
    case "norm": {
      const [centres = 0, epsilon = 0] = [whole("centres")[0], numbers("epsilon")[0]];
      return { kind, centres: centres === 1, epsilon, scale: numbers("scale"), shift: numbers("shift") };
    }
    case "keep":
      return { kind, width: whole("width")[0] ?? 0, dimensions: whole("dimensions") };
    case "scale":
      return { kind, mean: numbers("mean"), factors: numbers("factors") };
    case "remove":
    case "reduce":
      return { kind, mean: numbers("mean"), axes: numbers("axes") };
    case "unit":
      return { kind };
    default:
      throw new DamagedFile(`it has a step ${String(kind)}`);
  }
}
