import type { LayerStates } from "./layerStates.ts";
import { seededRandom } from "./random.ts";
import { countTo, shuffled } from "./sample.ts";

/**
 * The same states with the values of each dimension dealt to other records, each dimension for itself: every dimension
 * is distributed as before, and nothing relates them. The layer read last is kept in memory.
 */
export function shuffledStates(states: LayerStates, seed: number): LayerStates {
  const { widths, spaces, finalNorm, records } = states;
  let last: { readonly layer: number; readonly rows: Promise<Float32Array> } | undefined;
  return {
    widths,
    spaces,
    finalNorm,
    records,
    read: async (layer, from, to) => {
      if (last?.layer !== layer) {
        const rows = states.read(layer, 0, records);
        last = { layer, rows: rows.then((read) => dealt(read, widths[layer] ?? 1, seededRandom(seed + layer))) };
      }
      const width = widths[layer] ?? 0;
      return (await last.rows).slice(from * width, to * width);
    },
  };
}

function dealt(rows: Float32Array, width: number, random: () => number): Float32Array {
  const mixed = new Float32Array(rows.length);
  const records = countTo(rows.length / width);
  for (let i = 0; i < width; i++) {
    const order = shuffled(records, random);
    for (let row = 0; row < order.length; row++) mixed[row * width + i] = rows[(order[row] ?? 0) * width + i] ?? NaN;
  }
  return mixed;
}
