import { placePacmap } from "./pacmapPlace.ts";
import { pacmapParameters, runPacmap } from "./pacmapRun.ts";
import type { Projection } from "./projection.ts";

const parameters = {
  ...pacmapParameters,
  low_dist_thres: {
    kind: "number",
    default: 10,
    min: 0.1,
    max: 1000,
    help: "How near in the picture points are that are pushed apart in the last phase",
  },
} as const;

/** LocalMAP: PaCMAP whose last phase pushes apart what lies near in the picture and is not near. */
export const localmap: Projection<typeof parameters> = {
  id: "localmap",
  version: 1,
  label: "LocalMAP",
  help: "As PaCMAP, with groups drawn more clearly apart.",
  reference: "Wang et al. 2025, doi:10.1609/aaai.v39i20.35436",
  iterative: true,
  locality: { parameter: "n_neighbors", low: 5, high: 100 },
  parameters,
  run: runPacmap,
  place: placePacmap,
};
