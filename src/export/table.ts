import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Exporter, ExportInput } from "./index.ts";
import { chosenPoints, factsOf, numbersOf } from "./pointNumbers.ts";

/**
 * The same as `rows` as a table (RFC 4180, UTF-8): id, line, text, label, then a column for each number at each layer,
 * `embedding.x`, `1.x` …; empty where there is none.
 */
export const table: Exporter = {
  id: "table",
  fileName: "coordinates.csv",
  label: "Coordinates and numbers as CSV",
  help: "One row per record: line, text, label, and of every layer its coordinates and numbers in columns.",
  ofSelection: true,
  results: "numbers",
  write: (path, input) => pipeline(() => linesOf(input), createWriteStream(path)),
};

function* linesOf(input: ExportInput): Generator<string> {
  const numbers = numbersOf(input);
  const { layers } = input.page.picture;
  const columns = layers.flatMap((layerName, layer) =>
    numbers.map(({ name, at }) => ({ name: `${layerName}.${name}`, at: (point: number) => at(point, layer) })),
  );
  const [first] = input.chosen;
  if (first !== undefined) yield lineOf([...Object.keys(factsOf(input, first)), ...columns.map(({ name }) => name)]);
  for (const point of chosenPoints(input)) {
    yield lineOf([...Object.values(factsOf(input, point)), ...columns.map(({ at }) => at(point))]);
  }
}

function lineOf(cells: readonly (string | number | null)[]): string {
  return `${cells.map(cellOf).join(",")}\r\n`;
}

function cellOf(value: string | number | null): string {
  const text = value === null ? "" : String(value);
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
