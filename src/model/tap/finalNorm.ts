import type { FinalNorm } from "../../protocol/finalNorm.ts";
import { Constants } from "../graph/constants.ts";
import type { FlowNode } from "../graph/dataFlow.ts";
import { initializerDims } from "../graph/initializerSize.ts";
import { floatAttribute } from "../graph/nodeAttributes.ts";
import { carriers, FUSED_NORM, normSteps } from "../graph/operators.ts";
import { weightNumbers } from "../graph/weightNumbers.ts";
import type { TapPlan } from "./tapPlan.ts";

/** Wider states than any model has. */
const WIDEST = 2 ** 17;

const whole = new Set(["LayerNormalization", "SimplifiedLayerNormalization", "RMSNormalization", FUSED_NORM]);

/**
 * The norm between the last block's output and the last hidden state, with its weights; `undefined` where there is none,
 * and where its form or its weights are not such that they can be told from the graph. Throws what reading them throws.
 */
export function finalNormOf(plan: TapPlan): FinalNorm | undefined {
  const nodes = nodesBetween(plan);
  const single = nodes.filter(({ op }) => whole.has(op));
  const [norm] = single;
  const others = nodes.filter(({ op }) => !whole.has(op));
  if (norm !== undefined)
    return single.length === 1 && others.every(({ op }) => carriers.has(op)) ? fromNode(plan, norm) : undefined;
  return others.every(({ op }) => normSteps.has(op) || op === "Constant") ? fromSteps(plan, others) : undefined;
}

/** What the last hidden state is made by, back to the last block's output. */
function nodesBetween({ stream }: TapPlan): FlowNode[] {
  const { structure, rawLast, hidden } = stream;
  const last = hidden.at(-1) ?? "";
  if (structure === undefined || last === rawLast) return [];
  const { flow, path } = structure;
  const found = new Set<FlowNode>();
  const open = [last];
  for (const tensor of open) {
    const node = tensor === rawLast ? undefined : flow.producers.get(tensor);
    if (node === undefined || found.has(node)) continue;
    found.add(node);
    for (const input of node.inputs) if (path.between.has(input)) open.push(input);
  }
  return [...found];
}

/** An operator that is the norm: a fused one has the skip before its weights. */
function fromNode(plan: TapPlan, { node }: FlowNode): FinalNorm | undefined {
  const isFused = node.op.startsWith("Skip");
  const centres = node.op === "LayerNormalization" || node.op === "SkipLayerNormalization";
  const [scaleName = "", shiftName = ""] = node.inputs.slice(isFused ? 2 : 1);
  const epsilon = floatAttribute(plan.model, node, "epsilon") ?? (isFused ? 1e-12 : 1e-5);
  return withWeights(plan, { centres, epsilon, scaleName, shiftName: centres ? shiftName : "" });
}

/** One that is written in small steps: squares, their mean, a root, and the weights behind it. */
function fromSteps(plan: TapPlan, nodes: readonly FlowNode[]): FinalNorm | undefined {
  if (!nodes.some(({ op }) => op === "ReduceMean")) return undefined;
  const constants = new Constants(plan.model);
  const weightOf = ({ node }: FlowNode) =>
    node.inputs.find((name) => (initializerDims(plan.model, name).at(-1) ?? 0) > 1) ?? "";
  const numberOf = ({ node }: FlowNode) =>
    node.inputs.map((name) => constants.of(name)).find((one) => one?.length === 1);
  const scales = nodes.filter(({ op }) => op === "Mul").map(weightOf);
  const shifts = nodes.filter(({ op }) => op === "Add").map(weightOf);
  const epsilons = nodes.flatMap((node) => (node.op === "Add" ? (numberOf(node) ?? []) : []));
  const [scaleName = "", ...moreScales] = scales.filter((name) => name !== "");
  const [shiftName = "", ...moreShifts] = shifts.filter((name) => name !== "");
  const [epsilon, ...moreEpsilons] = epsilons;
  if (epsilon === undefined || moreScales.length + moreShifts.length + moreEpsilons.length > 0) return undefined;
  return withWeights(plan, { centres: nodes.some(({ op }) => op === "Sub"), epsilon, scaleName, shiftName });
}

interface Named extends Pick<FinalNorm, "centres" | "epsilon"> {
  readonly scaleName: string;
  readonly shiftName: string;
}

function withWeights(plan: TapPlan, { centres, epsilon, scaleName, shiftName }: Named): FinalNorm | undefined {
  const scale = weightNumbers(plan, scaleName, WIDEST);
  if (scale === undefined) return undefined;
  const shift = shiftName === "" ? new Float64Array(scale.length) : weightNumbers(plan, shiftName, WIDEST);
  return shift?.length === scale.length ? { centres, epsilon, scale, shift } : undefined;
}
