import { FLOAT_TYPES } from "../graph/dataFlow.ts";
import { readsText, textInputs } from "./feeds.ts";
import type { GraphValue, OnnxModel } from "../graph/onnxGraph.ts";
import { largest } from "../../protocol/largest.ts";

/**
 * Outputs a graph declares that may hold a vector per token: the layers that are left where it has no residual stream.
 * Those of one width, the width most of them have. Empty where there is none, or where an input is no text.
 */
export function tokenOutputs(model: OnnxModel): string[] {
  if (!readsText(textInputs(model))) return [];
  const found = model.graph.outputs.filter(hasTokenAxis);
  const ofWidth = (width: string) => found.filter((output) => widthOf(output) === width);
  const groups = found.map((output) => ofWidth(widthOf(output)));
  const most = largest(groups.map((group) => group.length));
  return (groups.find((group) => group.length === most) ?? []).map(({ name }) => name);
}

/**
 * Batch and tokens vary, or the batch is 1, so that a shape that is declared leaves two sizes of three open; what is not
 * declared may have a token axis.
 */
function hasTokenAxis({ type, dims }: GraphValue): boolean {
  if (!FLOAT_TYPES.has(type)) return false;
  if (dims === undefined) return true;
  const open = dims.filter((dim) => typeof dim === "string");
  return dims.length === 3 && open.length > 0 && open.length + Number(dims.includes(1)) >= 2;
}

/** The size that does not vary; empty where it is not declared. */
function widthOf({ dims }: GraphValue): string {
  return String(dims?.findLast((dim) => typeof dim === "number") ?? "");
}
