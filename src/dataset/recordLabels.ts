import type { DatasetInfo } from "../protocol/engine.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import type { ReadingNotice } from "../protocol/reading.ts";
import { missingWords } from "./missingWords.ts";
import { numberLabels } from "./numberLabels.ts";
import { numericLabels } from "./numericLabels.ts";

/** Numbers that no scale has a place for. */
const ENDLESS = /^[-+]?inf(?:inity)?$/i;

/** The labels of a data set, and what is to be said of those that are missing. */
export interface RecordLabels extends Pick<DatasetInfo, "labels" | "labelOf" | "labelValues"> {
  readonly notices: readonly ReadingNotice[];
}

/** Takes the labels of the records one by one. Blank ones and the usual words for none are none. */
export class LabelCollector {
  private readonly names: (string | undefined)[] = [];
  /** What the records without a label have in its place. */
  private readonly missing = new Map<string, number>();

  /**
   * @param name `undefined` where the record has no such field
   * @param open whether a word such as `NaN` may mean that there is none: in tables, and in JSON where it stands
   * without quotes
   */
  add(name: string | undefined, open: boolean): void {
    const word = name?.trim() ?? "";
    const isMissing = word === "" || (open && missingWords.has(word));
    if (isMissing) this.miss(word);
    this.names.push(isMissing ? undefined : name);
  }

  /**
   * Labels as numbers on a scale, or as categories by frequency.
   * @param few so many different numbers are categories; where left out as many as one tells apart
   */
  labelsOf(field: string | undefined, few?: number): RecordLabels {
    const finite = this.names.map((name) => (name !== undefined && ENDLESS.test(name.trim()) ? undefined : name));
    const labelValues = field === undefined ? undefined : numericLabels(finite, field, few);
    if (labelValues === undefined) {
      const { notices, ...labels } = numberLabels(this.names);
      return { ...labels, labelValues, notices: [...this.notices, ...notices] };
    }
    for (const [i, name] of this.names.entries()) if (name !== finite[i]) this.miss(name?.trim() ?? "");
    const labelOf = new Uint16Array(this.names.length).fill(NO_LABEL);
    return { labels: [], labelOf, labelValues, notices: this.notices };
  }

  private miss(word: string): void {
    this.missing.set(word, (this.missing.get(word) ?? 0) + 1);
  }

  private get notices(): readonly ReadingNotice[] {
    const counts = [...this.missing];
    const records = counts.reduce((sum, [, count]) => sum + count, 0);
    if (records === 0 || records === this.names.length) return [];
    return [{ kind: "labelMissing", words: counts.toSorted(([, a], [, b]) => b - a).map(([word]) => word), records }];
  }
}
