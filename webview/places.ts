import type { DatasetInfo } from "../src/protocol/engine.ts";
import type { PanelInfo } from "../src/protocol/panel.ts";

/** The line a point's text begins on, counted from 1 as editors show it. */
export function lineOf({ ranges, tokens }: DatasetInfo, point: number): number {
  return ((tokens?.ranges ?? ranges)[4 * point] ?? 0) + 1;
}

/** The file a point is in, as it is called in the picture. */
export function fileOf(dataset: DatasetInfo, point: number, info: PanelInfo | undefined): string {
  const { files, fileOf: of } = dataset;
  const name = files?.[of?.[recordOf(dataset, point)] ?? -1];
  // The folders are in the way where only the line is to be told.
  return name?.replace(/^.*\//, "") ?? info?.lineFile ?? info?.file ?? "";
}

/** The record that a point is, or is a token of. */
export function recordOf({ tokens }: DatasetInfo, point: number): number {
  return tokens === undefined ? point : (tokens.recordOf[point] ?? 0);
}
