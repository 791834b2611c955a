import type { Batching, Provider } from "../../protocol/models.ts";
import { largest } from "../../protocol/largest.ts";
import { neededFor } from "../graph/graphEdit.ts";
import { isCoarse, quantizationOf } from "../graph/quantization.ts";
import { maskInput, type TokenBatch } from "./feeds.ts";
import { modelInputs } from "./stateSession.ts";
import type { TapPlan } from "./tapPlan.ts";

/** The states of a layer for a batch, `[rows, vectors, width]`: a vector per token, or one per text. */
export interface ProbedLayer {
  readonly data: Float32Array;
  readonly vectors: number;
  readonly width: number;
}

/** Token ids of three texts, each long enough to show what it takes over from the others. */
export interface ProbeTexts {
  readonly long: readonly number[];
  /** As many tokens as `long`. */
  readonly other: readonly number[];
  readonly short: readonly number[];
  readonly paddingId: number;
}

/** Relative differences below these come from rounding, which depends a little on the size of a batch. */
const TOLERANCE = { float: 1e-3, coarse: 2e-2 };

/**
 * Where activations are quantised by their range in the whole batch, as dynamic int8 does it, neighbours always change
 * a text's states: by 1 to 7 % in small transformers of 20 families, where unmasked padding does by 27 % and more.
 */
const RANGE_TOLERANCE = { masked: 0.3, unmasked: 0.1 };

/**
 * Which texts may run together: a padded batch, and two texts of equal length, are compared with each of their texts run
 * alone, by `run` on `provider`. `undefined` where one text alone has other states the second time. Throws what `run`
 * throws for a text alone.
 */
export async function findBatching(
  plan: TapPlan,
  { long, other, short, paddingId }: ProbeTexts,
  run: (batch: TokenBatch) => Promise<readonly ProbedLayer[]>,
  provider: Provider = "cpu",
): Promise<Batching | undefined> {
  const { equal: equalTolerance, padded: paddedTolerance } = tolerances(plan, provider);
  const together = (...texts: (readonly number[])[]) => run(batchOf(texts, paddingId));
  const longAlone = await together(long);
  const [equal] = await Promise.allSettled([together(other, long)]);
  // The second row shows what a text hands on to all that follow it. What cannot run together must not either.
  if (equal.status === "rejected" || !(rowsApart(equal.value, 1, longAlone, long.length) <= equalTolerance))
    return rowsApart(await together(long), 0, longAlone, long.length) <= equalTolerance ? "single" : undefined;
  const shortAlone = await together(short);
  const [padded] = await Promise.allSettled([together(long, short)]);
  if (padded.status === "rejected") return "equalLengths";
  const apart = [
    rowsApart(padded.value, 0, longAlone, long.length),
    rowsApart(padded.value, 1, shortAlone, short.length),
  ];
  return apart.every((difference) => difference <= paddedTolerance) ? "any" : "equalLengths";
}

/** The stricter of two. */
export function stricter(one: Batching, other: Batching): Batching {
  const order: readonly Batching[] = ["any", "equalLengths", "single"];
  return order[Math.max(order.indexOf(one), order.indexOf(other))] ?? "single";
}

/** Texts as a batch, padded on the right. */
export function batchOf(texts: readonly (readonly number[])[], paddingId: number): TokenBatch {
  const tokens = largest(texts.map(({ length }) => length));
  const ids = texts.flatMap((text) => [...text, ...new Array<number>(tokens - text.length).fill(paddingId)]);
  const lengths = Uint32Array.from(texts, ({ length }) => length);
  return { rows: texts.length, tokens, ids: Int32Array.from(ids), lengths };
}

/** How far a text's states in a batch are from its states alone, at the layer where it is most; NaN without numbers. */
function rowsApart(found: readonly ProbedLayer[], row: number, alone: readonly ProbedLayer[], tokens: number): number {
  const differences = alone.map(({ data: expected, vectors, width }, layer) => {
    const { data, vectors: perRow } = found[layer] ?? { data: new Float32Array(), vectors: 0 };
    let [apart, size] = [0, 0];
    for (let index = 0; index < Math.min(tokens, vectors) * width; index++) {
      const value = expected[index] ?? NaN;
      apart += ((data[row * perRow * width + index] ?? NaN) - value) ** 2;
      size += value ** 2;
    }
    return apart === 0 ? 0 : Math.sqrt(apart / size);
  });
  return largest(differences);
}

function tolerances(plan: TapPlan, provider: Provider): { equal: number; padded: number } {
  if (quantizationOf(plan.model.graph.nodes) === "dynamic")
    return { equal: RANGE_TOLERANCE.masked, padded: RANGE_TOLERANCE[readsMask(plan) ? "masked" : "unmasked"] };
  // Graphics processors may multiply with fewer bits than float32 has.
  const tolerance = provider !== "cpu" || isCoarse(plan.model) ? TOLERANCE.coarse : TOLERANCE.float;
  return { equal: tolerance, padded: tolerance };
}

/** Whether the layers are computed from a mask. */
function readsMask(plan: TapPlan): boolean {
  const { model, stream } = plan;
  const producers = new Map(model.graph.nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  for (const [name, { node }] of stream.fusedSums) producers.set(name, node);
  const needed = neededFor([stream.rawLast], producers);
  const read = new Set([...needed].flatMap(({ inputs, captured }) => [...inputs, ...captured]));
  const mask = maskInput(modelInputs(plan));
  return mask !== undefined && read.has(mask.name);
}
