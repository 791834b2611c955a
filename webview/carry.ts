import type { DatasetInfo } from "../src/protocol/engine.ts";

/** Lines and characters a record's text spans: what stays when lines are inserted above it. */
function sameShape(before: DatasetInfo, i: number, after: DatasetInfo, j: number): boolean {
  const [a, b] = [before.ranges, after.ranges];
  const lines = (ranges: Uint32Array, at: number): number => (ranges[4 * at + 2] ?? 0) - (ranges[4 * at] ?? 0);
  return lines(a, i) === lines(b, j) && a[4 * i + 1] === b[4 * j + 1] && a[4 * i + 3] === b[4 * j + 3];
}

/**
 * Where a record of the data set went when the file was edited: what stands alike at the beginning and at the end
 * stays the same record, whatever came or went between. `undefined` where it was deleted.
 */
export function carryRecord(before: DatasetInfo, after: DatasetInfo, record: number): number | undefined {
  if (before.path !== after.path || before.textField !== after.textField) return undefined;
  if (before.reading.array !== after.reading.array) return undefined;
  const shared = Math.min(before.records, after.records);
  let head = 0;
  while (head < shared && sameShape(before, head, after, head)) head++;
  let tail = 0;
  while (tail < shared - head && sameShape(before, before.records - 1 - tail, after, after.records - 1 - tail)) tail++;
  if (record < head) return record;
  if (record >= before.records - tail) return record + after.records - before.records;
  return before.records === after.records ? record : undefined;
}
