import { ActivationCache } from "../activations/activationCache.ts";
import { recordKeys } from "../activations/recordKeys.ts";
import type { RecordFacts } from "../activations/rowTable.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import type { StatesChoice } from "../protocol/engine.ts";
import { StrataError } from "../protocol/errors.ts";
import type { Models } from "./models.ts";

/** The states of one text, as a run's own are kept. */
export interface TypedText extends RecordFacts {
  /** Of one record. */
  readonly states: LayerStates;
}

/**
 * Runs a text through the model of a run, alone; nothing is kept. `key`: of the run's source. Throws what loading the
 * model throws, `modelChanged` where it is not the run's any more, `probeFailed`, and the signal's reason.
 */
export function statesOfText(
  models: Models,
  { model, places }: StatesChoice & { readonly kind: "model" },
  key: string,
  text: string,
  signal: AbortSignal,
): Promise<TypedText> {
  return models.lend(model, places, async (extractor) => {
    await extractor.load(signal);
    const { identity } = extractor;
    if (identity.key !== key) throw new StrataError("modelChanged", { path: model.model });
    const cache = ActivationCache.inMemory({ widths: await extractor.measure() });
    const keys = recordKeys([text]);
    for await (const batch of extractor.extract([text], { signal, hasSucceeded: true })) {
      const [failed] = batch.failed;
      if (failed !== undefined) throw new StrataError("probeFailed", { reason: failed.reason });
      await cache.append(keys, batch.states, batch.tokens, batch.truncated);
    }
    signal.throwIfAborted();
    const rows = cache.lookup(keys);
    return { states: cache.states(rows, identity.spaces), ...cache.facts(rows[0] ?? 0) };
  });
}
