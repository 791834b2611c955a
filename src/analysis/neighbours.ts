import type { Algebra } from "../numeric/algebra.ts";
import { chunksOf, type LayerStates } from "../numeric/layerStates.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Related, Step } from "../protocol/tasks.ts";
import type { Analysis, AnalysisInput } from "./analysis.ts";
import { cosineDistance } from "../numeric/cosine.ts";
import { Nearest } from "../numeric/nearest.ts";

const parameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest points to name at each layer" },
} as const;

type Values = ParameterValues<typeof parameters>;

/** Products are formed for so many records at a time: 32 MB of them at 16 000 records. */
const BLOCK_ROWS = 512;

/** Points looked for one by one: fewer do not need a layer in memory. */
const FEW_POINTS = 8;

/** The points whose states have the most similar direction: cosine distance, exact; equals by lower index first. */
export const neighbours: Analysis<typeof parameters, Related> = {
  id: "neighbours",
  label: "Nearest",
  help: "The points whose hidden states have the most similar direction, by cosine distance.",
  parameters,
  result: "related",
  run,
};

async function* run(
  { states, from, to, algebra }: AnalysisInput,
  { k }: Values,
): AsyncGenerator<Step<Related>, Related> {
  const layers = states.widths.length;
  const related = emptyRelated(k, layers, to - from, states.records);
  if (related.count === 0) return related;
  for (let layer = 0; layer < layers; layer++) {
    const work =
      to - from < FEW_POINTS ? few(states, layer, from, to, related) : many(states, layer, from, to, related, algebra);
    for await (const done of work) yield { done: (layer + done) / layers };
  }
  return related;
}

/** Writes the neighbours of a few points at one layer, chunk by chunk. */
async function* few(
  states: LayerStates,
  layer: number,
  from: number,
  to: number,
  related: Related,
): AsyncGenerator<number> {
  const width = states.widths[layer] ?? 0;
  const own = await states.read(layer, from, to);
  const nearest = Array.from({ length: to - from }, () => new Nearest(related.count));
  for await (const { from: first, to: end, rows } of chunksOf(states, layer)) {
    for (const [i, found] of nearest.entries()) {
      for (let other = first; other < end; other++) {
        if (other === from + i) continue;
        found.offer(other, cosineDistance(own, i * width, rows, (other - first) * width, width));
      }
    }
    yield end / states.records;
  }
  for (const [i, found] of nearest.entries()) found.write(related, layer * (to - from) + i);
}

/** Writes the neighbours of many points at one layer, by matrix products; keeps the layer in memory. */
async function* many(
  states: LayerStates,
  layer: number,
  from: number,
  to: number,
  related: Related,
  algebra: Algebra,
): AsyncGenerator<number> {
  const { records } = states;
  const width = states.widths[layer] ?? 0;
  const rows = await states.read(layer, 0, records);
  const directions = normalized(rows, width);
  for (let first = from; first < to; first += BLOCK_ROWS) {
    const end = Math.min(first + BLOCK_ROWS, to);
    const block = directions.subarray(first * width, end * width);
    const similarities = await algebra.products(block, directions, width);
    for (let point = first; point < end; point++) {
      const own = similarities.subarray((point - first) * records, (point - first + 1) * records);
      nearestOf(point, own, rows, related.count).write(related, layer * (to - from) + point - from);
    }
    yield (end - from) / (to - from);
  }
}

/**
 * The nearest points by distances in double precision, of those that the similarities in single precision leave
 * possible: so equal states stay equal, and one point and all points give the same answer.
 */
function nearestOf(record: number, similarities: Float32Array, rows: Float32Array, count: number): Nearest {
  const records = similarities.length;
  const width = rows.length / records;
  const rough = new Nearest(count);
  for (let other = 0; other < records; other++) {
    if (other !== record) rough.offer(other, -(similarities[other] ?? 0));
  }
  // Twice the largest rounding error of an inner product of unit vectors: Higham 2002, section 3.1.
  const least = -rough.worst - 2 * (width + 2) * 2 ** -23;
  const nearest = new Nearest(count);
  for (let other = 0; other < records; other++) {
    if (other === record || (similarities[other] ?? 0) < least) continue;
    nearest.offer(other, cosineDistance(rows, record * width, rows, other * width, width));
  }
  return nearest;
}

/** Each row divided by its length; zero where it has no direction. */
function normalized(rows: Float32Array, width: number): Float32Array {
  const directions = new Float32Array(rows.length);
  for (let at = 0; at < rows.length; at += width) {
    let squares = 0;
    for (let i = at; i < at + width; i++) squares += (rows[i] ?? 0) ** 2;
    if (squares === 0 || !Number.isFinite(squares)) continue;
    const factor = 1 / Math.sqrt(squares);
    for (let i = at; i < at + width; i++) directions[i] = (rows[i] ?? 0) * factor;
  }
  return directions;
}

function emptyRelated(k: number, layers: number, forRecords: number, records: number): Related {
  const count = Math.max(Math.min(k, records - 1), 0);
  const size = layers * forRecords * count;
  return { kind: "related", count, points: new Uint32Array(size), distances: new Float32Array(size) };
}
