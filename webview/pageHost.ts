import {
  pointKind,
  NO_LABEL,
  type DetailsParams,
  type Picture,
  type PointDetails,
  type TaskParams,
} from "../src/protocol/engine.ts";
import { characterCount } from "../src/protocol/characterCount.ts";
import { StrataError } from "../src/protocol/errors.ts";
import type { Probe, Rows, RowsParams, SearchParams, SearchPart } from "../src/protocol/finding.ts";
import type { PointValues, ValuesParams } from "../src/protocol/pointValues.ts";
import type { PageData, SavedView } from "../src/protocol/panel.ts";
import type { RowAction } from "../src/protocol/selection.ts";
import type { TaskResult } from "../src/protocol/tasks.ts";
import { exportText } from "../src/strings/exporting.ts";
import type { Host, HostListener } from "./host.ts";
import type { PointSet } from "./pointSet.ts";
import { ranksOf, searchTexts } from "./pageSearch.ts";

/** A stand-alone page as the panel's host: everything it can ask for is in the page. */
export class PageHost implements Host {
  readonly hasEditor = false;
  readonly saved: Partial<SavedView>;
  readonly #page: PageData;

  constructor(page: PageData) {
    this.#page = page;
    this.saved = page.view ?? {};
  }

  start(listener: HostListener): void {
    const { info, dataset, picture, result } = this.#page;
    listener.infoChanged(info);
    listener.datasetChanged(dataset);
    listener.pictureChanged(picture);
    listener.stateChanged({ kind: "ready", result });
  }

  get #known(): string {
    return Object.keys(this.#page.results).join(", ");
  }

  /** A page has no commands. */
  invoke(): void {}

  /** A page has no editor. */
  reveal(): void {}

  /** A page has no editor. */
  peek(): void {}

  /** A page has no editor. */
  pointHovered(): void {}

  /** A page has no editor. */
  layerLit(): void {}

  /** A page has no editor. */
  colourLines(): void {}

  /** A page listens to its keys itself. */
  focusMoved(): void {}

  copy(text: string): void {
    navigator.clipboard.writeText(text).catch((error: unknown) => this.report(error));
  }

  /** A page has no file: of the actions on rows it can only copy. */
  actOnRows(action: RowAction, points: PointSet): void {
    if (action !== "copySelection") return;
    const { dataset, texts } = this.#page;
    const label = dataset.labelField ?? "label";
    const rows = Array.from(points, (point) => {
      const name = dataset.labels[dataset.labelOf[dataset.tokens?.recordOf[point] ?? point] ?? NO_LABEL];
      return JSON.stringify({ text: texts[point] ?? "", ...(name !== undefined && { [label]: name }) });
    });
    this.copy(rows.join("\n"));
  }

  /** Nobody asks. */
  selectionCounted(): void {}

  details({ run, point }: DetailsParams): Promise<PointDetails> {
    const { tokens, picture, results } = this.#page;
    const known = { run, point, text: this.#textOf(point), truncated: false };
    if (Number.isNaN(picture.coordinates[picture.dimensions * point] ?? NaN))
      return Promise.resolve({ ...known, tokens: undefined, results: {} });
    const own = Object.entries(results)
      .filter(([, { kind }]) => kind !== "perLayer" && kind !== "numbers")
      .map(([task, result]) => [task, ofPoint(result, point, picture)] as const);
    return Promise.resolve({ ...known, tokens: tokens?.[point], results: Object.fromEntries(own) });
  }

  task({ task: { id } }: TaskParams): Promise<TaskResult> {
    const result = this.#page.results[id];
    return result === undefined
      ? Promise.reject(new StrataError("optionUnknown", { option: "analysis", value: id, allowed: this.#known }))
      : Promise.resolve(result);
  }

  /** A page has its texts and the number of their tokens. */
  values(params: ValuesParams): Promise<PointValues> {
    const { texts, tokens } = this.#page;
    const numbers = (values: Float64Array): Promise<PointValues> => Promise.resolve({ kind: "numbers", values });
    if ("of" in params && params.of === "length" && texts.length > 0)
      return numbers(Float64Array.from(texts, characterCount));
    if ("of" in params && params.of === "tokens" && tokens !== undefined)
      return numbers(Float64Array.from(tokens, (count) => count || NaN));
    const value = "field" in params ? params.field : params.of;
    return Promise.reject(new StrataError("optionUnknown", { option: "colour", value, allowed: "length, tokens" }));
  }

  search(params: SearchParams, signal: AbortSignal): Promise<SearchPart> {
    return searchTexts(this.#page.texts, params, signal);
  }

  /** A page has no values of fields. */
  rows({ points, fields }: RowsParams): Promise<Rows> {
    return Promise.resolve({
      texts: points.map((point) => this.#page.texts[point] ?? ""),
      values: fields.map(() => points.map(() => null)),
    });
  }

  ranks(): Promise<Uint32Array> {
    return Promise.resolve(ranksOf(this.#page.texts));
  }

  /** A page has no model. */
  probe(): Promise<Probe> {
    return Promise.reject(new StrataError("probeRefused", { why: "page" }));
  }

  /** A page cannot compute. */
  draw(): void {}

  excerpts(_run: string, points: readonly number[]): Promise<readonly string[]> {
    return Promise.resolve(points.map((point) => this.#textOf(point)));
  }

  /** Where the texts were left out, points are called by their number. */
  #textOf(point: number): string {
    const { texts, dataset } = this.#page;
    return texts[point] ?? exportText.untold(point, pointKind(dataset));
  }

  /** A page holds one data set. */
  chooseDataSet(): void {}

  /** A page opens the same way every time. */
  save(): void {}

  /** A page has no other files. */
  placeLabels(): void {}

  report(error: unknown): void {
    // A page has no log but this one.
    // eslint-disable-next-line no-console
    console.error(error);
  }
}

/** What a result on all points says of one. */
function ofPoint(result: TaskResult, point: number, { layers, points }: Picture): TaskResult {
  const pick = <A extends Float32Array | Uint32Array>(values: A, count: number): A => {
    const picked = new (values.constructor as new (length: number) => A)(layers.length * count);
    for (let layer = 0; layer < layers.length; layer++) {
      const start = (layer * points + point) * count;
      picked.set(values.subarray(start, start + count), layer * count);
    }
    return picked;
  };
  if (result.kind === "perLayer" || result.kind === "numbers") return result;
  if (result.kind === "perPoint") return { ...result, values: pick(result.values, 1) };
  return { ...result, points: pick(result.points, result.count), distances: pick(result.distances, result.count) };
}
