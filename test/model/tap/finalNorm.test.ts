import { describe, expect, it } from "vitest";
import { finalNormOf } from "../../../src/model/tap/finalNorm.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { tempFolder } from "../tempFolder.ts";
import { truthOf, unpack, zoo } from "../zoo.ts";

const folder = tempFolder();

/** Half precision in small steps, and a norm whose weights are made while the model runs. */
const untold = [
  ...["gpt2.legacy-14-past+fp16", "llama.legacy-17+fp16"],
  ...["modernbert.legacy-17", "modernbert.legacy-17+int8"],
];

describe("the final norm", () => {
  it.each(zoo)("of %s makes the last hidden state of the last block's output, where it is told", (name) => {
    const truth = truthOf(name);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const norm = finalNormOf(plan);
    closeTap(plan);
    const hasNorm = plan.stream.rawLast !== plan.stream.hidden.at(-1);
    expect(norm !== undefined).toBe(hasNorm && !untold.includes(name));
    if (norm === undefined) return;
    const [raw = [], last = []] = [truth.raw.at(-1)?.data, truth.hidden.at(-1)?.data];
    const width = norm.scale.length;
    expect(width).toBe(truth.hidden[0]?.dims.at(-1));
    const { centres, epsilon, scale, shift } = norm;
    let [error, size] = [0, 0];
    for (let at = 0; at < raw.length; at += width) {
      const row = raw.slice(at, at + width);
      const mean = centres ? row.reduce((sum, value) => sum + value, 0) / width : 0;
      const squares = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
      for (const [i, value] of row.entries()) {
        const normed = ((value - mean) / Math.sqrt(squares + epsilon)) * (scale[i] ?? NaN) + (shift[i] ?? NaN);
        error += (normed - (last[at + i] ?? NaN)) ** 2;
        size += normed ** 2;
      }
    }
    // Some truths have no states before the norm.
    if (raw.length > 0) expect(Math.sqrt(error / size)).toBeLessThan(/fp16|q4|int[48]|qdq/.test(name) ? 2e-3 : 1e-5);
  });
});
