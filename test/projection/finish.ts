import type { LayerInput, LayerProjection, Projection } from "../../src/projection/projection.ts";

/** Runs a projection to its end; returns its result and the progress it reported. */
export async function finish(
  projection: Projection,
  input: LayerInput,
): Promise<{ result: LayerProjection; progress: number[] }> {
  const work = projection.fit(input);
  const progress: number[] = [];
  for (;;) {
    const step = await work.next();
    if (step.done === true) return { result: step.value, progress };
    progress.push(step.value);
  }
}
