import { initializerDims } from "../graph/initializerSize.ts";
import type { OnnxModel } from "../graph/onnxGraph.ts";
import { EMBEDDING_NORM, embeddingLookups } from "../graph/operators.ts";
import { idsInput } from "./feeds.ts";
import { modelInputs } from "./stateSession.ts";
import type { TapPlan } from "./tapPlan.ts";

/** Hand ids on as they are. */
const idCarriers = new Set(["Identity", "Cast", "Reshape", "Flatten", "Unsqueeze", "Squeeze"]);

/** Hand a table on with its rows as they are. */
const tableCarriers = new Set(["Identity", "Cast", "DequantizeLinear"]);

/** Where a fused embedding has its ids and its table of words. */
const FUSED_IDS = 0;
const FUSED_TABLE = 2;

/**
 * Tokens that a model has an embedding for: the rows of the smallest table that its token ids pick from as they are.
 * `undefined` where the graph does not tell.
 */
export function tableRows(plan: TapPlan): number | undefined {
  const ids = idsInput(modelInputs(plan))?.name;
  if (ids === undefined) return undefined;
  const models = [plan.model, ...(plan.embedding ? [plan.embedding.graph.model] : [])];
  const rows = models.flatMap((model) => lookups(model, ids).map((table) => initializerDims(model, table)[0] ?? 0));
  const known = rows.filter((count) => count > 0);
  return known.length === 0 ? undefined : Math.min(...known);
}

/** The initialisers that ids pick rows of. */
function lookups(model: OnnxModel, ids: string): string[] {
  const { nodes, initializers } = model.graph;
  const carried = new Set([ids]);
  const tables = new Map([...initializers.keys()].map((name) => [name, name]));
  const found: string[] = [];
  for (const { op, inputs, outputs } of nodes) {
    const [first = "", second = ""] = inputs;
    const output = outputs[0] ?? "";
    const source = tables.get(first);
    if (idCarriers.has(op) && carried.has(first)) carried.add(output);
    else if (tableCarriers.has(op) && source !== undefined) tables.set(output, source);
    else if (embeddingLookups.has(op) && source !== undefined && carried.has(second)) found.push(source);
    else if (op === EMBEDDING_NORM && carried.has(inputs[FUSED_IDS] ?? "")) found.push(inputs[FUSED_TABLE] ?? "");
  }
  return found;
}
