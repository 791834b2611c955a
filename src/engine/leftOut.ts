import type { Dataset } from "../dataset/dataset.ts";
import type { RunResult } from "../protocol/engine.ts";
import type { Problem, TextFaultKind } from "../protocol/reading.ts";
import type { Slots } from "./slots.ts";

/** Problems sent in full where the caller does not say. */
const MOST_PROBLEMS = 1000;

/** The texts of a run that the model has no states for. They are not cached, so the next run tries them again. */
export class LeftOut {
  readonly #faults = new Map<number, { readonly kind: TextFaultKind; readonly reason: string }>();

  add(slot: number, kind: TextFaultKind, reason: string): void {
    this.#faults.set(slot, { kind, reason });
  }

  /** Every record with such a text as a problem of its line, in the order of the file; `most` of them in full. */
  problems(dataset: Dataset, slots: Slots, most = MOST_PROBLEMS): Pick<RunResult, "problems" | "problemCount"> {
    const records = [...this.#faults].flatMap(([slot, fault]) =>
      Array.from(slots.recordsOf(slot), (record) => ({ record, ...fault })),
    );
    const inOrder = records.toSorted((a, b) => a.record - b.record);
    return {
      problems: inOrder
        .slice(0, most)
        .map(({ record, kind, reason }) => ({ ...placeOf(dataset, record), kind, reason })),
      problemCount: records.length,
    };
  }
}

/** A record's text as far as it stands on its first line. */
function placeOf({ ranges, texts }: Dataset, record: number): Pick<Problem, "line" | "start" | "end"> {
  const [line = 0, start = 0, endLine = 0, endCharacter = 0] = ranges.subarray(4 * record, 4 * record + 4);
  const firstLine = /^[^\r\n]*/.exec(texts[record] ?? "")?.[0] ?? "";
  return { line, start, end: Math.max(start + 1, endLine === line ? endCharacter : start + firstLine.length) };
}
