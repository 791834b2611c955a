import { KEY_BYTES } from "../activations/recordKeys.ts";
import type { Extractor } from "../model/extractor.ts";
import type { SlotIndex } from "../protocol/indices.ts";
import { Points } from "./points.ts";
import { Slots } from "./slots.ts";

/** Nothing is known of any row. */
const nowhere = { lookup: (keys: Uint8Array) => new Int32Array(keys.length / KEY_BYTES).fill(-1) };

/** The tokens of records as points. Each text is tokenized once, however often it stands there. Throws as `tokenRanges`. */
export async function tokensOf(records: Points, extractor: Extractor, signal: AbortSignal): Promise<Points> {
  const { dataset, textKeys: keys } = records;
  const distinct = new Slots(keys, nowhere);
  const texts = Array.from({ length: distinct.count }, (_, slot) =>
    records.textOf(distinct.firstPoint(slot as SlotIndex)),
  );
  const found = await extractor.tokenRanges(texts, signal);
  const slotOf = distinct.slotsOf(0, records.count);
  const starts = new Uint32Array(records.count + 1);
  for (const [record, slot] of slotOf.entries()) {
    starts[record + 1] = (starts[record] ?? 0) + (found.offsets[slot + 1] ?? 0) - (found.offsets[slot] ?? 0);
  }
  const count = starts[records.count] ?? 0;
  const recordOf = new Uint32Array(count);
  const offsets = new Uint32Array(2 * count);
  const tokenKeys = new Uint8Array(count * KEY_BYTES);
  const view = new DataView(tokenKeys.buffer);
  for (const [record, slot] of slotOf.entries()) {
    const [from, to] = [starts[record] ?? 0, starts[record + 1] ?? 0];
    recordOf.fill(record, from, to);
    offsets.set(found.ranges.subarray(2 * (found.offsets[slot] ?? 0), 2 * (found.offsets[slot + 1] ?? 0)), 2 * from);
    const own = keys.subarray(record * KEY_BYTES, (record + 1) * KEY_BYTES);
    for (let point = from; point < to; point++) {
      tokenKeys.set(own, point * KEY_BYTES);
      // A token is told from the others of its text by its number.
      const last = point * KEY_BYTES + KEY_BYTES - 4;
      view.setUint32(last, view.getUint32(last) ^ (point - from + 1));
    }
  }
  const failed = found.failed.flatMap(({ row, kind, reason }) =>
    Array.from(distinct.pointsOf(row as SlotIndex), (record) => ({ record, kind, reason })),
  );
  const ranges = dataset.parts.rangesOf(recordOf, offsets);
  const tokens = { recordOf, offsets, ranges, starts, areRecords: false, failed };
  return new Points(dataset, keys, { keys: tokenKeys, tokens });
}
