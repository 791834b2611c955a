import type { Analysis } from "./analysis.ts";
import { moved } from "./moved.ts";
import { neighbours } from "./neighbours.ts";

/** Every metric and relation. */
export const analyses: readonly Analysis[] = [moved, neighbours];
