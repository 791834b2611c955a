/**
 * A process that reads models on a device, because drivers may crash it: asked for feeds and a provider, it answers with
 * every hidden state token by token, or with what went wrong.
 */
import type { TokenBatch } from "../../../src/model/tap/feeds.ts";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import type { Tensors } from "../../../src/model/onnxruntime.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { reasonOf } from "../../../src/protocol/errors.ts";
import type { Provider } from "../../../src/protocol/models.ts";
import { batchOf, feedsOf, truthOf } from "../zoo.ts";

export interface StatesRequest {
  readonly path: string;
  readonly provider: Provider;
  readonly layers: number;
  /** Reads the batch of a tiny transformer's truth … */
  readonly zoo?: string;
  /** … or these. */
  readonly batches?: readonly TokenBatch[];
}

export type StatesReply = { readonly states: Float32Array[][] } | { readonly failure: string };

async function statesOf({ path, provider, layers, zoo, batches = [] }: StatesRequest): Promise<Float32Array[][]> {
  const plan = planTap(path, [layers]);
  const session = await openStates(plan, plan.stream.hidden, { provider });
  const truth = zoo === undefined ? undefined : truthOf(zoo);
  const inputs: [TokenBatch, Tensors][] = truth
    ? [[batchOf(truth), feedsOf(truth, session.inputs)]]
    : batches.map((batch) => [batch, modelFeeds(path, session.inputs, batch)]);
  const all: Float32Array[][] = [];
  for (const [batch, feeds] of inputs) all.push((await session.run(feeds, batch)).map(({ data }) => data));
  await session.dispose();
  closeTap(plan);
  return all;
}

process.on("message", (request: StatesRequest) => {
  void statesOf(request).then(
    (states) => process.send?.({ states }),
    (error: unknown) => process.send?.({ failure: reasonOf(error) }),
  );
});
process.once("disconnect", () => process.exit(0));
