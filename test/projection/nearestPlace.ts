import { pca } from "../../src/projection/pca.ts";
import { preparationParameters } from "../../src/projection/preparation.ts";
import type { Projection } from "../../src/projection/projection.ts";

/** A method that goes on from what is drawn: a further point stands where the nearest one does. */
export const nearestPlace: Projection = {
  ...{ id: "nearest", version: 1, label: "Nearest", help: "Nearest.", iterative: true },
  parameters: preparationParameters(),
  run: async function* (input, values, context) {
    const { coordinates } = yield* pca.run(input, values, context);
    return { coordinates };
  },
  place: async function* ({ states, layer, dimensions, fitted }) {
    const width = states.widths[layer] ?? 0;
    const rows = await states.read(layer, 0, states.records);
    const others = await fitted.states.read(layer, 0, fitted.states.records);
    const placed = new Float64Array(states.records * dimensions);
    for (let point = 0; point < states.records; point++) {
      let [best, least] = [0, Infinity];
      for (let other = 0; other < fitted.states.records; other++) {
        let squares = 0;
        for (let i = 0; i < width; i++)
          squares += ((rows[point * width + i] ?? 0) - (others[other * width + i] ?? 0)) ** 2;
        if (squares < least) [best, least] = [other, squares];
      }
      const from = best * dimensions;
      placed.set(fitted.coordinates.subarray(from, from + dimensions), point * dimensions);
    }
    yield { done: 1 };
    return placed;
  },
};
