import type { Analysis } from "./analysis.ts";
import { between } from "./between.ts";
import { moved } from "./moved.ts";
import { neighbours } from "./neighbours.ts";
import { quality } from "./quality.ts";

/** Every analysis, in the order they are shown in. */
export const analyses: readonly Analysis[] = [neighbours, moved, between, quality];
