import { openStates } from "../../src/model/tap/stateSession.ts";
import { closeTap, planTap } from "../../src/model/tap/tapPlan.ts";
import { batchOf, differenceTo, feedsOf, truthOf, unpack } from "./zoo.ts";

/** How far the tapped states of a tiny transformer are from PyTorch's. */
export interface Measured {
  /** Relative error of every hidden state, and last of the raw one where PyTorch's was recorded. */
  readonly errors: readonly number[];
  /** Which of PyTorch's hidden states each is nearest to. */
  readonly nearest: readonly number[];
}

/** Taps a file of the zoo, unpacked into `folder`, and runs PyTorch's batch. */
export async function measureTap(folder: string, name: string, layerCounts: readonly number[]): Promise<Measured> {
  const truth = truthOf(name);
  const batch = batchOf(truth);
  const plan = planTap(unpack(folder, name), layerCounts);
  try {
    const session = await openStates(plan);
    const states = (await session.run(feedsOf(truth, session.inputs), batch)).map(({ data }) => data);
    await session.dispose();
    const hidden = states.slice(0, -1);
    const expected = hidden.map((_, layer) => truth.hidden[layer]);
    const [raw, rawTruth] = [states.at(-1), truth.raw.at(-1)];
    return {
      errors: [
        ...hidden.map((state, layer) => differenceTo(expected[layer], state, batch)),
        ...(raw && rawTruth ? [differenceTo(rawTruth, raw, batch)] : []),
      ],
      nearest: hidden.map((state) => {
        const errors = truth.hidden.map((other) => differenceTo(other, state, batch));
        return errors.indexOf(Math.min(...errors));
      }),
    };
  } finally {
    closeTap(plan);
  }
}
