import { panelText } from "../src/strings/panel.ts";
import { categoryName } from "./legend.ts";
import { recordOf } from "./places.ts";
import type { Shown } from "./state.ts";

/** What a point's label is called: its own number or name, also where many share a colour; none where all are alike. */
export function recordLabel({ dataset, categories }: Shown, point: number): string | undefined {
  const category = categories.list[categories.of[point] ?? 0];
  const record = recordOf(dataset, point);
  switch (category?.kind) {
    case undefined:
    case "all":
      return undefined;
    case "bin":
      return panelText.labelValue(dataset.labelValues?.[record] ?? NaN);
    case "rest":
      return dataset.labels[dataset.labelOf[record] ?? 0] ?? "";
    case "unlabelled":
      return categories.scale === undefined ? panelText.unlabelled : panelText.noValue;
    case "label":
      return categoryName(category, categories.merged);
  }
}
