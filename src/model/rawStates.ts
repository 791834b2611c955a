import { type GivenFeeds, givenFeeds } from "./givenFeeds.ts";
import { readFacts } from "./modelFolder.ts";
import { openTap } from "./openTap.ts";
import type { ModelLocation } from "./resolveModel.ts";
import { modelInputs, openStates, type TokenStates } from "./stateSession.ts";
import { closeTap, planTap } from "./tapPlan.ts";

/** The hidden states of every token of a batch. */
export interface RawStates {
  readonly rows: number;
  readonly tokens: number;
  /** `layer.0 … layer.L`, and `raw.L`, the last one before the final norm. */
  readonly states: ReadonlyMap<string, TokenStates>;
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
    const tap = await openTap(plan, facts, { maximum: false });
    await tap.dispose();
    const session = await openStates(plan);
    try {
      const declared = modelInputs(plan).map((input) => input.name);
      const { feeds, rows, tokens } = givenFeeds(declared, session.inputs, given, facts.cache);
      const states = await session.run(feeds, { rows, tokens });
      const names = states.map((_, layer) => (layer < plan.layers.length ? `layer.${layer}` : `raw.${layer - 1}`));
      return { rows, tokens, states: new Map(states.map((state, layer) => [names[layer] ?? "", state])) };
    } finally {
      await session.dispose();
    }
  } finally {
    closeTap(plan);
  }
}
