import type { Analysis } from "../analysis/analysis.ts";
import type { PageView } from "../protocol/exporting.ts";

/**
 * Whether an analysis is made for an export: the numbers of points always, but for those that take long; of few points
 * all that says the same whatever is shown; and what the view is coloured by, where it is groups also into tables.
 */
export function isExported(
  { id, result, onDemand }: Pick<Analysis, "id" | "result" | "onDemand">,
  wanted: "none" | "numbers" | "all",
  isMany: boolean,
  view: PageView | undefined,
): boolean {
  if (wanted === "none") return false;
  if (result === "groups") return colouredBy(view) === id;
  if (wanted === "numbers" && result !== "perPoint") return false;
  const isOfView = wanted === "all" && colouredBy(view) === id && (result === "perPoint" || result === "numbers");
  return isOfView || (result === "perPoint" && onDemand !== true) || (!isMany && result !== "numbers");
}

/** The task whose numbers colour a view. */
export function colouredBy(view: PageView | undefined): string | undefined {
  return view?.colouring?.kind === "task" ? view.colouring.id : undefined;
}
