import type { Point } from "./camera.ts";
import type { PointSet } from "./pointSet.ts";

/** What a drag with the mouse does: it turns or moves the picture, or draws round points. */
export type Tool = "camera" | "lasso" | "box";

/** What points that are drawn round do to the set of marked ones. */
export type Combining = "replace" | "add" | "subtract";

/** A line round points that is being drawn. */
export interface Outline {
  readonly shape: "lasso" | "box";
  readonly combining: Combining;
  /** In pixels of the stage. */
  readonly corners: readonly Point[];
  /** The marked points before. */
  readonly before: PointSet;
}
