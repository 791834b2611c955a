import { placePacmap } from "./pacmapPlace.ts";
import { pacmapParameters, runPacmap } from "./pacmapRun.ts";
import type { Projection } from "./projection.ts";

/** PaCMAP: near, mid-near and further pairs, in three phases from the whole to detail. */
export const pacmap: Projection<typeof pacmapParameters> = {
  id: "pacmap",
  version: 1,
  label: "PaCMAP",
  help: "Groups and how they lie to each other, by pairs of near, mid-near and further points.",
  reference: "Wang et al. 2021, jmlr.org/papers/v22/20-1061.html",
  iterative: true,
  locality: { parameter: "n_neighbors", low: 5, high: 100 },
  parameters: pacmapParameters,
  run: runPacmap,
  place: placePacmap,
};
