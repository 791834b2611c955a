import { UNCLUSTERED } from "../protocol/tasks.ts";
import type { PointIndex } from "../protocol/indices.ts";
import { digits, labelOf } from "./labels.ts";
import type { ExportInput } from "./index.ts";

const axes = ["x", "y", "z"] as const;

/** A name of a number that a point has at every layer, and where it stands. */
export interface NumberOfLayers {
  readonly name: string;
  /** `null` where there is none. */
  readonly at: (point: number, layer: number) => number | null;
}

/** Points between two looks at the signal. */
const STEP = 1000;

/** The points that are written, in their order; tells how far it is, and throws where the export was cancelled. */
export function* chosenPoints({ chosen, signal, onDone }: ExportInput): Generator<number> {
  for (const [i, point] of chosen.entries()) {
    if (i % STEP === 0) {
      signal.throwIfAborted();
      onDone(i / chosen.length);
    }
    yield point;
  }
}

/** What is told of a point besides its numbers. */
export function factsOf({ points, page, withTexts }: ExportInput, point: number) {
  const record = points.recordOf(point as PointIndex);
  const [line = 0] = points.ranges.subarray(4 * point, 4 * point + 4);
  const tokens = page.tokens?.[point] ?? 0;
  const { files, fileOf } = points.dataset;
  return {
    id: point,
    // Of one file there is nothing to tell.
    ...(fileOf && { file: files?.[fileOf[record] ?? 0] ?? "" }),
    line: line + 1,
    ...(points.tokens?.areRecords === false && { record }),
    ...(withTexts && { text: points.textOf(point as PointIndex) }),
    label: labelOf(points, record),
    // Of a token it would be the length of its record.
    ...(points.tokens === undefined && page.result.given !== true && { tokens: tokens === 0 ? null : tokens }),
  };
}

/** The coordinates, then what analyses say of every point, by the analysis's id: numbers, and the number of its group. */
export function numbersOf({ page }: ExportInput): readonly NumberOfLayers[] {
  const { coordinates, dimensions, points } = page.picture;
  const places = axes.slice(0, dimensions).map((name, axis): NumberOfLayers => {
    return { name, at: (point, layer) => finite(coordinates[(layer * points + point) * dimensions + axis]) };
  });
  const numbers = Object.entries(page.results).flatMap(([name, result]): NumberOfLayers[] => {
    if (result.kind === "groups") {
      const at = (point: number, layer: number): number | null => {
        const group = result.of[layer * points + point] ?? UNCLUSTERED;
        return result.layers[layer]?.[group]?.track ?? null;
      };
      return [{ name, at }];
    }
    if (result.kind !== "perPoint") return [];
    return [{ name, at: (point, layer) => finite(result.values[layer * points + point]) }];
  });
  return [...places, ...numbers];
}

function finite(value = NaN): number | null {
  return Number.isFinite(value) ? digits(value) : null;
}
