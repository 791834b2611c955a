import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Exporter, ExportInput } from "./index.ts";
import { chosenPoints, factsOf, numbersOf } from "./pointNumbers.ts";

/**
 * One JSON object per point: id, the file where there are several, line (from 1), text, label, and of each of its `layers`
 * name, x, y (z) and what analyses say of the point there; null where there is none.
 */
export const rows: Exporter = {
  id: "rows",
  fileName: "coordinates.jsonl",
  label: "Coordinates and numbers as JSONL",
  help: "One JSON object per record: line, text, label, and of every layer its coordinates and numbers.",
  ofSelection: true,
  results: "numbers",
  write: (path, input) => pipeline(() => linesOf(input), createWriteStream(path)),
};

function* linesOf(input: ExportInput): Generator<string> {
  const numbers = numbersOf(input);
  const { layers } = input.page.picture;
  for (const point of chosenPoints(input)) {
    const ofLayers = layers.map((name, layer) => {
      return { layer: name, ...Object.fromEntries(numbers.map(({ name: number, at }) => [number, at(point, layer)])) };
    });
    yield `${JSON.stringify({ ...factsOf(input, point), layers: ofLayers })}\n`;
  }
}
