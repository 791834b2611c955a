import type { TokenBatch } from "./feeds.ts";
import { type LoadedModule, poolByModule } from "../poolingModule.ts";
import type { PooledBatch } from "./poolSession.ts";
import type { StackLayer } from "./stack.ts";

/**
 * The rows of a batch where modules pool some layers: the vectors of all layers one behind the other. `modules`: one for
 * each layer that is pooled by one. Throws `poolingModule`.
 */
export function assembleRows(
  stack: readonly StackLayer[],
  widths: readonly number[],
  modules: readonly LoadedModule[],
  { pooled, tokens }: PooledBatch,
  batch: TokenBatch,
): Float32Array {
  const size = widths.reduce((sum, width) => sum + width, 0);
  const inGraph = pooled.length / batch.rows;
  const rows = new Float32Array(batch.rows * size);
  let [to, from, next] = [0, 0, 0];
  for (const [layer, width] of widths.entries()) {
    if (stack[layer]?.pooling.kind === "module") {
      const [module, states] = [modules[next], tokens[next]];
      next++;
      if (module && states)
        poolByModule(module, states, batch).forEach((vector, row) => rows.set(vector, row * size + to));
    } else {
      for (let row = 0; row < batch.rows; row++)
        rows.set(pooled.subarray(row * inGraph + from, row * inGraph + from + width), row * size + to);
      from += width;
    }
    to += width;
  }
  return rows;
}
