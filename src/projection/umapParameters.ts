import { metrics } from "../numeric/metrics.ts";
import type { Parameters } from "../protocol/parameters.ts";

/**
 * Names and defaults of the reference implementation, but for where it starts: from the principal components, which
 * keep the picture's large shape and are alike from layer to layer. Its Euclidean metric ranks as the cosine does where
 * each record's vector has length one, as it has here by default.
 */
export const umapParameters = {
  n_neighbors: {
    kind: "integer",
    default: 15,
    min: 2,
    max: 200,
    help: "How many neighbours each point is held by, itself among them: few show detail, many the whole",
  },
  min_dist: {
    kind: "number",
    default: 0.1,
    min: 0,
    max: 3,
    help: "How close points may lie in the picture, as a share of the spread",
  },
  spread: { kind: "number", default: 1, min: 0.1, max: 10, help: "On what scale points lie apart" },
  metric: {
    kind: "choice",
    default: "euclidean",
    options: metrics,
    help: "The distance: between directions, between places, between directions from each state's own mean, or between places along the axes",
  },
  init: {
    kind: "choice",
    default: "pca",
    options: ["pca", "random"],
    help: "Where the points begin: where the layer before drew them, at the first layer in its principal components; or anywhere",
  },
  n_epochs: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 5000,
    help: "How many rounds; 0 for 500 of up to 10 000 records and 200 of more",
  },
  learning_rate: { kind: "number", default: 1, min: 0.01, max: 10, help: "How far points move at first" },
  negative_sample_rate: {
    kind: "integer",
    default: 5,
    min: 0,
    max: 50,
    help: "How many other points push a point away each time a neighbour draws it near",
  },
  seed: {
    kind: "integer",
    default: 0,
    min: 0,
    max: 999_999,
    help: "The random numbers: the same seed, the same picture",
  },
  layer_pull: {
    kind: "number",
    default: 0,
    min: 0,
    max: 1,
    group: "layers",
    help: "How strongly each point is drawn to its place at the layer before, as AlignedUMAP does; 0 for not at all",
  },
} as const satisfies Parameters;
