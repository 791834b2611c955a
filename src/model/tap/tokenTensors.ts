import type { ModelFacts } from "../store/modelFacts.ts";
import { reasonOf, StrataError } from "../../protocol/errors.ts";
import type { Session } from "../onnxruntime.ts";
import { fittedBatch, fixedSizes } from "./fixedSizes.ts";
import { modelFeeds, type TokenBatch } from "./feeds.ts";
import { layoutOf, type Seen } from "./layout.ts";
import { nodeField, valueField } from "../graph/onnxBuilder.ts";
import { paddingOf, probeIds } from "./probeIds.ts";
import { declaredInputs } from "./stateSession.ts";
import { editedSession, type TapPlan } from "./tapPlan.ts";

/** The sizes of a tensor: numbers, and `batch` and `tokens` where they vary. */
export type ProbedShape = readonly (number | string)[];

/** Two batches whose sizes tell the axes apart, and two of one text each for graphs that take no more. */
const SIZES = [
  [
    { rows: 2, tokens: 5 },
    { rows: 3, tokens: 7 },
  ],
  [
    { rows: 1, tokens: 5 },
    { rows: 1, tokens: 7 },
  ],
] as const;

/**
 * Probes the model as written for the tensors that hold numbers: the shapes of the hidden states, and of every other
 * that has a vector for each token. Only shapes leave the session, so a thousand tensors cost little.
 * Throws `modelNotReadable` and `modelUnfit`.
 */
export async function tokenTensors(plan: TapPlan, facts: ModelFacts): Promise<Map<string, ProbedShape>> {
  const untyped = new Set([...plan.model.graph.outputs.map(({ name }) => name), ...plan.stream.hidden]);
  const made = plan.model.graph.nodes.flatMap(({ outputs }) => outputs.filter((name) => name !== ""));
  const tensors = [...new Set([...made, ...plan.stream.hidden])];
  const shapes = tensors.map((_, index) => `strata.shape.${index}`);
  const additions = tensors.flatMap((tensor, index) => [
    nodeField("Shape", [tensor], [shapes[index] ?? ""]),
    valueField("output", shapes[index] ?? ""),
    // Never fetched: what is declared has a type.
    ...(untyped.has(tensor) ? [] : [valueField("output", tensor)]),
  ]);
  const edit = { additions, reads: tensors, named: plan.stream.fusedSums };
  const session = await editedSession(plan, edit, { optimization: "none" });
  try {
    const [first, second] = await shapesOf(plan, facts, session, shapes);
    const found = tensors.flatMap((tensor, index) => {
      const [one, other] = [first[index], second[index]];
      const isHidden = plan.stream.hidden.includes(tensor);
      if (!one || !other || !(isHidden || isFloat(session.outputTypes[tensor]))) return [];
      return isHidden || layoutOf(one, other) !== undefined ? [[tensor, shapeOf(one, other)] as const] : [];
    });
    return new Map(found);
  } finally {
    await session.dispose();
  }
}

/** The shapes for two batches. Throws `modelUnfit` where the graph runs on neither kind of them. */
async function shapesOf(
  plan: TapPlan,
  facts: ModelFacts,
  session: Session,
  shapes: readonly string[],
): Promise<[Seen[], Seen[]]> {
  const fixed = fixedSizes(plan);
  const paddingId = paddingOf(plan, facts);
  const inputs = declaredInputs(plan, session);
  const seen = async (size: { rows: number; tokens: number }): Promise<Seen[]> => {
    const batch = fittedBatch(probe(plan, size), fixed, paddingId);
    const results = await session.run(modelFeeds(plan.path, inputs, batch, facts.cache), shapes);
    const { rows, tokens } = batch;
    return shapes.map((name) => ({ dims: Array.from(results[name]?.data ?? [], Number), rows, tokens }));
  };
  let cause: unknown;
  for (const [first, second] of SIZES)
    try {
      return [await seen(first), await seen(second)];
    } catch (error) {
      cause ??= error;
    }
  if (cause instanceof StrataError) throw cause as StrataError;
  const reason = `it does not run on short texts: ${reasonOf(cause)}`;
  throw new StrataError("modelUnfit", { path: plan.path, reason }, { cause });
}

function probe(plan: TapPlan, { rows, tokens }: { rows: number; tokens: number }): TokenBatch {
  const ids = Int32Array.from(probeIds(plan, rows * tokens));
  return { rows, tokens, ids, lengths: new Uint32Array(rows).fill(tokens) };
}

/** What the model itself declares is not declared again for its type: hidden states, logits and caches are numbers. */
function isFloat(type: string | undefined): boolean {
  return type === undefined || type.startsWith("float");
}

function shapeOf(first: Seen, second: Seen): ProbedShape {
  return first.dims.map((size, axis) => {
    const other = second.dims[axis] ?? 0;
    const is = (of: (seen: Seen) => number) => size === of(first) && other === of(second);
    if (size === other) return size;
    if (is(({ rows }) => rows)) return "batch";
    if (is(({ tokens }) => tokens)) return "tokens";
    return is(({ rows, tokens }) => rows * tokens) ? "batch × tokens" : "varies";
  });
}
