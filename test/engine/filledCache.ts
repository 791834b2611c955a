import { readdirSync } from "node:fs";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { recordKeys } from "../../src/activations/recordKeys.ts";
import { hiddenStates } from "../numeric/arrayStates.ts";

/** Puts states of texts, not computed by a model, into the one cache that is below a folder. */
export async function fillCache(root: string, texts: readonly string[], widths: readonly number[]): Promise<void> {
  const [key = ""] = readdirSync(root);
  const cache = await ActivationCache.open({
    root,
    key,
    widths,
    metadata: {},
    memory: 2 ** 28,
    onWarning: (warning) => {
      throw warning;
    },
  });
  const [width = 0] = widths;
  const layers = hiddenStates(texts.length, widths.length, width);
  const most = 1000;
  for (let from = 0; from < texts.length; from += most) {
    const part = texts.slice(from, from + most);
    const states = new Float32Array(part.length * widths.length * width);
    for (let row = 0; row < part.length; row++) {
      for (const [layer, rows] of layers.entries()) {
        const state = rows.subarray((from + row) * width, (from + row + 1) * width);
        states.set(state, (row * widths.length + layer) * width);
      }
    }
    const tokens = new Uint32Array(part.length).fill(3);
    await cache.append(recordKeys(part), states, tokens, new Uint8Array(part.length));
  }
  await cache.close();
}
