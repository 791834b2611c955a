import { Nearest } from "../numeric/nearest.ts";
import { nearestParameters } from "../numeric/nearestStates.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Related, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

/** Distances formed between two yields: some 10 ms. */
const TURN = 2 ** 20;

/** The picture has one distance. */
const parameters = { k: nearestParameters.k } as const;

/** The points drawn nearest in the picture: Euclidean distance in radii of the layer, equals by lower index first. */
export const nearestDrawn: Analysis<typeof parameters, Related> = {
  id: "nearestDrawn",
  version: 1,
  label: "Nearest in the plane",
  help: "The points that are drawn nearest, by their Euclidean distance in the picture, in root-mean-square radii of the layer: of hidden states nothing is known.",
  of: "coordinates",
  parameters,
  result: "related",
  ofPicture: true,
  run,
};

// eslint-disable-next-line @typescript-eslint/require-await -- in the form of every analysis
async function* run(
  { states, from, to, picture }: AnalysisInput,
  { k }: ParameterValues<typeof parameters>,
): AsyncGenerator<Step, Related> {
  const { records, widths } = states;
  const { dimensions, coordinates } = picture;
  const layers = widths.length;
  const asked = to - from;
  const count = Math.max(0, Math.min(k, records - 1));
  const size = layers * asked * count;
  const related: Related = { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) };
  const turn = Math.max(1, Math.floor(TURN / Math.max(1, records)));
  for (let layer = 0; count > 0 && layer < layers; layer++) {
    const places = coordinates.subarray(layer * records * dimensions, (layer + 1) * records * dimensions);
    for (let point = from; point < to; point++) {
      nearestTo(places, point, dimensions, count).write(related, layer * asked + point - from);
      if ((point - from) % turn === turn - 1) yield { done: (layer + (point - from) / asked) / layers };
    }
    yield { done: (layer + 1) / layers };
  }
  return related;
}

function nearestTo(places: Float32Array, point: number, dimensions: number, count: number): Nearest {
  const nearest = new Nearest(count);
  const [x = NaN, y = NaN, z = 0] = places.subarray(point * dimensions, (point + 1) * dimensions);
  for (let other = 0, at = 0; at < places.length; other++, at += dimensions) {
    if (other === point) continue;
    const depth = dimensions === 3 ? (places[at + 2] ?? NaN) - z : 0;
    nearest.offer(other, Math.hypot((places[at] ?? NaN) - x, (places[at + 1] ?? NaN) - y, depth));
  }
  return nearest;
}
