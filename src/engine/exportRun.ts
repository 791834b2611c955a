import { recordKeys } from "../activations/recordKeys.ts";
import type { ExportInput } from "../export/index.ts";
import type { LayerStates } from "../numeric/layerStates.ts";
import { lowerBound } from "../numeric/lowerBound.ts";
import type { PageView } from "../protocol/exporting.ts";
import type { PageData } from "../protocol/panel.ts";
import type { PointIndex, RowIndex } from "../protocol/indices.ts";
import type { TaskResult } from "../protocol/tasks.ts";
import { datasetInfo, isGiven, pictureOf, type Run } from "./run.ts";

/** UTF-16 units of a text on a page. */
const TEXT_LENGTH = 1000;

/** What is to be exported of a run. */
export interface ExportChoice {
  /** What the analyses say, by task: see `runTask`. */
  readonly results: Readonly<Record<string, TaskResult>>;
  readonly info: PageData["info"];
  readonly panel: ExportInput["panel"];
  readonly chosen: Uint32Array | undefined;
  readonly withTexts: boolean;
  readonly fields: PageData["fields"];
  readonly view: PageView | undefined;
  readonly signal: AbortSignal;
  readonly onDone: (done: number) => void;
  readonly reducer: ExportInput["reducer"];
}

/** What the exporters draw from. Points without states have NaN in their place, and no neighbours. */
export function exportInput(run: Run, choice: ExportChoice): ExportInput {
  const { points, rows, source, result } = run;
  const { results, info, panel, chosen, withTexts, fields, view, signal, onDone, reducer } = choice;
  const dataset = datasetInfo(run.id, points);
  const texts = (): string[] =>
    Array.from({ length: points.count }, (_, point) => shortened(points.textOf(point as PointIndex)));
  const page: PageData = {
    info,
    dataset: withTexts ? dataset : withoutReasons(dataset),
    picture: pictureOf(run),
    result: withTexts ? result : withoutReasons(result),
    texts: withTexts ? texts() : [],
    tokens: isGiven(run)
      ? undefined
      : Uint32Array.from(rows, (row) => (row === -1 ? 0 : source.facts(row as RowIndex).tokens)),
    results: withTexts ? results : withoutWords(results),
    fields,
    ...(view && { view: withTexts ? view : withoutSearch(view) }),
  };
  return {
    ...{ points, states: statesOfAll(run), page, panel, withTexts, signal, onDone },
    chosen: chosen ?? Uint32Array.from({ length: points.count }, (_, point) => point),
    bundle: () => bundleOf(run),
    reducer,
  };
}

/** Reasons of problems quote what stands at their place: they are counted, and not listed. */
function withoutReasons<T extends { readonly problems: readonly unknown[] }>(of: T): T {
  return { ...of, problems: [] };
}

/** What was searched for often stands in a text. */
function withoutSearch<V extends PageView>(view: V): V {
  const rest = Object.fromEntries(Object.entries(view).filter(([key]) => key !== "search")) as V;
  const bookmarks = view.bookmarks?.map(({ name, view: marked }) => ({ name, view: withoutSearch(marked) }));
  return { ...rest, ...(bookmarks && { bookmarks }) };
}

/** Words that tell groups apart are taken from texts. */
function withoutWords(results: ExportChoice["results"]): ExportChoice["results"] {
  const kept: Record<string, TaskResult> = { ...results };
  for (const [id, result] of Object.entries(results)) {
    if (result.kind !== "groups") continue;
    kept[id] = { ...result, layers: result.layers.map((groups) => groups.map((group) => ({ ...group, words: [] }))) };
  }
  return kept;
}

function bundleOf({ source, points, rows }: Run): ReturnType<ExportInput["bundle"]> {
  const { key, layers, spaces, origin } = source;
  const { model, pooling, maxTokens } = origin;
  const texts = Array.from({ length: points.count }, (_, point) => points.textOf(point as PointIndex));
  return {
    facts: { key, layers, spaces, points: points.kind, model, pooling, maxTokens },
    // A point with states counts at least one, also where nobody knows how many tokens were read.
    tokens: Uint32Array.from(rows, (row) => (row === -1 ? 0 : Math.max(1, source.facts(row as RowIndex).tokens))),
    keys: recordKeys(texts),
    truncated: Uint8Array.from(rows, (row) => (row === -1 ? 0 : Number(source.facts(row as RowIndex).truncated))),
  };
}

function shortened(text: string): string {
  return text.length > TEXT_LENGTH ? `${text.slice(0, TEXT_LENGTH)}…` : text;
}

/** The states in the order of the file, one row for every point. */
function statesOfAll({ drawn, points, states }: Run): LayerStates {
  if (drawn.length === points.count) return states;
  const { widths, spaces } = states;
  const readBy = (reader: Pick<LayerStates, "read">) => async (layer: number, from: number, to: number) => {
    const width = widths[layer] ?? 0;
    const rows = new Float32Array((to - from) * width).fill(NaN);
    const [first, last] = [lowerBound(drawn, from), lowerBound(drawn, to)];
    if (first === last) return rows;
    const found = await reader.read(layer, first, last);
    for (let row = first; row < last; row++) {
      const at = (row - first) * width;
      rows.set(found.subarray(at, at + width), ((drawn[row] ?? 0) - from) * width);
    }
    return rows;
  };
  const cursor = () => {
    const own = states.cursor?.() ?? { read: states.read.bind(states), close: () => undefined };
    return { read: readBy(own), close: () => own.close() };
  };
  return { widths, spaces, records: points.count, read: readBy(states), cursor };
}
