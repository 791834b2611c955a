import type { Picture } from "../src/protocol/engine.ts";

/** True where only symbols that are cheap to draw are used: since all cost alike, nowhere. */
export function isDense(picture: Picture): boolean {
  return picture.points < 0;
}
