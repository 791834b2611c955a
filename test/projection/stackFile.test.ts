import { beforeAll, describe, expect, it } from "vitest";
import { DamagedFile } from "../../src/activations/safetensors.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack, type Stack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { decodeStack, encodeStack } from "../../src/projection/stackFile.ts";
import { arrayStates, asBatch, hiddenStates } from "../numeric/arrayStates.ts";

const layers = hiddenStates(70, 3, 20);
let stack: Stack;
let bytes: Buffer;

beforeAll(async () => {
  const algebra = new Algebra();
  stack = await fitStack(arrayStates(layers, 20), { projection: pca, values: {}, dimensions: 2, algebra });
  bytes = encodeStack({ ...stack, layers: 3, dimensions: 2 });
  await algebra.dispose();
});

/** The file with a passage of its header replaced by one of the same length. */
function altered(from: string, to: string): Buffer {
  expect(to.length).toBe(from.length);
  const copy = Buffer.from(bytes);
  const at = copy.indexOf(from);
  expect(at).toBeGreaterThan(0);
  copy.write(to, at);
  return copy;
}

describe("a stack as a file", () => {
  it("comes back as it was, and places records as before", () => {
    const back = decodeStack(bytes);
    expect(back).toEqual({ ...stack, layers: 3, dimensions: 2 });
    const batch = asBatch(layers, 20, 5, 9);
    expect(back.fit?.place(batch)).toEqual(stack.fit?.place(batch));
    expect(back.fit?.layers).toBe(3);
  });

  it("keeps layers of different widths apart", async () => {
    const algebra = new Algebra();
    const widths = [20, 6, 33];
    const several = widths.map((width) => hiddenStates(70, 1, width, width)[0] ?? new Float32Array());
    const uneven = await fitStack(arrayStates(several, widths), {
      projection: pca,
      values: {},
      dimensions: 2,
      algebra,
    });
    await algebra.dispose();
    const back = decodeStack(encodeStack({ ...uneven, layers: 3, dimensions: 2 }));
    expect(back).toEqual({ ...uneven, layers: 3, dimensions: 2 });
    expect(back.fit?.widths).toEqual(widths);
  });

  it("comes back in three dimensions where nothing can be placed in it", () => {
    const coordinates = Float32Array.from({ length: 3 * 70 * 3 }, (_, i) => Math.sin(i));
    const back = decodeStack(encodeStack({ fit: undefined, steps: undefined, coordinates, layers: 3, dimensions: 3 }));
    expect(back).toEqual({ fit: undefined, steps: undefined, coordinates, layers: 3, dimensions: 3 });
  });

  it("comes back from a window into larger memory", () => {
    const larger = new Uint8Array(bytes.length + 13);
    larger.set(bytes, 5);
    expect(decodeStack(larger.subarray(5, 5 + bytes.length))).toEqual({ ...stack, layers: 3, dimensions: 2 });
  });

  it.each<[string, () => Uint8Array]>([
    ["nothing", () => new Uint8Array(0)],
    ["a cut header", () => bytes.subarray(0, 40)],
    ["cut data", () => bytes.subarray(0, bytes.length - 1)],
    ["no safetensors file", () => Buffer.from("{}".repeat(100))],
    ["another version", () => altered('"version":"1"', '"version":"0"')],
    ["another type", () => altered('"F32"', '"F16"')],
    ["another shape", () => altered("[3,70,2]", "[3,71,2]")],
    ["a missing tensor", () => altered('"turn"', '"torn"')],
  ])("refuses %s", (_, damaged) => {
    expect(() => decodeStack(damaged())).toThrow(DamagedFile);
  });
});
