import type { ExtraLayer } from "../protocol/models.ts";

/** The entries of `strata.extraLayers` that name a tensor; VS Code marks the others where they are written. */
export function extraLayersOf(setting: unknown): readonly ExtraLayer[] {
  if (!Array.isArray(setting)) return [];
  return setting.flatMap((entry: unknown) => {
    if (!isObject(entry) || !isWord(entry["tensor"])) return [];
    const { tensor, name, pooling } = entry;
    return [{ tensor, ...(isWord(name) && { name }), ...(isWord(pooling) && { pooling }) }];
  });
}

/** The entries of `strata.layerPooling` that name a pooling. */
export function layerPoolingOf(setting: unknown): Readonly<Record<string, string>> {
  if (!isObject(setting)) return {};
  return Object.fromEntries(Object.entries(setting).filter((entry): entry is [string, string] => isWord(entry[1])));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isWord(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}
