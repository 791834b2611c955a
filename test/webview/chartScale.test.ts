import { describe, expect, it } from "vitest";
import type { LayerSeries } from "../../src/protocol/tasks.ts";
import { curvesTable, layerValue } from "../../src/strings/curves.ts";
import { nearestText } from "../../src/strings/nearest.ts";
import { tickWord } from "../../webview/chartPlot.ts";
import { scaleOf } from "../../webview/chartScale.ts";

function series(...values: number[]): LayerSeries {
  return { id: "a", label: "A", values: Float32Array.from(values) };
}

describe("an axis", () => {
  it.each<[string, number[], Parameters<typeof scaleOf>[1], readonly number[], boolean]>([
    ["begins at zero where that is near", [0.2, 0.9], { words: "", form: "number" }, [0, 0.5, 1], true],
    [
      "is cut where numbers are all far off",
      [0.84, 0.97],
      { words: "", form: "share", low: 0, high: 1 },
      [0.8, 0.9, 1],
      false,
    ],
    ["keeps within what is possible", [0, 1], { words: "", form: "share", low: 0, high: 1 }, [0, 0.5, 1], true],
    ["reaches below zero", [-0.05, 0.18], { words: "", form: "number" }, [-0.2, 0, 0.2], false],
    [
      "goes by powers of ten",
      [11, 3000],
      { words: "", form: "number", isLogarithmic: true },
      [10, 316.2, 10_000],
      false,
    ],
    [
      "is none of powers where numbers hardly differ",
      [11, 12],
      { words: "", form: "number", isLogarithmic: true },
      [11, 11.5, 12],
      false,
    ],
    ["has room where all numbers are the same", [5, 5], { words: "", form: "number" }, [4.995, 5, 5.005], false],
    ["is there without a number", [NaN], { words: "", form: "number" }, [0, 0.5, 1], true],
  ])("%s", (_, values, range, ticks, isGrounded) => {
    const scale = scaleOf([series(...values)], range);
    for (const [i, tick] of ticks.entries()) expect(scale.ticks[i]).toBeCloseTo(tick, 1);
    expect(scale.isGrounded).toBe(isGrounded);
    expect(scale.at(scale.ticks[0])).toBeCloseTo(0, 6);
    expect(scale.at(scale.ticks[1])).toBeCloseTo(0.5, 6);
    expect(scale.at(scale.ticks[2])).toBeCloseTo(1, 6);
    for (const value of values.filter(Number.isFinite)) {
      expect(scale.at(value)).toBeGreaterThanOrEqual(-1e-6);
      expect(scale.at(value)).toBeLessThanOrEqual(1 + 1e-6);
    }
  });

  it.each([
    ["share", [1, 1, 1], 0, 1],
    ["share", [0, 0], 0, 1],
    ["number", [1], undefined, undefined],
    ["number", [0, 0, 0], 0, undefined],
    ["number", [412, 412], undefined, undefined],
    ["share", [0.9995, 1], 0, 1],
  ] as const)("has ends that are told apart in a few digits: %s, %j", (form, values, low, high) => {
    const range = { words: "", form, ...(low !== undefined && { low }), ...(high !== undefined && { high }) };
    const { ticks } = scaleOf([series(...values)], range);
    const [first, , last] = ticks;
    expect(tickWord(first, form)).not.toBe(tickWord(last, form));
    expect(last - first).toBeGreaterThanOrEqual(0.0099 * Math.max(...values));
    expect(first).toBeGreaterThanOrEqual(low ?? -Infinity);
    expect(last).toBeLessThanOrEqual(high ?? Infinity);
  });

  it("holds the bands, too", () => {
    const chance = { low: Float32Array.of(-3, NaN), high: Float32Array.of(9, NaN) };
    const scale = scaleOf([{ ...series(1, 2), chance }], { words: "", form: "number" });
    expect(scale.at(-3)).toBeGreaterThanOrEqual(0);
    expect(scale.at(9)).toBeLessThanOrEqual(1);
  });
});

it.each<[number | undefined, "share" | "number", string]>([
  [0.2217, "share", "22.2 %"],
  [2895.4, "number", "2\u202f895"],
  [904.2, "number", "904"],
  [54.34, "number", "54.3"],
  [-0.032, "number", "−0.03"],
  [0.0012, "number", "0.0012"],
  [0, "number", "0.00"],
  [NaN, "share", "–"],
  [undefined, "number", "–"],
])("%d is written as a %s: %s", (value, form, words) => {
  expect(layerValue(value, form)).toBe(words);
});

it("a table has a row for each layer, and empty cells where there is no number", () => {
  const chance = { low: Float32Array.of(NaN, 0.125), high: Float32Array.of(NaN, 0.25) };
  const table = curvesTable(
    ["embedding", "a\tb"],
    [
      { ...series(NaN, 0.1), chance },
      { ...series(1, 2), label: "B" },
    ],
  );
  expect(table).toBe(
    "layer\tA\tA, by chance, least\tA, by chance, most\tB\nembedding\t\t\t\t1\na b\t0.1\t0.125\t0.25\t2",
  );
});

it("layers that follow each other are named by their ends", () => {
  const layers = ["embedding", "1", "2", "3", "4"];
  expect(nearestText.spans([true, false, true, true, true], layers)).toBe("embedding, 2 to 4");
  expect(nearestText.spans([false, false, false, false, false], layers)).toBe("");
});
