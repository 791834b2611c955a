import type { ModelFacts } from "./store/modelFacts.ts";
import { StrataError } from "../protocol/errors.ts";
import { modelFeeds, type TokenBatch } from "./tap/feeds.ts";
import { openStates } from "./tap/stateSession.ts";
import { closeTap, planTap } from "./tap/tapPlan.ts";

/**
 * How far the hidden states of one export of a model lie from those of another: |a - b| / |b| of each token at each
 * layer, the mean over both. The two are loaded one after the other. Texts are rows of `batches`, one each.
 * Throws `modelTapWrong` where their layers differ in number or size, and what opening and running a model throws.
 */
export async function styleDifference(
  file: string,
  reference: string,
  batches: readonly TokenBatch[],
  facts: ModelFacts,
): Promise<number> {
  const expected = await statesOf(reference, batches, facts);
  const found = await statesOf(file, batches, facts);
  const distances: number[] = [];
  for (const [i, { data, width }] of expected.entries()) {
    const other = found[i];
    if (found.length !== expected.length || other?.data.length !== data.length)
      throw new StrataError("modelTapWrong", { path: file, reason: `its layers are not those of ${reference}` });
    for (let at = 0; at < data.length; at += width)
      distances.push(relativeDistance(other.data.subarray(at, at + width), data.subarray(at, at + width)));
  }
  return distances.reduce((sum, distance) => sum + distance, 0) / distances.length;
}

interface States {
  /** `[tokens, width]` */
  readonly data: Float32Array;
  readonly width: number;
}

/** The states of every layer, for one text after the other. */
async function statesOf(file: string, batches: readonly TokenBatch[], facts: ModelFacts): Promise<States[]> {
  const plan = planTap(file, facts.layerCounts);
  try {
    const session = await openStates(plan, plan.stream.hidden);
    try {
      const states: States[] = [];
      for (const batch of batches)
        for (const layer of await session.run(modelFeeds(file, session.inputs, batch, facts.cache), batch))
          states.push(layer);
      return states;
    } finally {
      await session.dispose();
    }
  } finally {
    closeTap(plan);
  }
}

function relativeDistance(found: Float32Array, expected: Float32Array): number {
  let apart = 0;
  let size = 0;
  expected.forEach((value, index) => {
    apart += ((found[index] ?? NaN) - value) ** 2;
    size += value ** 2;
  });
  return apart === 0 ? 0 : Math.sqrt(apart / size);
}
