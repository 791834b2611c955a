import type { DatasetInfo } from "../protocol/engine.ts";
import { NO_LABEL } from "../protocol/engine.ts";
import type { ReadingNotice } from "../protocol/reading.ts";
import { missingWords } from "./missingWords.ts";
import { numberLabels } from "./numberLabels.ts";
import { numericLabels } from "./numericLabels.ts";

/** Numbers that no scale has a place for. */
const ENDLESS = /^[-+]?inf(?:inity)?$/i;

/** A label as the source has it. */
export interface LabelCell {
  /** `undefined` where the record has no such field. */
  readonly name: string | undefined;
  /** Whether a word such as `NaN` may mean that there is none: in tables, and in JSON where it stands without quotes. */
  readonly open: boolean;
}

/** The labels of a data set, and what is to be said of those that are missing. */
export interface RecordLabels extends Pick<DatasetInfo, "labels" | "labelOf" | "labelValues"> {
  readonly notices: readonly ReadingNotice[];
}

/** Labels as numbers on a scale, or as categories by frequency. Blank ones and the usual words for none are none. */
export function recordLabels(cells: readonly LabelCell[], field: string | undefined): RecordLabels {
  const names = cells.map(({ name, open }) => (name === undefined || isMissing(name, open) ? undefined : name));
  const finite = names.map((name) => (name !== undefined && ENDLESS.test(name.trim()) ? undefined : name?.trim()));
  const labelValues = field === undefined ? undefined : numericLabels(finite, field);
  const notices = missingNotice(cells, labelValues === undefined ? names : finite);
  if (labelValues === undefined) return { ...numberLabels(names), labelValues, notices };
  return { labels: [], labelOf: new Uint16Array(cells.length).fill(NO_LABEL), labelValues, notices };
}

function isMissing(name: string, open: boolean): boolean {
  const word = name.trim();
  return word === "" || (open && missingWords.has(word));
}

/** What the records without a label have in its place, most frequent first. */
function missingNotice(cells: readonly LabelCell[], names: readonly (string | undefined)[]): readonly ReadingNotice[] {
  const counts = new Map<string, number>();
  let records = 0;
  for (const [i, { name }] of cells.entries()) {
    if (names[i] !== undefined) continue;
    records++;
    const word = name?.trim() ?? "";
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  if (records === 0 || records === cells.length) return [];
  const words = [...counts].toSorted(([, a], [, b]) => b - a).map(([word]) => word);
  return [{ kind: "labelMissing", words, records }];
}
