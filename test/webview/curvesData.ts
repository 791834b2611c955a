import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { tasksOf, type LayerSeries, type PerLayer } from "../../src/protocol/tasks.ts";
import { syntheticPage, type Shape } from "./syntheticPage.ts";

/** A made-up run with numbers for every analysis that the product has. */
export function curvesPage(shape: Partial<Shape> = {}): PageData {
  const page = syntheticPage({ records: 300, layers: 13, ...shape });
  const layers = page.picture.layers.length;
  return {
    ...page,
    info: {
      ...page.info,
      tasks: tasksOf(taskInfos(standardTables), false).filter(({ result }) => result !== "groups"),
    },
    results: { ...page.results, ...layerNumbers(layers, page.dataset.labels.length > 0) },
  };
}

/** Curves of a form that models have. */
export function layerNumbers(layers: number, hasLabels: boolean): Readonly<Record<string, PerLayer>> {
  const series = (id: string, label: string, of: (depth: number, layer: number) => number): LayerSeries => ({
    ...{ id, label },
    values: Float32Array.from({ length: layers }, (_, layer) => of(layer / Math.max(1, layers - 1), layer)),
  });
  const wave = (layer: number): number => Math.sin(7 * layer) + Math.sin(2.3 * layer + 1);
  const chance = (middle: number, half: number): NonNullable<LayerSeries["chance"]> => ({
    low: Float32Array.from({ length: layers }, (_, layer) => middle - half * (1 + 0.2 * wave(layer))),
    high: Float32Array.from({ length: layers }, (_, layer) => middle + half * (1 + 0.2 * wave(3 * layer))),
  });
  const first = (value: number, layer: number): number => (layer === 0 ? NaN : value);
  const none = { kind: "perLayer", series: [], lacks: "labels" } as const;
  const of = (...all: LayerSeries[]): PerLayer => ({ kind: "perLayer", series: all });
  return {
    structure: of(
      series("structure", "Structure shown", (depth, layer) => 0.8 - 0.3 * depth + 0.03 * wave(layer)),
      {
        ...series("trustworthiness", "Trustworthiness", (depth, layer) => 0.95 - 0.14 * depth + 0.015 * wave(layer)),
        chance: chance(0.59, 0.006),
      },
    ),
    distancesKept: of(
      series("shepard", "Correlation of distances (Shepard)", (depth, layer) => 0.8 - 0.2 * depth + 0.03 * wave(layer)),
      series("stress", "Stress", (depth, layer) => 0.3 + 0.1 * depth + 0.01 * wave(layer)),
    ),
    quality: of(
      series("trustworthiness", "Trustworthiness", (depth, layer) => 0.96 - 0.14 * depth + 0.015 * wave(layer)),
      series("continuity", "Continuity", (depth, layer) => 0.97 - 0.1 * depth + 0.01 * wave(layer)),
      series("kept", "Neighbours kept", (depth, layer) => 0.42 - 0.2 * depth + 0.03 * wave(layer)),
    ),
    dominance: of(
      series("largest", "Largest dimension", (depth) => 0.05 + 0.3 * depth),
      series("several", "Largest three dimensions", (depth) => 0.1 + 0.35 * depth),
      series("length1", "First axis and text length", (_, layer) => 0.2 + 0.1 * wave(layer)),
      series("length2", "Second axis and text length", (_, layer) => 0.2 + 0.1 * wave(layer + 5)),
    ),
    alignment: of(
      series("residual", "Alignment residual", (depth, layer) => first(0.3 - 0.2 * depth + 0.04 * wave(layer), layer)),
    ),
    neighboursKept: of(
      {
        ...series("before", "From the layer before", (depth, layer) =>
          first(0.4 + 0.2 * depth + 0.05 * wave(layer), layer),
        ),
        chance: chance(0.034, 0.004),
      },
      series("last", "Shared with the last layer", (depth, layer) =>
        depth === 1 ? 1 : 0.2 + 0.4 * depth ** 2 + 0.02 * wave(layer),
      ),
    ),
    norms: of(
      series("norm", "Mean norm", (depth, layer) => (depth === 1 ? 11 : 12 * 300 ** depth * (1 + 0.1 * wave(layer)))),
    ),
    cosineToBefore: of({
      ...series("cosine", "Cosine to the layer before", (_, layer) => first(0.92 + 0.03 * wave(layer), layer)),
      chance: chance(0.31, 0),
    }),
    anisotropy: of(
      series(
        "cosine",
        "Cosine between records",
        (depth, layer) => 0.2 + 0.5 * depth * (1 - 0.7 * depth) + 0.02 * wave(layer),
      ),
    ),
    effectiveRank: of(series("rank", "Effective rank", (depth, layer) => 120 - 90 * depth + 4 * wave(layer))),
    intrinsicDimension: {
      ...of(
        series(
          "dimension",
          "Intrinsic dimension",
          (depth, layer) => 9 + 12 * depth * (1 - depth) * 2 + 0.4 * wave(layer),
        ),
      ),
      sampled: 2000,
    },
    silhouette: hasLabels
      ? of({
          ...series("silhouette", "Silhouette", (depth, layer) => -0.02 + 0.2 * depth ** 2 + 0.008 * wave(layer)),
          chance: chance(-0.03, 0.012),
        })
      : none,
    nearestLabel: hasLabels
      ? of({
          ...series("accuracy", "Label of the nearest", (depth, layer) => 0.4 + 0.5 * depth + 0.02 * wave(layer)),
          chance: chance(0.18, 0.03),
        })
      : none,
  };
}
