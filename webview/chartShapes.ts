import type { LayerSeries } from "../src/protocol/tasks.ts";
import type { Point } from "./camera.ts";
import type { Scale } from "./chartScale.ts";

/** A part of a chart, in the order of drawing: areas are closed, the others are lines. */
export interface ChartShape {
  readonly kind: "rule" | "chance" | "chance-line" | "under" | "line" | "other";
  readonly points: readonly Point[];
}

/** Numbers over the layers in a box of this size, each layer in the middle of its share of the width. */
export function chartShapes(
  series: readonly LayerSeries[],
  scale: Scale,
  layers: number,
  [width, height]: readonly [number, number],
): readonly ChartShape[] {
  const x = (layer: number): number => ((layer + 0.5) * width) / layers;
  const y = (value: number): number => height * (1 - withinChart(scale.at(value)));
  const at = ([layer, value]: readonly [number, number]): Point => [x(layer), y(value)];
  const shapes: ChartShape[] = [0, 0.5, 1].map((share) => {
    return {
      kind: "rule",
      points: [
        [0, height * share],
        [width, height * share],
      ],
    };
  });
  for (const { chance } of series) {
    for (const run of chance === undefined ? [] : runsOf(chance.low)) {
      const above = run.map(([layer]) => at([layer, chance?.high[layer] ?? NaN]));
      shapes.push({ kind: "chance", points: [...run.map(at), ...above.toReversed()] });
      shapes.push({ kind: "chance-line", points: above });
    }
  }
  const [first] = series;
  for (const run of scale.isGrounded && first !== undefined ? runsOf(first.values) : []) {
    const ends: readonly Point[] = [
      [x(run.at(-1)?.[0] ?? 0), height],
      [x(run[0]?.[0] ?? 0), height],
    ];
    shapes.push({ kind: "under", points: [...run.map(at), ...ends] });
  }
  for (const [i, { values }] of [...series.entries()].toReversed()) {
    for (const run of runsOf(values)) {
      const [start = [0, 0] as const] = run;
      // A layer between two without a number is a short stroke: a line needs two ends.
      const points = run.length === 1 ? [at([start[0] - 0.3, start[1]]), at(start)] : run.map(at);
      shapes.push({ kind: i === 0 ? "line" : "other", points });
    }
  }
  return shapes;
}

/** A share of the height that does not leave the chart. */
export function withinChart(share: number): number {
  return Math.max(0, Math.min(1, share));
}

/** The layers with numbers that follow each other, each with its number. */
function runsOf(values: Float32Array): readonly (readonly (readonly [layer: number, value: number])[])[] {
  const runs: [number, number][][] = [];
  let current: [number, number][] = [];
  for (const [layer, value] of values.entries()) {
    if (Number.isFinite(value)) current.push([layer, value]);
    else current = [];
    if (current.length === 1) runs.push(current);
  }
  return runs;
}
