import { FLOAT_TYPES } from "./dataFlow.ts";
import { readsText } from "./feeds.ts";
import type { GraphValue, OnnxModel } from "./onnxGraph.ts";

/**
 * Outputs a graph declares that may hold a vector per token: the layers that are left where it has no residual stream.
 * Those of one width, the width most of them have. Empty where there is none, or where an input is no text.
 */
export function tokenOutputs(model: OnnxModel): string[] {
  if (!readsText(model.graph.inputs.filter(({ name }) => !model.graph.initializers.has(name)))) return [];
  const found = model.graph.outputs.filter(hasTokenAxis);
  const ofWidth = (width: string) => found.filter((output) => widthOf(output) === width);
  const groups = found.map((output) => ofWidth(widthOf(output)));
  const largest = Math.max(0, ...groups.map((group) => group.length));
  return (groups.find((group) => group.length === largest) ?? []).map(({ name }) => name);
}

/** Batch and tokens vary, so that a shape that is declared has two symbols of three; what is not declared may have. */
function hasTokenAxis({ type, dims }: GraphValue): boolean {
  if (!FLOAT_TYPES.has(type)) return false;
  return dims === undefined || (dims.length === 3 && dims.filter((dim) => typeof dim === "string").length >= 2);
}

/** The size that does not vary; empty where it is not declared. */
function widthOf({ dims }: GraphValue): string {
  return String(dims?.find((dim) => typeof dim === "number") ?? "");
}
