import type { DatasetInfo } from "../src/protocol/engine.ts";

/** The line a record's text begins on, counted from 1 as editors show it. */
export function lineOf({ ranges }: DatasetInfo, record: number): number {
  return (ranges[4 * record] ?? 0) + 1;
}
