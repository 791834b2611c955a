import type { PointKind } from "../protocol/engine.ts";
import { grouped, nounOf } from "../strings.ts";

/** Words about what is taken out of the product. */
export const exportText = {
  /** What a point is called where texts were left out. */
  untold: (point: number, kind: PointKind) => `${nounOf(kind)} ${grouped(point + 1)}`,
} as const;
