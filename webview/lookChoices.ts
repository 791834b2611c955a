import { COLOURS, symbols, type Look, type MarkerSymbol } from "./categories.ts";

/** Looks as they were kept; what is none is left out. */
export function readLooks(kept: unknown): ReadonlyMap<string, Partial<Look>> {
  const pairs: readonly unknown[] = Array.isArray(kept) ? kept : [];
  return new Map(
    pairs.flatMap((pair) => {
      if (!Array.isArray(pair) || typeof pair[0] !== "string") return [];
      const look = readLook(pair[1]);
      return look === undefined ? [] : [[pair[0], look] as const];
    }),
  );
}

function readLook(kept: unknown): Partial<Look> | undefined {
  if (typeof kept !== "object" || kept === null) return undefined;
  const { colour, symbol } = kept as { readonly colour?: unknown; readonly symbol?: unknown };
  const look = { ...(isColour(colour) && { colour }), ...(isSymbol(symbol) && { symbol }) };
  return Object.keys(look).length === 0 ? undefined : look;
}

function isColour(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < COLOURS;
}

function isSymbol(value: unknown): value is MarkerSymbol {
  return symbols.some((symbol) => symbol === value);
}
