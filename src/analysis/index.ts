import type { Analysis } from "./analysis.ts";
import { moved } from "./moved.ts";
import { neighbours } from "./neighbours.ts";

/** Every analysis, in the order of the record card. */
export const analyses: readonly Analysis[] = [neighbours, moved];
