import { leadingEigenpairs } from "../numeric/eigenpairs.ts";
import { metricParameter, type Metric } from "../numeric/metrics.ts";
import { pickedStates } from "../numeric/pickedStates.ts";
import { RandomStream } from "../numeric/randomStream.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Step, TaskContext } from "../protocol/tasks.ts";
import { finitePoints } from "./finitePoints.ts";
import { layerParameters } from "./layers.ts";
import { preparationParameters } from "./preparation.ts";
import type { LayerInput, LayerProjection, Projection } from "./projection.ts";
import { allCoordinates } from "./startPlaces.ts";

const parameters = {
  landmarks: {
    kind: "integer",
    default: 1000,
    min: 4,
    max: 5000,
    help: "Of how many points all distances are kept; the others are placed by theirs to these",
  },
  metric: { ...metricParameter, default: "euclidean" },
  seed: { kind: "integer", default: 0, min: 0, max: 2 ** 31 - 1, help: "Which random numbers are drawn" },
  ...preparationParameters(),
  ...layerParameters("procrustes"),
} as const;

type Values = ParameterValues<typeof parameters>;

/** An eigenvalue below this share of the largest is rounding of single precision distances. */
const ROUNDING = 1e-6;

/** Classical multidimensional scaling (Torgerson 1952) of all points, or of landmarks that place the others. */
export const mds: Projection<typeof parameters> = {
  id: "mds",
  version: 1,
  label: "MDS",
  help: "Distances kept as well as a plane or a space can: of many points, those to some landmarks.",
  reference: "de Silva and Tenenbaum 2004, Sparse multidimensional scaling using landmark points",
  centres: true,
  parameters,
  run,
};

async function* run(
  { states, layer, dimensions, algebra }: LayerInput,
  { landmarks: most, metric, seed }: Values,
  { signal }: TaskContext,
): AsyncGenerator<Step, LayerProjection, void> {
  const points = await finitePoints(states, layer, signal);
  const places = new Float64Array(points.length * dimensions);
  const landmarks = sample(points, most, seed);
  const count = landmarks.length;
  yield { done: 0.05 };
  if (count > 1) {
    const among = pickedStates(states, landmarks);
    const ofAll = { layer, among, metric, algebra, signal };
    const squares = new Float64Array(count * count);
    const turn = rowsInTurn(count);
    for await (const { from, to, similarities } of similarityBlocks({ ...ofAll, states, points: landmarks })) {
      for (let row = from; row < to; row++) {
        for (let other = 0; other < count; other++)
          squares[row * count + other] = squaredDistance(similarities[(row - from) * count + other] ?? 0, metric);
        squares[row * count + row] = 0;
        if (row % turn === 0) yield { done: 0.05 + (0.2 * row) / count };
      }
    }
    const means = centreTwice(squares, count);
    const { values, vectors } = await leadingEigenpairs(squares, count, dimensions, algebra, signal);
    const axes = inverseAxes(values, vectors, count);
    yield { done: 0.4 };
    for await (const { from, to, similarities } of similarityBlocks({ ...ofAll, states, points })) {
      for (let point = from; point < to; point++) {
        place(places, point * dimensions, similarities, (point - from) * count, { axes, means, metric });
        if (point % turn === 0) yield { done: 0.4 + (0.6 * point) / points.length };
      }
    }
  }
  yield { done: 1 };
  return { coordinates: allCoordinates(places, points, states.records, dimensions) };
}

/** So many of the points, ascending: each set as likely (Knuth's selection sampling). */
function sample(points: Uint32Array, most: number, seed: number): Uint32Array {
  if (points.length <= most) return points;
  const random = new RandomStream();
  random.begin(seed, 0);
  const chosen = new Uint32Array(most);
  let taken = 0;
  for (let i = 0; i < points.length; i++)
    if (random.below(points.length - i) < most - taken) chosen[taken++] = points[i] ?? 0;
  return chosen;
}

function squaredDistance(similarity: number, metric: Metric): number {
  if (metric === "euclidean") return Math.max(0, -2 * similarity);
  return metric === "manhattan" ? similarity ** 2 : (1 - similarity) ** 2;
}

/** Squared distances as inner products around the middle, in place; returns their means before, `[count]`. */
function centreTwice(squares: Float64Array, count: number): Float64Array {
  const means = new Float64Array(count);
  let all = 0;
  for (let row = 0; row < count; row++) {
    let sum = 0;
    for (let at = row * count; at < (row + 1) * count; at++) sum += squares[at] ?? 0;
    means[row] = sum / count;
    all += sum / count / count;
  }
  for (let row = 0; row < count; row++) {
    for (let other = 0; other < count; other++) {
      const at = row * count + other;
      squares[at] = -((squares[at] ?? 0) - (means[row] ?? 0) - (means[other] ?? 0) + all) / 2;
    }
  }
  return means;
}

/** What squared distances from the landmarks, less their means, are multiplied by: `[dimensions × count]`. */
function inverseAxes(values: Float64Array, vectors: Float64Array, count: number): Float64Array {
  const axes = new Float64Array(vectors.length);
  const least = ROUNDING * (values[0] ?? 0);
  for (const [axis, value] of values.entries()) {
    if (!(value > least)) continue;
    let [largest, at] = [0, axis * count];
    for (let i = axis * count; i < (axis + 1) * count; i++)
      if (Math.abs(vectors[i] ?? 0) > largest) [largest, at] = [Math.abs(vectors[i] ?? 0), i];
    const factor = Math.sign(vectors[at] ?? 0) / (2 * Math.sqrt(value));
    for (let i = axis * count; i < (axis + 1) * count; i++) axes[i] = (vectors[i] ?? 0) * factor;
  }
  return axes;
}

interface Triangulation {
  readonly axes: Float64Array;
  readonly means: Float64Array;
  readonly metric: Metric;
}

/** Distance-based triangulation: de Silva and Tenenbaum 2004, section 2.2. */
function place(
  places: Float64Array,
  to: number,
  similarities: Float32Array,
  from: number,
  { axes, means, metric }: Triangulation,
): void {
  const count = means.length;
  for (let axis = 0; axis < axes.length / count; axis++) {
    let sum = 0;
    for (let i = 0; i < count; i++)
      sum += (axes[axis * count + i] ?? 0) * ((means[i] ?? 0) - squaredDistance(similarities[from + i] ?? 0, metric));
    places[to + axis] = sum;
  }
}
