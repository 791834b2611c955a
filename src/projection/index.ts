import { asGiven } from "./asGiven.ts";
import { localmap } from "./localmap.ts";
import { mds } from "./mds.ts";
import { pacmap } from "./pacmap.ts";
import { pca } from "./pca.ts";
import { directions } from "./directions.ts";
import type { Projection } from "./projection.ts";
import { tsne } from "./tsne.ts";
import { umap } from "./umap.ts";

/** Every projection, the default first. */
export const projections: readonly Projection[] = [pca, umap, tsne, pacmap, localmap, mds, directions, asGiven];
