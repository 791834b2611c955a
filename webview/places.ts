import type { DatasetInfo } from "../src/protocol/engine.ts";

/** The line a point's text begins on, counted from 1 as editors show it. */
export function lineOf({ ranges, tokens }: DatasetInfo, point: number): number {
  return ((tokens?.ranges ?? ranges)[4 * point] ?? 0) + 1;
}

/** The record that a point is, or is a token of. */
export function recordOf({ tokens }: DatasetInfo, point: number): number {
  return tokens === undefined ? point : (tokens.recordOf[point] ?? 0);
}
