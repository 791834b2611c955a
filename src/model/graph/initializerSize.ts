import type { OnnxModel } from "./onnxGraph.ts";
import { fields } from "./wire.ts";

/** How many numbers an initialiser holds; 0 where there is none of that name. */
export function initializerSize(model: OnnxModel, name: string): number {
  if (!model.graph.initializers.has(name)) return 0;
  return initializerDims(model, name).reduce((product, dim) => product * dim, 1);
}

/** The sizes of an initialiser; none where there is none of that name, and of a single number. */
export function initializerDims({ source, graph }: OnnxModel, name: string): number[] {
  const initializer = graph.initializers.get(name);
  if (initializer === undefined) return [];
  const dims: number[] = [];
  for (const field of fields(source, initializer.from, initializer.end)) {
    if (field.number !== 1) continue;
    // Each in a field of its own, or all packed into one.
    const isPacked = field.from !== field.end && field.wireType === 2;
    const sizes = isPacked ? packedNumbers(source.view(field.from, field.end)) : [field.value];
    for (const size of sizes) dims.push(size);
  }
  return dims;
}

function packedNumbers(bytes: Uint8Array): number[] {
  const numbers: number[] = [];
  let [value, scale] = [0, 1];
  for (const byte of bytes) {
    value += (byte & 127) * scale;
    scale *= 128;
    if (byte >= 128) continue;
    numbers.push(value);
    [value, scale] = [0, 1];
  }
  return numbers;
}
