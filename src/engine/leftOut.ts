import type { RunResult } from "../protocol/engine.ts";
import type { Problem, TextFaultKind } from "../protocol/reading.ts";
import type { Points } from "../sources/points.ts";
import type { Slots } from "../sources/slots.ts";
import type { PointIndex, SlotIndex } from "../protocol/indices.ts";

/** Problems sent in full where the caller does not say. */
const MOST_PROBLEMS = 1000;

/** The texts of a run that the model has no states for. They are not cached, so the next run tries them again. */
export class LeftOut {
  readonly #faults = new Map<SlotIndex, { readonly kind: TextFaultKind; readonly reason: string }>();

  add(slot: SlotIndex, kind: TextFaultKind, reason: string): void {
    this.#faults.set(slot, { kind, reason });
  }

  /** Points without states. */
  countPoints(slots: Slots): number {
    return slots.countPoints(Uint32Array.from(this.#faults.keys()));
  }

  /** Every record with such a text as a problem of its line, in the order of the file; `most` of them in full. */
  problems(points: Points, slots: Slots, most = MOST_PROBLEMS): Pick<RunResult, "problems" | "problemCount"> {
    const faults = new Map<number, { readonly kind: TextFaultKind; readonly reason: string }>();
    for (const { record, ...fault } of points.tokens?.failed ?? []) faults.set(record, fault);
    for (const [slot, fault] of this.#faults)
      for (const point of slots.pointsOf(slot)) faults.set(points.recordOf(point as PointIndex), fault);
    const inOrder = [...faults].toSorted(([a], [b]) => a - b);
    return {
      problems: inOrder
        .slice(0, most)
        .map(([record, { kind, reason }]) => ({ ...placeOf(points.dataset, record), kind, reason })),
      problemCount: faults.size,
    };
  }
}

/** A record's text as far as it stands on its first line. */
function placeOf({ ranges, texts, fileOf }: Points["dataset"], record: number): Omit<Problem, "kind" | "reason"> {
  const [line = 0, start = 0, endLine = 0, endCharacter = 0] = ranges.subarray(4 * record, 4 * record + 4);
  const firstLine = /^[^\r\n]*/.exec(texts[record] ?? "")?.[0] ?? "";
  const end = Math.max(start + 1, endLine === line ? endCharacter : start + firstLine.length);
  return { line, start, end, ...(fileOf && { file: fileOf[record] ?? 0 }) };
}
