import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { Algebra } from "../../src/numeric/algebra.ts";
import type { LayerStates } from "../../src/numeric/layerStates.ts";
import { directions } from "../../src/projection/directions.ts";
import { fitStack, type FitOptions, type Stack } from "../../src/projection/fitStack.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { valuesOf } from "../../src/protocol/parameters.ts";
import { arrayStates, hiddenStates, statesOf, truth } from "../numeric/arrayStates.ts";

type Reference = Readonly<Record<string, { readonly drawn: number[][]; readonly shares: number[][] }>>;

/** What NumPy and scikit-learn say; see `test/reference/directions.py`. */
const reference = JSON.parse(readFileSync(path.join(import.meta.dirname, "../reference/directions.json"), "utf8")) as {
  readonly many: Reference;
  readonly few: Reference;
};

let algebra: Algebra;
beforeAll(() => void (algebra = new Algebra()));
afterAll(() => algebra.dispose());

const range = (from: number, to: number) => Uint32Array.from({ length: to - from }, (_, i) => from + i);
const sets = { a: range(0, 4), b: range(4, 7) };

function drawn(
  states: LayerStates,
  chosen: Record<string, string | number>,
  more: Partial<FitOptions> = {},
): Promise<Stack> {
  const values = valuesOf(directions.parameters, chosen);
  return fitStack(states, { projection: directions, values, dimensions: 2, algebra, sets, ...more });
}

describe.each(["many", "few"] as const)("own axes of %s records", (name) => {
  it.each([
    ["difference and 2", { x: "difference", y_component: 2 }],
    ["5 and 2", { x_component: 5, y_component: 2 }],
    ["record 4 and difference", { x: "record", x_record: 4, y: "difference" }],
  ] as const)("lie as NumPy has them, with their share of the variance: %s", async (kind, chosen) => {
    const wanted = reference[name][kind];
    const { coordinates, fit } = await drawn(statesOf(truth[name]), chosen);
    const flat = wanted?.drawn.flat() ?? [];
    expect(coordinates.length).toBe(flat.length);
    for (const [i, value] of flat.entries()) expect(coordinates[i]).toBeCloseTo(value, 4);
    for (const [i, share] of (wanted?.shares.flat() ?? []).entries()) expect(fit?.explained[i]).toBeCloseTo(share, 5);
  });
});

describe("own axes", () => {
  const states = arrayStates(hiddenStates(60, 2, 20), 20);

  it("are told apart from those of others by the file's numbers of the records", async () => {
    const numbers = Uint32Array.from({ length: 60 }, (_, i) => 2 * i);
    const third = await drawn(states, { x: "record", x_record: 3 });
    expect(await drawn(states, { x: "record", x_record: 5 }, { numbers })).toEqual(third);
    const failed = await drawn(states, { x: "record", x_record: 4 }, { numbers }).then(() => undefined, toFailure);
    expect(failed).toMatchObject({ code: "optionUnknown", detail: { option: "x_record", value: "4" } });
  });

  it("are refused where no points are pinned", async () => {
    for (const none of [undefined, { a: new Uint32Array(), b: range(0, 3) }]) {
      const failed = await drawn(states, { y: "difference" }, { sets: none }).then(() => undefined, toFailure);
      expect(failed).toMatchObject({ code: "optionUnknown", detail: { option: "y", value: "difference" } });
    }
  });

  it("are nothing where a direction is nothing, or all of it is drawn already", async () => {
    const same = await drawn(states, { x: "difference" }, { sets: { a: range(0, 9), b: range(0, 9) } });
    expect(same.coordinates.every((value, i) => i % 2 === 1 || value === 0)).toBe(true);
    const twice = await drawn(states, { x_component: 2, y_component: 2 });
    expect(twice.coordinates.every((value, i) => i % 2 === 0 || value === 0)).toBe(true);
    const [first = new Float32Array()] = hiddenStates(3, 1, 20);
    const few = await drawn(
      arrayStates([first], 20),
      { x_component: 12 },
      { sets: { a: range(0, 1), b: range(1, 2) } },
    );
    expect(few.coordinates.every(Number.isFinite)).toBe(true);
  });
});
