import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dominance } from "../../src/analysis/dominance.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { seededRandom } from "../../src/numeric/random.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { arrayStates } from "../numeric/arrayStates.ts";
import { resultOf } from "./analysisInput.ts";

const RECORDS = 300;
const WIDTH = 20;
let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

/** Texts of 5 to 60 letters, and states in which one dimension is a sink's share of the mean. */
function planted(): { texts: string[]; layers: Float32Array[] } {
  const random = seededRandom(5);
  const lengths = Array.from({ length: RECORDS }, () => 5 + Math.floor(random() * 56));
  const plain = Float32Array.from({ length: RECORDS * WIDTH }, () => random() - 0.5);
  const sunk = plain.map((value, at) => (at % WIDTH === 3 ? 3000 / (lengths[Math.floor(at / WIDTH)] ?? 1) : value));
  return { texts: lengths.map((length) => "x".repeat(length)), layers: [plain, sunk] };
}

async function found(values: Record<string, string>) {
  const { texts, layers } = planted();
  const states = arrayStates(layers, WIDTH);
  const { coordinates } = await fitStack(states, { projection: pca, values, dimensions: 2, algebra });
  const picture = { dimensions: 2, coordinates, madeBy: { projection: pca, values } } as const;
  const input = { states, from: 0, to: RECORDS, algebra, picture, labels: undefined, files: undefined };
  const { series } = await resultOf(dominance, { ...input, textOf: (point) => texts[point] ?? "" });
  return Object.fromEntries(series.map(({ id, values: ofLayers }) => [id, [...ofLayers]]));
}

describe("dominance", () => {
  it("finds the dimension that fills a layer, and the axis that is the texts' length", async () => {
    const { largest = [], several = [], length1 = [], length2 = [], length3 } = await found({});
    expect(largest[0]).toBeLessThan(0.1);
    expect(several[0]).toBeLessThan(0.25);
    expect(length1[0]).toBeLessThan(0.25);
    expect(largest[1]).toBeGreaterThan(0.99);
    expect(length1[1]).toBeGreaterThan(0.99);
    // Aligned to the layer before it lies across both axes.
    expect(length2[1]).toBeGreaterThan(0.99);
    expect(length3).toBeUndefined();
  });

  it("looks at the states as the method sees them", async () => {
    const { largest = [], length1 = [] } = await found({ standardise: "yes" });
    expect(largest[1]).toBeCloseTo(1 / WIDTH, 3);
    expect(length1[1]).toBeLessThan(0.9);
  });

  it("says nothing of lengths where there are no texts", async () => {
    const states = arrayStates(planted().layers, WIDTH);
    const picture = { dimensions: 2, coordinates: new Float32Array(RECORDS * 4) } as const;
    const input = { states, from: 0, to: RECORDS, algebra, picture, labels: undefined, files: undefined };
    expect((await resultOf(dominance, input)).series.map(({ id }) => id)).toEqual(["largest", "several"]);
  });
});
