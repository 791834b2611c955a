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
import type { Probe, RanksParams, Rows, RowsParams, SearchParams, SearchPart } from "../src/protocol/finding.ts";
import { pageValue, type PageField } from "../src/protocol/pageFields.ts";
import type { PointValues, ValuesParams } from "../src/protocol/pointValues.ts";
import type { PageData, SavedView } from "../src/protocol/panel.ts";
import type { RowAction } from "../src/protocol/selection.ts";
import type { TaskChoice, TaskResult } from "../src/protocol/tasks.ts";
import { exportText } from "../src/strings/exporting.ts";
import { planeText } from "../src/strings/planes.ts";
import { BETWEEN, lostBetween } from "./between.ts";
import type { Host, HostListener } from "./host.ts";
import { recordOf } from "./places.ts";
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
    const { info, dataset, picture, result, fields, texts, tokens } = this.#page;
    const hasTexts = texts.length > 0 || picture.points === 0;
    const page = { fields: fields.map(({ name }) => name), hasTexts, hasTokens: tokens !== undefined };
    listener.infoChanged({ ...info, page });
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
      .filter(([, { kind }]) => kind === "perPoint" || kind === "related")
      .map(([task, result]) => [task, ofPoint(result, point, picture)] as const);
    return Promise.resolve({ ...known, tokens: tokens?.[point], results: Object.fromEntries(own) });
  }

  task({ task: { id, values } }: TaskParams): Promise<TaskResult> {
    const result = id === BETWEEN ? this.#between(values) : this.#page.results[id];
    return result === undefined
      ? Promise.reject(new StrataError("optionUnknown", { option: "analysis", value: id, allowed: this.#known }))
      : Promise.resolve(result);
  }

  /** What moved between two layers: of those that colour the page it is there, of all others its neighbours tell it. */
  #between(values: TaskChoice["values"]): TaskResult | undefined {
    const { results, picture, view } = this.#page;
    const layers = ({ first = 0, second = -1 }: TaskChoice["values"]) =>
      [Number(first), Number(second)].map((layer) => (layer < 0 ? picture.layers.length + layer : layer));
    const [first = 0, second = 0] = layers(values);
    const known = layers(view?.taskValues?.[BETWEEN] ?? {});
    if (results[BETWEEN] !== undefined && known[0] === first && known[1] === second) return results[BETWEEN];
    const { neighbours } = results;
    if (neighbours?.kind !== "related") return undefined;
    const lost = lostBetween(neighbours, picture.points, first, second);
    return { kind: "numbers", series: [{ id: "lost", label: planeText.rankings.lost, values: lost }] };
  }

  /** A page has its texts, the number of their tokens, and what it holds of the fields. */
  values(params: ValuesParams): Promise<PointValues> {
    const { texts, tokens } = this.#page;
    const numbers = (values: Float64Array): Promise<PointValues> => Promise.resolve({ kind: "numbers", values });
    if ("of" in params && params.of === "length" && texts.length > 0)
      return numbers(Float64Array.from(texts, characterCount));
    if ("of" in params && params.of === "tokens" && tokens !== undefined)
      return numbers(Float64Array.from(tokens, (count) => count || NaN));
    const colours = "field" in params ? this.#field(params.field)?.colours : undefined;
    if (colours !== undefined) return Promise.resolve(colours);
    const value = "field" in params ? params.field : params.of;
    return Promise.reject(new StrataError("optionUnknown", { option: "colour", value, allowed: "length, tokens" }));
  }

  search(params: SearchParams, signal: AbortSignal): Promise<SearchPart> {
    const { texts, picture, fields } = this.#page;
    const { place } = params;
    const names = place.kind === "text" ? [] : fields.map(({ name }) => name);
    const looked = place.kind === "field" ? names.filter((name) => name === place.name) : names;
    const wordsOf = (point: number): readonly string[] => [
      ...(place.kind === "field" ? [] : [texts[point] ?? ""]),
      ...looked.flatMap((name) => this.#valueOf(name, point) ?? []),
    ];
    return searchTexts(picture.points, wordsOf, params, signal);
  }

  rows({ points, fields }: RowsParams): Promise<Rows> {
    return Promise.resolve({
      texts: points.map((point) => this.#page.texts[point] ?? ""),
      values: fields.map((name) => points.map((point) => this.#valueOf(name, point) ?? null)),
    });
  }

  ranks({ by }: RanksParams): Promise<Uint32Array> {
    const { texts, picture } = this.#page;
    if (by.kind === "text") return Promise.resolve(ranksOf(texts, false));
    const values = Array.from({ length: picture.points }, (_, point) => this.#valueOf(by.name, point));
    return Promise.resolve(ranksOf(values, true));
  }

  #field(name: string): PageField | undefined {
    return this.#page.fields.find((field) => field.name === name);
  }

  #valueOf(name: string, point: number): string | undefined {
    const field = this.#field(name);
    return field && pageValue(field, recordOf(this.#page.dataset, point));
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
  if (result.kind === "perLayer" || result.kind === "numbers" || result.kind === "groups") return result;
  if (result.kind === "perPoint") return { ...result, values: pick(result.values, 1) };
  return { ...result, points: pick(result.points, result.count), distances: pick(result.distances, result.count) };
}
