import type { Comparison } from "./comparison.ts";
import { meansApart } from "./meansApart.ts";
import { neighboursIn } from "./neighboursIn.ts";

/** Every comparison, in the order they are shown in. */
export const comparisons: readonly Comparison[] = [neighboursIn, meansApart];
