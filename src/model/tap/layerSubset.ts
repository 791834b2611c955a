import { StrataError } from "../../protocol/errors.ts";

/**
 * Which of a model's layers `0-3,6,last` names, ascending and each once; all where it is empty. A layer is named by its
 * name, by its number from 0, or as `last`. Throws `layerUnknown`.
 */
export function layerSubset(subset: string, layers: readonly string[]): number[] {
  const items = subset.split(",").map((item) => item.trim());
  if (items.every((item) => item === "")) return [...layers.keys()];
  const chosen = new Set(items.flatMap((item) => membersOf(item, layers)));
  return [...chosen].sort((a, b) => a - b);
}

/** The layer that a name, a number or `last` means. Throws `layerUnknown`. */
export function layerIndex(name: string, layers: readonly string[]): number {
  const index = find(name, layers);
  if (index === undefined) throw unknown(name, layers);
  return index;
}

function membersOf(item: string, layers: readonly string[]): number[] {
  const only = find(item, layers);
  if (only !== undefined) return [only];
  const [, first = "", last = ""] = /^([^-]+)-([^-]+)$/.exec(item) ?? [];
  const [from, to] = [find(first.trim(), layers), find(last.trim(), layers)];
  if (from === undefined || to === undefined || from > to) throw unknown(item, layers);
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function find(name: string, layers: readonly string[]): number | undefined {
  const index = layers.indexOf(name);
  if (index >= 0) return index;
  if (name === "last") return layers.length - 1;
  return /^\d+$/.test(name) && Number(name) < layers.length ? Number(name) : undefined;
}

function unknown(layer: string, layers: readonly string[]): StrataError {
  const [first = "", second = "", last = ""] = [layers[0], layers[1], layers.at(-1)];
  const listed = layers.length > 3 ? `${first}, ${second} … ${last}` : layers.join(", ");
  return new StrataError("layerUnknown", { layer, layers: listed });
}
