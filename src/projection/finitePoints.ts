import { chunksOf, LARGEST_STATE, type LayerStates } from "../numeric/layerStates.ts";

/** The points whose states at a layer are finite, ascending. */
export async function finitePoints(states: LayerStates, layer: number, signal: AbortSignal): Promise<Uint32Array> {
  const width = states.widths[layer] ?? 0;
  const points = new Uint32Array(states.records);
  let count = 0;
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    signal.throwIfAborted();
    for (let point = from; point < to; point++) {
      let squares = 0;
      for (let at = (point - from) * width, end = at + width; at < end; at++) squares += (rows[at] ?? 0) ** 2;
      if (squares < LARGEST_STATE ** 2) points[count++] = point;
    }
  }
  signal.throwIfAborted();
  return points.slice(0, count);
}
