import { CHUNK_ROWS, type LayerStates } from "./layerStates.ts";

/** Some of the states, as states of their own; `points` ascending. What lies between them is read with them. */
export function pickedStates(states: LayerStates, points: Uint32Array): LayerStates {
  if (points.length === states.records) return states;
  const { widths, spaces, finalNorm } = states;
  return { widths, spaces, finalNorm, records: points.length, read };

  async function read(layer: number, from: number, to: number): Promise<Float32Array> {
    const width = widths[layer] ?? 0;
    const rows = new Float32Array((to - from) * width);
    for (let at = from; at < to;) {
      const first = points[at] ?? 0;
      let next = at;
      while (next < to && (points[next] ?? 0) < first + CHUNK_ROWS) next++;
      const found = await states.read(layer, first, (points[next - 1] ?? 0) + 1);
      for (; at < next; at++) {
        const row = ((points[at] ?? 0) - first) * width;
        rows.set(found.subarray(row, row + width), (at - from) * width);
      }
    }
    return rows;
  }
}
