import type { DrawingChoice } from "../protocol/engine.ts";
import { isObject } from "./readingChange.ts";

/** A way of fitting that was kept as JSON; one of another form than today's is passed over. */
export function savedDrawing(saved: unknown): { readonly drawing?: DrawingChoice } {
  if (!isObject(saved) || !isObject(saved["projection"])) return {};
  const { dimensions, projection, axes, sets } = saved;
  const { id, values } = projection;
  if ((dimensions !== 2 && dimensions !== 3) || typeof id !== "string" || !isObject(values)) return {};
  const kept = Object.entries(values).filter(
    (entry): entry is [string, number | string] => typeof entry[1] === "number" || typeof entry[1] === "string",
  );
  const drawing = { dimensions, projection: { id, values: Object.fromEntries(kept) } } as const;
  return { drawing: { ...drawing, ...savedAxes(axes), ...savedSets(sets) } };
}

function savedAxes(axes: unknown): Pick<DrawingChoice, "axes"> {
  if (!isObject(axes)) return {};
  const { path, name } = axes;
  return typeof path === "string" && typeof name === "string" ? { axes: { path, name } } : {};
}

function savedSets(sets: unknown): Pick<DrawingChoice, "sets"> {
  if (!isObject(sets)) return {};
  const { a, b } = sets;
  return areNumbers(a) && areNumbers(b) ? { sets: { a, b } } : {};
}

function areNumbers(values: unknown): values is number[] {
  return Array.isArray(values) && values.every((value) => typeof value === "number");
}
