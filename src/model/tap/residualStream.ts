import { largest } from "../../protocol/largest.ts";
import { type Block, groupBlocks } from "./blocks.ts";
import { type DataFlow, dataFlow, type OutputSlot, sinksOf, sourcesOf } from "../graph/dataFlow.ts";
import type { OnnxModel } from "../graph/onnxGraph.ts";
import { carriers, norms, normSteps } from "../graph/operators.ts";
import { type CutPath, cutPath, type Segment } from "./segments.ts";
import { allTapRules, type TapRules } from "./tapRules.ts";
import {
  noEmbedding,
  noResiduals,
  type NoStream,
  parallelStreams,
  searchAround,
  stateSpace,
  staysQuantized,
} from "./whyNoStream.ts";

/** The tensors that hold a transformer's hidden states. */
export interface ResidualStream {
  /** Where the stream begins: an embedding, or an input of the graph that takes one. */
  readonly source: string;
  /** What enters block 1, then the output of every block; the last one behind the final norm where there is one. */
  readonly hidden: readonly string[];
  /** The output of the last block before any final norm. */
  readonly rawLast: string;
  /** The output of the graph that the stream leads to. */
  readonly output: string;
  /** Whether that is the last hidden state itself, or the same after it was quantised. */
  readonly endsInOutput: boolean;
  /** Tensors above that are inside a fused operator and need a name written into its output slot. */
  readonly fusedSums: ReadonlyMap<string, OutputSlot>;
  /** Undefined where the layers are declared outputs. */
  readonly structure: StreamStructure | undefined;
}

/** The data flow a stream was found in. */
export interface StreamStructure {
  readonly flow: DataFlow;
  readonly path: CutPath;
  /** For each block the segments of the path from its start to the next block's start. */
  readonly blocks: readonly (readonly Segment[])[];
}

/**
 * Finds the residual stream by structure alone: in the flow of data from an embedding lookup to an output, its
 * tensors are the ones that everything passes through. No tensor or node name is looked at.
 * `layerCounts` holds what the configuration may say of the number of blocks.
 * Where there is no such stream, or its layers cannot be read, the result is the reason. Throws `modelNotReadable`.
 */
export function findResidualStream(
  model: OnnxModel,
  layerCounts: readonly number[] = [],
  rules: TapRules = allTapRules,
): ResidualStream | NoStream {
  const search = searchAround(model);
  if (search) return search;
  const flow = dataFlow(model);
  const path = bestPath(model, flow, rules);
  if ("reason" in path) return path;
  const residuals = path.segments.filter((segment) => segment.residual);
  const blocks = groupBlocks(residuals, layerCounts, rules);
  const other =
    (rules.has("stateSpaces") ? stateSpace(residuals) : undefined) ??
    (layerCounts.includes(blocks.length) || !rules.has("parallelStreams") ? undefined : parallelStreams(path, flow));
  if (other) return other;
  const { rawLast, last } = streamEnd(path, blocks, rules);
  const tensors = [...blocks.map((block) => block.first.start), last, rawLast].map((tensor) =>
    inFloat(tensor, path, flow, rules),
  );
  const quantized = staysQuantized(tensors, flow);
  if (quantized) return quantized;
  const fusedSums = new Map([...flow.fusedSums].filter(([tensor]) => tensors.includes(tensor)));
  const hidden = tensors.slice(0, -1);
  const endsInOutput = inFloat(path.sink, path, flow, rules) === hidden.at(-1);
  const { source, sink: output } = path;
  const structure = { flow, path, blocks: segmentsOf(path, blocks) };
  return { source, hidden, rawLast: tensors.at(-1) ?? "", output, endsInOutput, fusedSums, structure };
}

/** The way from an embedding to an output with the most residual segments. */
function bestPath(model: OnnxModel, flow: DataFlow, rules: TapRules): CutPath | NoStream {
  const sources = sourcesOf(model, flow);
  if (sources.length === 0) return noEmbedding(model);
  const sinks = sinksOf(model);
  const paths = sinks.flatMap((sink) => sources.flatMap((source) => cutPath(flow, source, sink, rules) ?? []));
  const residuals = ({ segments }: CutPath) => segments.filter((segment) => segment.residual).length;
  const most = largest(paths.map(residuals));
  return (most > 0 && paths.find((path) => residuals(path) === most)) || noResiduals(paths, flow, sinks, rules);
}

/** The last block has all up to its last residual segment. */
function segmentsOf({ segments }: CutPath, blocks: readonly Block[]): Segment[][] {
  return blocks.map(({ first, last }, index) => {
    return segments.slice(first.index, blocks[index + 1]?.first.index ?? last.index + 1);
  });
}

