import { asGiven } from "./asGiven.ts";
import { localmap } from "./localmap.ts";
import { pacmap } from "./pacmap.ts";
import { pca } from "./pca.ts";
import type { Projection } from "./projection.ts";
import { tsne } from "./tsne.ts";

/** Every projection, the default first. */
export const projections: readonly Projection[] = [pca, tsne, pacmap, localmap, asGiven];
