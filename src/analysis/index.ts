import type { Analysis } from "./analysis.ts";
import { moved } from "./moved.ts";
import { movedDrawn } from "./movedDrawn.ts";
import { nearestDrawn } from "./nearestDrawn.ts";
import { neighbours } from "./neighbours.ts";
import { quality } from "./quality.ts";

/** Every analysis, in the order they are shown in. */
export const analyses: readonly Analysis[] = [neighbours, moved, quality, nearestDrawn, movedDrawn];
