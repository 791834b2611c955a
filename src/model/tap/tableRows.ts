import { inOrder } from "../graph/dataFlow.ts";
import { initializerDims } from "../graph/initializerSize.ts";
import type { OnnxModel } from "../graph/onnxGraph.ts";
import { carriers, EMBEDDING_NORM, embeddingLookups } from "../graph/operators.ts";
import { idsInput } from "./feeds.ts";
import { modelInputs } from "./stateSession.ts";
import type { TapPlan } from "./tapPlan.ts";

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
  const rows = models.flatMap((model) => lookups(model, ids).flatMap(([count]) => count ?? []));
  return rows.length === 0 ? undefined : rows.reduce((least, count) => Math.min(least, count));
}

/** The sizes of the tables that ids pick rows of. */
function lookups(model: OnnxModel, ids: string): (readonly number[])[] {
  const carried = new Set([ids]);
  const tables = new Map<string, readonly number[]>();
  const table = (name: string) =>
    tables.get(name) ?? (model.graph.initializers.has(name) ? initializerDims(model, name) : undefined);
  const found: (readonly number[] | undefined)[] = [];
  for (const { op, inputs, outputs } of inOrder(model)) {
    const [first = "", second = "", third = ""] = inputs;
    const output = outputs[0] ?? "";
    // A quantized table may be packed in any shape; its scales have a row for each of its rows.
    if (embeddingLookups.has(op))
      found.push(carried.has(second) ? (table(first) ?? (op === "Gather" ? undefined : table(third))) : undefined);
    else if (op === EMBEDDING_NORM)
      found.push(carried.has(inputs[FUSED_IDS] ?? "") ? table(inputs[FUSED_TABLE] ?? "") : undefined);
    else if (carriers.has(op) && carried.has(first)) carried.add(output);
    else if (tableCarriers.has(op) || op === "Transpose") {
      const dims = table(first);
      if (dims !== undefined) tables.set(output, op === "Transpose" ? dims.toReversed() : dims);
    }
  }
  return found.filter((dims) => dims !== undefined);
}
