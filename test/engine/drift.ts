import type { Projection } from "../../src/projection/projection.ts";
import { chunksOf } from "../../src/numeric/layerStates.ts";

/** Milliseconds that a round takes. */
const ROUND_MS = 8;

const parameters = {
  rounds: { kind: "integer", default: 40, min: 1, max: 100_000, help: "Rounds for each layer" },
  seed: { kind: "integer", default: 0, min: 0, max: 1000, help: "Where the points begin" },
} as const;

/** A projection that goes on step by step, as slowly as it is told to: from a ring to the first numbers of the states. */
export const drift: Projection<typeof parameters> = {
  id: "drift",
  version: 1,
  label: "Drift",
  help: "From a ring to the first numbers of the states.",
  parameters,
  iterative: true,
  async *run({ states, layer, dimensions, start }, { rounds, seed }, { signal, enough }) {
    const width = states.widths[layer] ?? 0;
    const goal = new Float64Array(states.records * dimensions);
    const coordinates = start?.slice() ?? new Float64Array(goal.length);
    for await (const { from, to, rows } of chunksOf(states, layer)) {
      for (let point = from; point < to; point++) {
        for (let axis = 0; axis < dimensions; axis++) {
          goal[point * dimensions + axis] = rows[(point - from) * width + axis] ?? 0;
          if (start === undefined) coordinates[point * dimensions + axis] = Math.cos(point + axis + seed);
        }
      }
    }
    for (let round = 0; round < rounds && enough?.aborted !== true; round++) {
      const end = performance.now() + ROUND_MS;
      for (const [at, place] of goal.entries()) {
        const here = coordinates[at] ?? 0;
        coordinates[at] = here + (place - here) / (rounds - round);
      }
      while (performance.now() < end) signal.throwIfAborted();
      yield { done: (round + 1) / rounds, passing: coordinates };
    }
    return { coordinates };
  },
};
