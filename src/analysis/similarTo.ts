import { cosineDistance } from "../numeric/cosine.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import type { Step } from "../protocol/tasks.ts";

/**
 * `[records]` cosine similarity of every state at a layer to that of one record, from -1 to 1; 0 where one of the two
 * has no direction. Yields the share done.
 */
export async function* similarTo(
  states: LayerStates,
  record: number,
  layer: number,
): AsyncGenerator<Step, Float64Array> {
  const width = states.widths[layer] ?? 0;
  const own = await states.read(layer, record, record + 1);
  const similarities = new Float64Array(states.records);
  for await (const { from, to, rows } of chunksOf(states, layer)) {
    for (let other = from; other < to; other++)
      similarities[other] = 1 - cosineDistance(own, 0, rows, (other - from) * width, width);
    yield { done: to / states.records };
  }
  return similarities;
}
