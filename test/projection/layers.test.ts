import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alignment } from "../../src/analysis/alignment.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { asGiven } from "../../src/projection/asGiven.ts";
import { fitStack, type Stack } from "../../src/projection/fitStack.ts";
import { layerPlan, layerTurns } from "../../src/projection/layers.ts";
import { pca } from "../../src/projection/pca.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { valuesOf } from "../../src/protocol/parameters.ts";
import { inputOf, resultOf } from "../analysis/analysisInput.ts";
import { arrayStates, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";

interface Reference {
  readonly none: number[][];
  readonly signs: number[][];
  readonly toward: number[][];
  readonly scaled: number[][];
  readonly disparity: number[];
  readonly ofLayer: number[][];
  readonly ofAll: number[][];
  readonly shares: number[][];
}

/** What SciPy and scikit-learn say; see `test/reference/layers.py`. */
const reference = JSON.parse(readFileSync(path.join(import.meta.dirname, "../reference/layers.json"), "utf8")) as {
  readonly many: Reference;
  readonly few: Reference;
};

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

function drawn(states: LayerStates, chosen: Record<string, string | number>): Promise<Stack> {
  return fitStack(states, { projection: pca, values: valuesOf(pca.parameters, chosen), dimensions: 2, algebra });
}

/** The picture's numbers and the wanted ones; each axis as a whole may be mirrored where nothing says how it lies. */
function expectDrawn({ coordinates }: Stack, wanted: number[][], digits = 4): void {
  const flat = wanted.flat();
  expect(coordinates.length).toBe(flat.length);
  for (const [i, value] of flat.entries()) expect(coordinates[i]).toBeCloseTo(value, digits);
}

describe.each(["many", "few"] as const)("layers of %s records", (name) => {
  const states = statesOf(truth[name]);
  const wanted = reference[name];

  it.each([
    ["none", { align: "none" }],
    ["signs", { align: "signs" }],
    ["toward", { align_to: "layer", align_layer: 1 }],
    ["scaled", { align: "scaled" }],
    ["ofLayer", { basis: "layer", basis_layer: 1 }],
    ["ofAll", { basis: "all" }],
  ] as const)("are drawn as the references draw them: %s", async (kind, chosen) => {
    expectDrawn(await drawn(states, chosen), wanted[kind]);
  });

  it("tell the share of their variance along axes that are not their own", async () => {
    const { fit } = await drawn(states, { basis: "all" });
    for (const [i, share] of wanted.shares.flat().entries()) expect(fit?.explained[i]).toBeCloseTo(share, 5);
  });

  it("have the residual that SciPy has", async () => {
    const { coordinates } = await drawn(states, {});
    const input = { ...inputOf(states, algebra), picture: { dimensions: 2 as const, coordinates } };
    const { series } = await resultOf(alignment, input);
    const [first, ...others] = series[0]?.values ?? [];
    expect(first).toBeNaN();
    for (const [i, value] of wanted.disparity.entries()) expect(others[i]).toBeCloseTo(value, 5);
  });
});

describe("a stack", () => {
  it("takes the last layer where a number is too large", () => {
    expect(layerPlan({ align_to: "layer", align_layer: 99, basis: "layer", basis_layer: 40 }, 7)).toEqual({
      align: "none",
      alignTo: 6,
      basis: 6,
    });
  });

  it("draws the layer that others are aligned to first, and then away from it", () => {
    expect(layerTurns(2, 4).map(({ layer, beside }) => [layer, beside])).toEqual([
      [2, undefined],
      [3, 2],
      [1, 2],
      [0, 1],
    ]);
    expect(layerTurns(undefined, 3).map(({ layer }) => layer)).toEqual([0, 1, 2]);
  });

  it("refuses to share axes where layers differ in width, and says why", async () => {
    const widths = [20, 30];
    const layers = widths.map((width) => hiddenStates(50, 1, width)[0] ?? new Float32Array());
    const failed = await drawn(arrayStates(layers, widths), { basis: "all" }).then(() => undefined, toFailure);
    expect(failed).toEqual({
      code: "optionUnknown",
      detail: { option: "basis", value: "all", allowed: "each, as the layers are 20, 30 wide" },
    });
  });

  it("shares axes with layers that have no variance, and states that are not finite", async () => {
    const [first = new Float32Array(), second = new Float32Array()] = hiddenStates(60, 2, 20);
    const constant = first.map((_, i) => first[i % 20] ?? 0);
    second[25] = NaN;
    const { coordinates } = await drawn(arrayStates([constant, first, second], 20), { basis: "all" });
    expect(coordinates.subarray(0, 120).every((value) => value === 0)).toBe(true);
    expect(coordinates.subarray(120, 240).every(Number.isFinite)).toBe(true);
    expect(Array.from(coordinates.subarray(240), Number.isNaN).filter(Boolean).length).toBe(2);
  });

  it("places further states in shared axes as it places its own", async () => {
    const layers = hiddenStates(80, 2, 20);
    const { fit, coordinates } = await drawn(arrayStates(layers, 20), { basis: "all" });
    const placed = fit?.placeLayer(1, layers[1] ?? new Float32Array());
    expect(Float32Array.from(placed ?? [])).toEqual(coordinates.subarray(160));
  });

  it("reports progress that rises to 1 where axes are shared", async () => {
    const steps: number[] = [];
    const values = valuesOf(pca.parameters, { basis: "all" });
    const states = arrayStates(hiddenStates(3000, 3, 20), 20);
    await fitStack(states, {
      projection: pca,
      values,
      dimensions: 2,
      algebra,
      onStep: (done) => void steps.push(done),
    });
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(1);
  });

  it("leaves coordinates that a file gives as they are, unless it is told to align them", () => {
    expect(asGiven.parameters.align.default).toBe("none");
    expect(pca.parameters["align"]?.default).toBe("procrustes");
  });
});
