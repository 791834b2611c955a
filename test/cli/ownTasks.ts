import type { Analysis } from "../../src/analysis/analysis.ts";
import { main } from "../../src/cli/main.ts";
import { standardTables, type Tables } from "../../src/engine/tasks.ts";
import type { Projection } from "../../src/projection/projection.ts";
import type { PerPoint } from "../../src/protocol/tasks.ts";
import { drift } from "../engine/drift.ts";

/** A projection that is not linear and cannot place points later: a spiral in the order of the file. */
const spiral: Projection<{ windings: { kind: "number"; default: number; min: number; max: number; help: string } }> = {
  id: "spiral",
  version: 1,
  label: "Spiral",
  help: "The points in the order of the file, on a spiral.",
  parameters: { windings: { kind: "number", default: 3, min: 0.5, max: 20, help: "Turns of the spiral" } },
  // eslint-disable-next-line @typescript-eslint/require-await -- there is nothing to wait for
  async *run({ states, dimensions }, { windings }) {
    const coordinates = new Float64Array(states.records * dimensions);
    const middle = new Float64Array(dimensions);
    for (let point = 0; point < states.records; point++) {
      const share = (point + 1) / states.records;
      const [x, y] = [
        Math.cos(2 * Math.PI * windings * share) * share,
        Math.sin(2 * Math.PI * windings * share) * share,
      ];
      coordinates.set(dimensions === 2 ? [x, y] : [x, y, share], point * dimensions);
    }
    for (const [i, value] of coordinates.entries()) middle[i % dimensions] = (middle[i % dimensions] ?? 0) + value;
    yield { done: 1 };
    return { coordinates: coordinates.map((value, i) => value - (middle[i % dimensions] ?? 0) / states.records) };
  },
};

/** A metric: the share of a state's values that are above a bound. */
const above: Analysis<
  { leastValue: { kind: "number"; default: number; min: number; max: number; help: string } },
  PerPoint
> = {
  id: "above",
  version: 1,
  label: "Values above",
  help: "The share of a state's values above a bound.",
  parameters: { leastValue: { kind: "number", default: 0, min: -10, max: 10, help: "The bound" } },
  result: "perPoint",
  ofPicture: false,
  async *run({ states, from, to }, { leastValue }) {
    const { widths } = states;
    const values = new Float32Array(widths.length * (to - from));
    for (const [layer, width] of widths.entries()) {
      const rows = await states.read(layer, from, to);
      for (let row = 0; row < to - from; row++) {
        const state = rows.subarray(row * width, (row + 1) * width);
        values[layer * (to - from) + row] = state.filter((value) => value > leastValue).length / width;
      }
      yield { done: (layer + 1) / widths.length };
    }
    return { kind: "perPoint", values };
  },
};

/** The product's tables with entries of the test's own. */
export const ownTables: Tables = {
  ...standardTables,
  projections: [...standardTables.projections, spiral, drift],
  analyses: [...standardTables.analyses, above],
};

if (process.argv[1]?.endsWith("ownTasks.js")) main(ownTables);
