import type { CacheSizes } from "../store/modelFacts.ts";
import { modelFeeds, type TokenBatch } from "./feeds.ts";
import { fittedBatch } from "./fixedSizes.ts";
import { type GivenFeeds, givenFeeds } from "./givenFeeds.ts";
import { readFacts } from "../store/modelFolder.ts";
import { openTap } from "./openTap.ts";
import type { ModelLocation } from "../store/resolveModel.ts";
import { modelInputs, openTensors, type TokenStates, tokenStates } from "./stateSession.ts";
import { closeTap, planTap, type TapPlan } from "./tapPlan.ts";

/** The hidden states of every token of a batch. */
export interface RawStates {
  readonly rows: number;
  readonly tokens: number;
  /** `layer.0 … layer.L`, and `raw.L`, the last one before the final norm; of declared outputs there is none. */
  readonly states: ReadonlyMap<string, TokenStates>;
  /** Why they are only the graph's declared outputs. */
  readonly declaredOutputs: string | undefined;
}

/**
 * Runs a model on inputs given by name and returns every hidden state, after the same checks as before a picture.
 * Throws what `planTap` and `openTap` throw, and `feedsWrong`.
 */
export async function rawStates(
  { folder, file }: Pick<ModelLocation, "folder" | "file">,
  given: GivenFeeds,
): Promise<RawStates> {
  const facts = await readFacts(folder);
  const plan = planTap(file, facts.layerCounts);
  try {
    const tap = await openTap(plan, facts);
    await tap.dispose();
    const { stream, declaredOutputs } = plan;
    const tensors = declaredOutputs === undefined ? [...stream.hidden, stream.rawLast] : stream.hidden;
    const names = [...stream.hidden.map((_, layer) => `layer.${layer}`), `raw.${stream.hidden.length - 1}`];
    const { batch, states } = await tensorsOf(
      plan,
      tensors,
      given,
      facts.cache,
      fittedBatch(tap.probe.batch, tap.fixed, tap.paddingId),
    );
    return { ...batch, states: new Map(states.map((state, index) => [names[index] ?? "", state])), declaredOutputs };
  } finally {
    closeTap(plan);
  }
}

/** The tensors for the given inputs; a second batch of other sizes tells their axes apart. */
async function tensorsOf(
  plan: TapPlan,
  tensors: readonly string[],
  given: GivenFeeds,
  cache: CacheSizes,
  other: TokenBatch,
): Promise<{ batch: { rows: number; tokens: number }; states: TokenStates[] }> {
  const session = await openTensors(plan, tensors);
  try {
    const declared = modelInputs(plan).map((input) => input.name);
    const { feeds, rows, tokens } = givenFeeds(declared, session.inputs, given, cache);
    const results = await session.run(feeds);
    const others = await session.run(modelFeeds(plan.path, session.inputs, other, cache));
    const states = tensors.map((tensor, index) => {
      const seen = { dims: others[index]?.dims ?? [], rows: other.rows, tokens: other.tokens };
      return tokenStates(plan, tensor, results[index], { rows, tokens }, seen);
    });
    return { batch: { rows, tokens }, states };
  } finally {
    await session.dispose();
  }
}
