import { NO_LABEL } from "../src/protocol/engine.ts";
import { panelText } from "../src/strings/panel.ts";
import { isByLine } from "./colouring.ts";
import { categoryName } from "./legend.ts";
import { recordOf } from "./places.ts";
import type { Shown } from "./state.ts";

/** What a point's colour says: its own number or name, also where many share a colour; none where all are alike. */
export function recordLabel({ dataset, categories }: Shown, point: number): string | undefined {
  // Where a record stands is said with every text.
  if (isByLine(categories)) return undefined;
  const category = categories.list[categories.of[point] ?? 0];
  switch (category?.kind) {
    case undefined:
    case "all":
      return undefined;
    case "bin":
      return categories.title === undefined
        ? panelText.labelValue(categories.numbers?.[point] ?? NaN)
        : panelText.numberValue(categories.numbers?.[point] ?? NaN);
    case "rest":
      // Of another field than the label's only the most frequent values are known.
      return categories.title === undefined ? labelOf(dataset, point) : panelText.otherValue;
    case "unlabelled":
      return category.name ?? (isLabelled(categories) ? panelText.unlabelled : panelText.noValue);
    case "label":
      return categoryName(category, categories.merged);
  }
}

/** The same beside a point, where nothing else says what a number is of. */
export function colourWords(shown: Shown, point: number): string | undefined {
  const { title, scale } = shown.categories;
  const label = recordLabel(shown, point);
  return label === undefined || scale === undefined || title === undefined ? label : `${title} ${label}`;
}

/** A record's label where the colours say something else; undefined where it has none. */
export function ownLabel({ dataset, categories }: Shown, point: number): string | undefined {
  if (categories.title === undefined) return undefined;
  const number = dataset.labelValues?.[recordOf(dataset, point)];
  if (number !== undefined) return Number.isNaN(number) ? undefined : panelText.labelValue(number);
  const label = labelOf(dataset, point);
  return label === "" ? undefined : label;
}

/** Whether the categories are the label's names. */
function isLabelled({ scale, title }: Shown["categories"]): boolean {
  return scale === undefined && title === undefined;
}

function labelOf(dataset: Shown["dataset"], point: number): string {
  const { labels, labelOf: of } = dataset;
  return labels[of[recordOf(dataset, point)] ?? NO_LABEL] ?? "";
}
