import type { TokenBatch } from "./tap/feeds.ts";
import type { LoadedModule } from "./poolingThread.ts";
import type { PooledBatch } from "./tap/poolSession.ts";
import type { StackLayer } from "./tap/stack.ts";

/** What pools the layers that the session does not pool. */
export interface RowModules {
  /** Width of the vector at each layer. */
  readonly widths: readonly number[];
  /** One for each layer that is pooled by one. */
  readonly modules: readonly LoadedModule[];
  readonly signal: AbortSignal | undefined;
}

/**
 * The rows of a batch where modules pool some layers: the vectors of all layers one behind the other. Throws
 * `poolingModule`, and `cancelled` where the signal ended a module.
 */
export async function assembleRows(
  stack: readonly StackLayer[],
  { widths, modules, signal }: RowModules,
  { pooled, tokens }: PooledBatch,
  batch: TokenBatch,
): Promise<Float32Array> {
  const size = widths.reduce((sum, width) => sum + width, 0);
  const inGraph = pooled.length / batch.rows;
  const rows = new Float32Array(batch.rows * size);
  let [to, from, next] = [0, 0, 0];
  for (const [layer, width] of widths.entries()) {
    const isOfModule = stack[layer]?.pooling.kind === "module";
    const [module, states] = [modules[next], tokens[next]];
    const vectors = isOfModule && module && states ? await module.pool(states, batch, signal) : pooled;
    const [perRow, start] = isOfModule ? [width, 0] : [inGraph, from];
    for (let row = 0; row < batch.rows; row++)
      rows.set(vectors.subarray(row * perRow + start, row * perRow + start + width), row * size + to);
    if (isOfModule) next++;
    else from += width;
    to += width;
  }
  return rows;
}
