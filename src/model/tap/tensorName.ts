import { segmentTensors } from "./segmentTensors.ts";
import type { StreamStructure } from "./residualStream.ts";
import type { TapPlan } from "./tapPlan.ts";

/**
 * What a tensor is called in the picture: by its part in its block (`3 attention output`) where the structure tells it,
 * else the last part of its own name.
 */
export function tensorName({ stream }: TapPlan, tensor: string): string {
  const { structure } = stream;
  return (structure && blockTensors(structure).get(tensor)) ?? lastPart(tensor);
}

const known = new WeakMap<StreamStructure, ReadonlyMap<string, string>>();

/** Names of the tensors of all blocks whose part is known. */
function blockTensors(structure: StreamStructure): ReadonlyMap<string, string> {
  const found = known.get(structure);
  if (found) return found;
  const names = new Map<string, string>();
  structure.blocks.forEach((segments, block) => {
    for (const segment of segments.filter(({ residual }) => residual))
      for (const [tensor, part] of segmentTensors(segment, structure))
        if (!names.has(tensor)) names.set(tensor, `${block + 1} ${part}`);
  });
  known.set(structure, names);
  return names;
}

function lastPart(tensor: string): string {
  return tensor.split("/").findLast((part) => part !== "") ?? tensor;
}
