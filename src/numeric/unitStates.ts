import { LARGEST_STATE, type LayerStates } from "./layerStates.ts";

/**
 * The states scaled to length 1: half the squared Euclidean distance of two is their cosine distance, and loses less in
 * rounding where all directions are alike. `centred`: from each state's own mean first, for the correlation distance.
 * States without a direction are zero.
 */
export function unitStates(states: LayerStates, centred: boolean): LayerStates {
  const { widths, spaces, records } = states;
  return {
    widths,
    spaces,
    records,
    read: async (layer, from, to) => {
      const rows = new Float32Array(await states.read(layer, from, to));
      const width = widths[layer] ?? 1;
      for (let at = 0; at < rows.length; at += width) scale(rows.subarray(at, at + width), centred);
      return rows;
    },
  };
}

function scale(row: Float32Array, centred: boolean): void {
  let sum = 0;
  for (const value of row) sum += value;
  const mean = centred ? sum / row.length : 0;
  let squares = 0;
  for (const value of row) squares += (value - mean) ** 2;
  const factor = squares > 0 && squares < LARGEST_STATE ** 2 ? 1 / Math.sqrt(squares) : 0;
  for (let i = 0; i < row.length; i++) row[i] = factor === 0 ? 0 : ((row[i] ?? 0) - mean) * factor;
}
