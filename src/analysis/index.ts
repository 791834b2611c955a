import { agglomerative } from "./agglomerative.ts";
import { alignment, alignmentDrawn } from "./alignment.ts";
import type { Analysis } from "./analysis.ts";
import { anisotropy } from "./anisotropy.ts";
import { between } from "./between.ts";
import { cosineToBefore } from "./cosineToBefore.ts";
import { density } from "./density.ts";
import { distancesKept } from "./distancesKept.ts";
import { dominance } from "./dominance.ts";
import { effectiveRank } from "./effectiveRank.ts";
import { hdbscan } from "./hdbscan.ts";
import { intrinsicDimension } from "./intrinsicDimension.ts";
import { kMeans } from "./kMeans.ts";
import { moved } from "./moved.ts";
import { movedDrawn } from "./movedDrawn.ts";
import { nearestDrawn } from "./nearestDrawn.ts";
import { nearestLabel } from "./nearestLabel.ts";
import { neighbours } from "./neighbours.ts";
import { neighboursKept } from "./neighboursKept.ts";
import { norms } from "./norms.ts";
import { quality } from "./quality.ts";
import { silhouette } from "./silhouette.ts";
import { structure } from "./structure.ts";
import { trust } from "./trust.ts";

/** Every analysis, in the order they are shown in. */
export const analyses: readonly Analysis[] = [
  neighbours,
  moved,
  density,
  between,
  trust,
  structure,
  quality,
  distancesKept,
  neighboursKept,
  dominance,
  alignment,
  norms,
  cosineToBefore,
  anisotropy,
  effectiveRank,
  intrinsicDimension,
  silhouette,
  nearestLabel,
  hdbscan,
  kMeans,
  agglomerative,
  nearestDrawn,
  movedDrawn,
  alignmentDrawn,
];
