import type { Algebra } from "../projection/algebra.ts";
import { chunksOf, type LayerStates } from "../projection/layerStates.ts";
import { StrataError } from "../protocol/errors.ts";
import type { ParameterValues } from "../protocol/parameters.ts";
import type { Related, Relation } from "./analysis.ts";
import { cosineDistance } from "./cosine.ts";
import { Nearest } from "./nearest.ts";

const parameters = {
  k: { kind: "integer", default: 10, min: 1, max: 100, help: "How many nearest records to name at each layer" },
} as const;

type Values = ParameterValues<typeof parameters>;

/** Products are formed for so many records at a time: 32 MB of them at 16 000 records. */
const BLOCK_ROWS = 512;

/** The records whose states point in the most similar direction: cosine distance, exact; equals by lower index first. */
export const neighbours: Relation<typeof parameters> = {
  kind: "relation",
  id: "neighbours",
  label: "Nearest records",
  parameters,
  ofRecord,
  ofAll,
};

async function ofRecord(states: LayerStates, record: number, { k }: Values): Promise<Related> {
  const { widths, records } = states;
  if (!Number.isInteger(record) || record < 0 || record >= records)
    throw new StrataError("recordUnknown", { record, records });
  const related = emptyRelated(k, widths.length, 1, records);
  for (const [layer, width] of widths.entries()) {
    const own = await states.read(layer, record, record + 1);
    const nearest = new Nearest(related.count);
    for await (const { from, to, rows } of chunksOf(states, layer)) {
      for (let other = from; other < to; other++) {
        if (other !== record) nearest.offer(other, cosineDistance(own, 0, rows, (other - from) * width, width));
      }
    }
    nearest.write(related, layer);
  }
  return related;
}

async function ofAll(states: LayerStates, { k }: Values, algebra: Algebra): Promise<Related> {
  const { widths, records } = states;
  const related = emptyRelated(k, widths.length, records, records);
  if (related.count === 0) return related;
  for (const [layer, width] of widths.entries()) {
    const rows = await states.read(layer, 0, records);
    const directions = normalized(rows, width);
    for (let from = 0; from < records; from += BLOCK_ROWS) {
      const to = Math.min(from + BLOCK_ROWS, records);
      const block = directions.subarray(from * width, to * width);
      const similarities = await algebra.products(block, directions, width);
      for (let record = from; record < to; record++) {
        const own = similarities.subarray((record - from) * records, (record - from + 1) * records);
        nearestOf(record, own, rows, related.count).write(related, layer * records + record);
      }
    }
  }
  return related;
}

/**
 * The nearest records by distances in double precision, of those that the similarities in single precision leave
 * possible: so equal states stay equal, and one record and all records give the same answer.
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
  return { count, records: new Uint32Array(size), distances: new Float32Array(size) };
}
