import { NO_LABEL, type DatasetInfo } from "../protocol/engine.ts";
import type { Stretch } from "./recordPlaces.ts";

/** Formats whose records are single lines that mean the same anywhere. */
const LINES = new Set(["jsonl", "text"]);

/** Rows of a file as a file of their own: as they stand, with what the format needs round them. */
export function fileOfRows(format: string, rows: readonly string[], header: string | undefined): string {
  if (format === "json") return `[\n${rows.map((row) => `  ${row}`).join(",\n")}\n]\n`;
  const between = LINES.has(format) || header !== undefined || rows.every((row) => !row.includes("\n")) ? "\n" : "\n\n";
  return `${[...(header === undefined ? [] : [header]), ...rows].join(between)}\n`;
}

type Labelled = Pick<DatasetInfo, "tokens" | "labels" | "labelOf" | "labelField" | "textField">;

/** Points as lines of JSONL: their texts, and their labels where they have one. */
export function linesOfPoints(dataset: Labelled, points: Uint32Array, texts: readonly string[]): string {
  const { tokens, labels, labelOf, labelField, textField } = dataset;
  const lines = texts.map((text, i) => {
    const point = points[i] ?? 0;
    const label = labelOf[tokens?.recordOf[point] ?? point] ?? NO_LABEL;
    const named = labelField === undefined || label === NO_LABEL ? {} : { [labelField]: labels[label] };
    return JSON.stringify({ [textField ?? "text"]: text, ...named });
  });
  return `${lines.join("\n")}\n`;
}

/** Stretches in their order, those that lie in one before left out: tokens of a record share its line. */
export function distinct(stretches: readonly Stretch[]): readonly Stretch[] {
  return stretches.filter((stretch, i) => i === 0 || !same(stretch, stretches[i - 1]));
}

function same(one: Stretch, other: Stretch | undefined): boolean {
  const places = [one.start, one.end];
  return [other?.start, other?.end].every(
    (place, i) => place?.line === places[i]?.line && place?.character === places[i]?.character,
  );
}
