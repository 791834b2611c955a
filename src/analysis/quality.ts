import { lowerBound } from "../numeric/lowerBound.ts";
import { Nearest } from "../numeric/nearest.ts";
import { allOrSample, countTo } from "../numeric/sample.ts";
import { rowsInTurn, similarityBlocks } from "../numeric/similarities.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { PerLayer, Step, TaskContext } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";

const parameters = {
  k: { kind: "integer", default: 15, min: 1, max: 100, help: "How many nearest points are looked at" },
} as const;

/**
 * How well the picture keeps who is near whom. With `r(i, j)` the rank of `j` among all points by their hidden states'
 * cosine distance from `i`, over the `k` points `j` that the picture draws nearest to `i`:
 * trustworthiness `1 - 2 / (n k (2m - 3k - 1)) · Σ max(0, r(i, j) - k)` for `n` asked of `m` points (Venna and Kaski
 * 2001), and the share with `r(i, j) ≤ k`. Ranks are by similarities in single precision. `k` is less than half of the points. NaN where there are fewer than three.
 */
export const quality: Analysis<typeof parameters, PerLayer> = {
  id: "quality",
  version: 2,
  label: "Picture quality",
  help: "How far points drawn near each other are near each other in the model.",
  reference: "Venna and Kaski 2001, doi:10.1007/3-540-44668-0_68",
  parameters,
  range: {
    words: "From 0 to 1: 1 where the picture keeps all neighbours, by cosine distance.",
    form: "share",
    low: 0,
    high: 1,
  },
  result: "perLayer",
  ofPicture: true,
  run,
};

async function* run(
  { states, algebra, picture }: AnalysisInput,
  { k: wanted }: ParameterValues<typeof parameters>,
  { signal }: TaskContext,
): AsyncGenerator<Step, PerLayer> {
  const { widths, records } = states;
  const trustworthiness = new Float32Array(widths.length).fill(NaN);
  const kept = new Float32Array(widths.length).fill(NaN);
  const turn = rowsInTurn(records);
  let sampled: number | undefined;
  const perLayer = records * picture.dimensions;
  for (let layer = 0; layer < widths.length; layer++) {
    const drawn = new DrawnLayer(
      picture.coordinates.subarray(layer * perLayer, (layer + 1) * perLayer),
      picture.dimensions,
    );
    const points = allOrSample(drawn.finite);
    if (points.length < drawn.finite.length) sampled = points.length;
    const all = drawn.finite.length;
    const k = Math.min(wanted, Math.ceil(all / 2) - 1);
    if (k < 1) continue;
    let lost = 0;
    let found = 0;
    for await (const block of similarityBlocks({ layer, states, points, among: states, algebra, signal })) {
      for (let i = block.from; i < block.to; i++) {
        const row = i - block.from;
        const similarities = block.similarities.subarray(row * records, (row + 1) * records);
        for (const rank of ranksOf(drawn, points[i] ?? 0, similarities, k)) {
          lost += Math.max(0, rank - k);
          found += rank <= k ? 1 : 0;
        }
        const isTurn = row % turn === turn - 1 || i === block.to - 1;
        if (isTurn) yield { done: (layer + (i + 1) / points.length) / widths.length };
      }
    }
    trustworthiness[layer] = 1 - (2 / (points.length * k * (2 * all - 3 * k - 1))) * lost;
    kept[layer] = found / (points.length * k);
  }
  const series = [
    { id: "trustworthiness", label: "Trustworthiness", values: trustworthiness },
    { id: "kept", label: "Neighbours kept", values: kept },
  ];
  yield { done: 1 };
  return { kind: "perLayer", series, ...(sampled && { sampled }) };
}

/** Where one layer's points are drawn. */
class DrawnLayer {
  /** The points that are drawn. */
  readonly finite: Uint32Array;
  readonly #coordinates: Float32Array;
  readonly #dimensions: number;

  constructor(coordinates: Float32Array, dimensions: number) {
    this.#coordinates = coordinates;
    this.#dimensions = dimensions;
    this.finite = countTo(coordinates.length / dimensions).filter((point) => this.has(point));
  }

  has(point: number): boolean {
    return Number.isFinite(this.#coordinates[point * this.#dimensions]);
  }

  /** The `k` points drawn nearest to one. */
  nearest(point: number, k: number): Uint32Array {
    const dimensions = this.#dimensions;
    const coordinates = this.#coordinates;
    const own = coordinates.subarray(point * dimensions, (point + 1) * dimensions);
    const [x = 0, y = 0, z = 0] = own;
    const nearest = new Nearest(k);
    let worst = Infinity;
    for (let other = 0, at = 0; at < coordinates.length; other++, at += dimensions) {
      let squares = ((coordinates[at] ?? 0) - x) ** 2 + ((coordinates[at + 1] ?? 0) - y) ** 2;
      if (dimensions === 3) squares += ((coordinates[at + 2] ?? 0) - z) ** 2;
      // Not so, too, where one is not drawn.
      if (!(squares < worst) || other === point) continue;
      nearest.offer(other, squares);
      worst = nearest.worst;
    }
    return nearest.points;
  }
}

/** Ranks, from 1, by hidden states of the `k` points drawn nearest to one; equally similar ones share the lowest. */
function ranksOf(drawn: DrawnLayer, point: number, similarities: Float32Array, k: number): Uint32Array {
  const near = Float32Array.from(drawn.nearest(point, k), (other) => similarities[other] ?? 0).sort();
  // How many points are as similar as some of them, and more similar than so many: those of none are not asked for.
  const between = new Uint32Array(k + 1);
  const least = near[0] ?? 0;
  for (let other = 0; other < similarities.length; other++) {
    const similarity = similarities[other] ?? 0;
    if (similarity <= least || other === point || !drawn.has(other)) continue;
    const place = lowerBound(near, similarity);
    between[place] = (between[place] ?? 0) + 1;
  }
  const ranks = new Uint32Array(k);
  let above = 0;
  for (let place = k - 1; place >= 0; place--) {
    above += between[place + 1] ?? 0;
    ranks[place] = above + 1;
  }
  return ranks;
}
