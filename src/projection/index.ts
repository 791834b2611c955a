import { asGiven } from "./asGiven.ts";
import { pca } from "./pca.ts";
import type { Projection } from "./projection.ts";
import { umap } from "./umap.ts";

/** Every projection, the default first. */
export const projections: readonly Projection[] = [pca, umap, asGiven];