/** Where the stream ends: with the norm that follows every block, or before and behind a final norm. */
function streamEnd(path: CutPath, blocks: readonly Block[], rules: TapRules): { rawLast: string; last: string } {
  const end = blocks.at(-1)?.last;
  if (end === undefined) throw new Error("a stream without blocks");
  const gap = gapBetweenBlocks(path, blocks);
  const significant = withoutCarriers(gap);
  if (rules.has("normBehindEachBlock") && significant.length > 0) {
    const cut = cutBehindSame(path, end.index + 1, significant);
    const tensor = cut === path.segments.length ? path.sink : (path.cuts[cut] ?? end.end);
    return { rawLast: tensor, last: tensor };
  }
  const rawCut = rules.has("layoutBehindEachBlock") ? cutBehindCarriers(path, end.index + 1, gap) : end.index + 1;
  const rawLast = path.cuts[rawCut] ?? end.end;
  const cut = rules.has("finalNorm") ? cutBehindFinalNorm(path, rawCut, rules) : undefined;
  const last = cut === undefined ? rawLast : cut === path.segments.length ? path.sink : path.cuts[cut];
  return { rawLast, last: last ?? rawLast };
}

/** Operators between the end of a block and the start of the next; with one block, between its two segments. */
function gapBetweenBlocks(path: CutPath, blocks: readonly Block[]): string[] {
  const [previous, last] = blocks.slice(-2);
  if (previous && last) return operators(path, previous.last.index + 1, last.first.index);
  const second = path.segments.find((segment) => segment.residual && segment.index > (previous?.first.index ?? 0));
  return previous && second ? operators(path, previous.first.index + 1, second.index) : [];
}

function operators(path: CutPath, from: number, to: number): string[] {
  return path.segments.slice(from, to).flatMap((segment) => segment.nodes.map((node) => node.op));
}

function withoutCarriers(ops: readonly string[]): string[] {
  return ops.filter((op) => !carriers.has(op));
}

/** The cut behind the same operators as `wanted`, counted from segment `from`; `from` itself where they differ. */
function cutBehindSame(path: CutPath, from: number, wanted: readonly string[]): number {
  const text = wanted.join();
  for (let cut = from; cut < path.segments.length; cut++) {
    const seen = withoutCarriers(operators(path, from, cut + 1));
    if (seen.join() === text) return cut + 1;
    if (seen.length >= wanted.length) break;
  }
  return from;
}

/** Some models only change the layout between blocks; the last block's output is taken in the same layout. */
function cutBehindCarriers(path: CutPath, from: number, gap: readonly string[]): number {
  let cut = from;
  for (const op of gap) {
    const nodes = path.segments[cut]?.nodes ?? [];
    if (nodes.length === 1 && nodes[0]?.op === op) cut++;
  }
  return cut;
}

/** The cut behind one normalisation, with its scale and shift, before anything heavy; `undefined` without one. */
function cutBehindFinalNorm(path: CutPath, from: number, rules: TapRules): number | undefined {
  let normed = false;
  let cut = from;
  for (; cut < path.segments.length; cut++) {
    const segment = path.segments[cut];
    if (!segment || !mayBeNorm(segment, !normed, rules)) break;
    if (!segment.nodes.some((node) => norms.has(node.op))) continue;
    if (normed && rules.has("oneFinalNorm")) break;
    // Written in small steps, a norm is a centring segment, which ends in Sub, and a scaling one, which completes it.
    normed = !rules.has("finalNormInSteps") || segment.nodes.at(-1)?.op !== "Sub";
  }
  return normed ? cut : undefined;
}

/** Before the norm the layout may change as well. */
function mayBeNorm({ heavy, nodes }: Segment, before: boolean, rules: TapRules): boolean {
  const reducesTokens = rules.has("tokensAreKept") && nodes.length === 1 && nodes[0]?.op.startsWith("Reduce") === true;
  const steps = nodes.every(
    ({ op }) => normSteps.has(op) || (before && rules.has("layoutBeforeFinalNorm") && carriers.has(op)),
  );
  return steps && !heavy && !reducesTokens;
}

/** The same states as float numbers: before they were quantised, or behind the step that widens them. */
function inFloat(tensor: string, path: CutPath, flow: DataFlow, rules: TapRules): string {
  const widened = flow.nodes.find(
    ({ op, node, outputs }) =>
      op === "DequantizeLinear" && node.inputs[0] === tensor && outputs.some((output) => path.between.has(output)),
  );
  const before = rules.has("floatBeforeQuantizing") ? beforeQuantizing(tensor, path, flow) : tensor;
  if (before !== tensor) return before;
  return (rules.has("floatBehindWidening") ? widened?.outputs[0] : undefined) ?? tensor;
}

function beforeQuantizing(tensor: string, path: CutPath, flow: DataFlow): string {
  for (let found = tensor; ;) {
    const producer = flow.producers.get(found);
    const input = producer?.inputs.find((name) => path.between.has(name));
    if (found === path.source || producer === undefined || input === undefined) return found;
    const undoes = producer.op === "DequantizeLinear" && flow.producers.get(input)?.op === "QuantizeLinear";
    if (producer.op !== "QuantizeLinear" && !(undoes && input !== path.source)) return found;
    found = input;
  }
}
