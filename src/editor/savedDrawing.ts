import type { DrawingChoice } from "../protocol/engine.ts";
import { isObject } from "./readingChange.ts";

/** A way of fitting that was kept as JSON; one of another form than today's is passed over. */
export function savedDrawing(saved: unknown): { readonly drawing?: DrawingChoice } {
  if (!isObject(saved) || !isObject(saved["projection"])) return {};
  const { dimensions, projection } = saved;
  const { id, values } = projection;
  if ((dimensions !== 2 && dimensions !== 3) || typeof id !== "string" || !isObject(values)) return {};
  const kept = Object.entries(values).filter(
    (entry): entry is [string, number | string] => typeof entry[1] === "number" || typeof entry[1] === "string",
  );
  return { drawing: { dimensions, projection: { id, values: Object.fromEntries(kept) } } };
}
