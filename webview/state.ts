import {
  pointCount,
  type DatasetInfo,
  type Picture,
  type PointDetails,
  type RunResult,
} from "../src/protocol/engine.ts";
import type {
  Bookmark,
  FailureMessage,
  PanelInfo,
  PanelState,
  SavedColouring,
  SavedView,
  TaskValues,
} from "../src/protocol/panel.ts";
import type { PictureView } from "../src/protocol/pictureSettings.ts";
import type { PerLayer, TaskProgress } from "../src/protocol/tasks.ts";
import type { Camera } from "./camera.ts";
import { carryPoint } from "./carry.ts";
import { categoriesOf, type Categories, type Look } from "./categories.ts";
import type { ColourValues } from "./colouring.ts";
import { followPlaces, noPlaces, readPlaces, type Places } from "./labelPlaces.ts";
import { memoLast } from "./memo.ts";
import { DEFAULT_SEPARATION } from "./projector.ts";
import { restoredView } from "./savedView.ts";

export type Trajectories = "all" | "selected" | "none";

/** The ways to look at a picture; `views.ts` is their table. */
export type ViewId = NonNullable<SavedView["mode"]>;

/** Points that were set aside as A and as B, to be compared; ascending ids. */
export interface Pins {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
}

/** What is searched for, and the points found, ascending; `undefined` while they are not known. */
export interface Search {
  readonly query: string;
  readonly hits: Uint32Array | undefined;
}

/** What the user chose to look at; kept over a reload. `undefined` takes what the data or the settings say. */
export interface View {
  readonly mode: ViewId;
  readonly layer: number | undefined;
  /** The layer that Pair shows beside the lit one. */
  readonly other: number | undefined;
  /** The one record that is looked at. */
  readonly selected: number | undefined;
  /** The set of points that was marked, ascending. */
  readonly selection: Uint32Array;
  /** The points the user hid, ascending. */
  readonly filter: Uint32Array;
  readonly pins: Pins;
  readonly colouring: SavedColouring;
  /** What the user chose in place of the looks that categories would have, by their keys. */
  readonly looks: ReadonlyMap<string, Partial<Look>>;
  readonly separation: number | undefined;
  readonly trajectories: Trajectories;
  /** Keys of hidden categories. */
  readonly hidden: ReadonlySet<string>;
  /** Of all labels this file has had. */
  readonly places: Places;
  /** What was chosen for the analyses, by task; defaults where left out. */
  readonly values: TaskValues;
  /** The chart of Curves that fills the view, by its id. */
  readonly chart: string | undefined;
  readonly sheet: boolean;
  readonly playing: boolean;
  readonly camera: Camera;
  readonly bookmarks: readonly Bookmark[];
  /** The bookmark that was shown last. */
  readonly bookmark: number | undefined;
}

/** What is drawn: a picture and the data set of the same run. */
export interface Shown {
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
  readonly categories: Categories;
}

export type Details =
  | { readonly kind: "none" }
  | { readonly kind: "loaded"; readonly value: PointDetails }
  | { readonly kind: "failed"; readonly point: number; readonly message: FailureMessage };

/** An analysis of the layers that is under way, or says nothing. */
export type LayerWork =
  { readonly kind: "working"; readonly done: number } | { readonly kind: "failed"; readonly message: FailureMessage };

/** A drawn point. */
export interface Target {
  readonly point: number;
  readonly layer: number;
}

export interface State {
  /** `undefined` until the host has spoken. */
  readonly panel: PanelState | undefined;
  readonly info: PanelInfo | undefined;
  /** The newest data set; ahead of `shown` until its first picture comes. */
  readonly dataset: DatasetInfo | undefined;
  readonly shown: Shown | undefined;
  readonly view: View;
  readonly details: Details;
  /** Beginnings of texts, by point, as far as they were asked for. Like the details of the current run. */
  readonly excerpts: ReadonlyMap<number, string>;
  readonly hovered: Target | undefined;
  readonly search: Search;
  /** What was asked to colour the points by: the newest first, of two runs at most. */
  readonly colourValues: readonly ColourValues[];
  /** What the analyses say of the layers of the shown run's final picture, by task. */
  readonly layerResults: Readonly<Record<string, PerLayer>>;
  /** How far those are that have said nothing yet, by task. */
  readonly layerWork: Readonly<Record<string, LayerWork>>;
  /** False where the picture has to be drawn without WebGL. */
  readonly webgl: boolean;
  /** Trajectories on the canvas while some are left out; `undefined` where all are there. */
  readonly linesDrawn: number | undefined;
}

export const NO_POINTS = new Uint32Array();

export { savedView } from "./savedView.ts";

/** The state a panel starts with: nothing known but what was saved. */
export function initialState(saved: Partial<SavedView>): State {
  return {
    panel: undefined,
    info: undefined,
    dataset: undefined,
    shown: undefined,
    view: restoredView(saved),
    details: { kind: "none" },
    excerpts: new Map(),
    hovered: undefined,
    search: { query: "", hits: undefined },
    colourValues: [],
    layerResults: {},
    layerWork: {},
    webgl: true,
    linesDrawn: undefined,
  };
}

export function panelChanged(state: State, panel: PanelState): State {
  return { ...state, panel };
}

export function infoChanged(state: State, info: PanelInfo): State {
  const places = followPlaces(state.view.places, sharedPlaces(state.info), sharedPlaces(info));
  return withPlaces({ ...state, info }, places);
}

/** The places of the labels of all files. */
export const readSharedPlaces = memoLast((info: PanelInfo | undefined): Places => sharedPlaces(info));

function sharedPlaces(info: PanelInfo | undefined): Places {
  return info?.labelPlaces === undefined ? noPlaces : readPlaces(info.labelPlaces);
}

/** Gives the labels colours, symbols and places anew, by their frequency. */
export function placeAnew(state: State): State {
  return state.shown === undefined ? state : withPlaces(state, freshPlaces(state.shown.dataset));
}

/** The places the labels would get if they had none. */
export const freshPlaces = memoLast((dataset: DatasetInfo): Places => categoriesOf(dataset).places);

/** Shows a view that comes from elsewhere: of a bookmark, or of a file of settings. */
export function showView(state: State, saved: PictureView): State {
  const view = restoredView(saved);
  return withPlaces({ ...state, view: { ...view, places: state.view.places } }, view.places);
}

function withPlaces(state: State, places: Places): State {
  const { shown, view } = state;
  if (places === view.places) return state;
  return {
    ...state,
    view: { ...view, places },
    ...(shown !== undefined && { shown: { ...shown, categories: categoriesOf(shown.dataset, places) } }),
  };
}

/** The data set that is shown; before the first picture the one that was read. */
export function currentDataset({ shown, dataset }: Pick<State, "shown" | "dataset">): DatasetInfo | undefined {
  return shown?.dataset ?? dataset;
}

/** A file was read. Its picture follows; until then the picture before stays, with its own data set. */
export function datasetChanged(state: State, dataset: DatasetInfo): State {
  return ofCurrentRun(state, { ...state, dataset });
}

/** A picture of the data set that is shown or of the newest one; one of another run is none of theirs. */
export function pictureChanged(state: State, picture: Picture): State {
  const { dataset, shown, view } = state;
  if (shown?.dataset.run === picture.run)
    return { ...state, shown: { ...shown, picture }, layerResults: {}, layerWork: {} };
  if (dataset?.run !== picture.run) return state;
  const categories = categoriesOf(dataset, view.places, sharedPlaces(state.info));
  const places = { ...view, places: categories.places };
  return ofCurrentRun(state, { ...state, shown: { dataset, picture, categories }, view: places });
}

/** What is known of another run than the current one is not kept; the selection goes where its point went. */
function ofCurrentRun(before: State, after: State): State {
  const [old, current] = [currentDataset(before), currentDataset(after)];
  if (current === undefined || old?.run === current.run) return after;
  const { view, search } = after;
  const set = (points: Uint32Array): Uint32Array => carriedSet(old, current, points);
  return {
    ...after,
    view: {
      ...view,
      selected: carried(old, current, view.selected),
      bookmarks: view.bookmarks.map((bookmark) => carriedBookmark(old, current, bookmark)),
      selection: set(view.selection),
      filter: set(view.filter),
      pins: { a: set(view.pins.a), b: set(view.pins.b) },
    },
    details: { kind: "none" },
    excerpts: new Map(),
    hovered: undefined,
    search: { ...search, hits: undefined },
    layerResults: {},
    layerWork: {},
  };
}

function carriedBookmark(old: DatasetInfo | undefined, current: DatasetInfo, { name, view }: Bookmark): Bookmark {
  const { selected: before, selection, filter, ...rest } = view;
  const selected = carried(old, current, before);
  const set = (ids: readonly number[]): readonly number[] => [...carriedSet(old, current, Uint32Array.from(ids))];
  const kept = {
    ...(selected !== undefined && { selected }),
    ...(selection && { selection: set(selection) }),
    ...(filter && { filter: set(filter) }),
  };
  return { name, view: { ...rest, ...kept } };
}

function carried(old: DatasetInfo | undefined, current: DatasetInfo, selected: number | undefined): number | undefined {
  if (selected === undefined) return undefined;
  const goes = old === undefined ? selected : carryPoint(old, current, selected);
  return goes !== undefined && goes < pointCount(current) ? goes : undefined;
}

function carriedSet(old: DatasetInfo | undefined, current: DatasetInfo, points: Uint32Array): Uint32Array {
  if (points.length === 0) return points;
  return Uint32Array.from(points, (point) => carried(old, current, point) ?? -1)
    .filter((point) => point !== 0xffffffff)
    .sort();
}

/** Details of a point; dropped where another one is selected by now, or they are another run's. */
export function detailsLoaded(state: State, value: PointDetails): State {
  const current = currentDataset(state)?.run === value.run && state.view.selected === value.point;
  return current ? { ...state, details: { kind: "loaded", value } } : state;
}

export function detailsFailed(state: State, run: string, point: number, message: FailureMessage): State {
  const current = currentDataset(state)?.run === run && state.view.selected === point;
  return current ? { ...state, details: { kind: "failed", point, message } } : state;
}

/** Texts of some points; dropped where they are another run's. */
export function excerptsLoaded(state: State, run: string, points: readonly number[], texts: readonly string[]): State {
  if (currentDataset(state)?.run !== run) return state;
  const excerpts = new Map(state.excerpts);
  points.forEach((point, i) => excerpts.set(point, texts[i] ?? ""));
  return { ...state, excerpts };
}

/** What an analysis says of the layers; dropped where it is of another picture. */
export function layerResultLoaded(state: State, picture: Picture, task: string, result: PerLayer): State {
  if (state.shown?.picture !== picture) return state;
  return { ...state, layerResults: { ...state.layerResults, [task]: result } };
}

/** Keeps the newest values of a run, and those of the one before: its picture may still be shown. */
export function colourValuesLoaded(state: State, values: ColourValues): State {
  const others = state.colourValues.filter(({ run }) => run !== values.run);
  return { ...state, colourValues: [values, ...others.slice(0, 1)] };
}

/** Tells of lines that are left out for now; `undefined` where none are. */
export function linesDrawn(state: State, lines: number | undefined): State {
  return state.linesDrawn === lines ? state : { ...state, linesDrawn: lines };
}

/** How far an analysis of the layers is; what it said before is of other values and goes. */
export function layerWorkChanged(state: State, picture: Picture, task: string, work: LayerWork): State {
  if (state.shown?.picture !== picture) return state;
  const others = Object.entries(state.layerResults).filter(([id]) => id !== task);
  const layerResults =
    others.length < Object.keys(state.layerResults).length ? Object.fromEntries(others) : state.layerResults;
  return { ...state, layerResults, layerWork: { ...state.layerWork, [task]: work } };
}

/** The share done of an analysis that is under way. */
export function taskProgressed(state: State, { run, task, done }: TaskProgress): State {
  const work = state.layerWork[task];
  if (state.shown?.picture.run !== run || work?.kind !== "working" || work.done >= done) return state;
  return { ...state, layerWork: { ...state.layerWork, [task]: { kind: "working", done } } };
}

export function webglMissing(state: State): State {
  return { ...state, webgl: false };
}

/** Layers of the picture, 0 before there is one. */
export function layerCount({ shown }: State): number {
  return shown?.picture.layers.length ?? 0;
}

/** The lit layer: the last one until another is chosen. */
export function litLayer(state: State): number {
  const last = Math.max(0, layerCount(state) - 1);
  return Math.min(state.view.layer ?? last, last);
}

export function separationOf({ view, info }: State): number {
  return view.separation ?? info?.separation ?? DEFAULT_SEPARATION;
}

/** The details of the selected point, once they are there. */
export function selectedDetails({ details, view }: State): PointDetails | undefined {
  return details.kind === "loaded" && details.value.point === view.selected ? details.value : undefined;
}

/** The selected point's text: whole, or its beginning while the rest is on its way. */
export function selectedText(state: State): string | undefined {
  const { selected } = state.view;
  return selectedDetails(state)?.text ?? (selected === undefined ? undefined : state.excerpts.get(selected));
}

/** How the run that is shown ended, once it has. */
export function resultOfShown(state: State): RunResult | undefined {
  const { panel } = state;
  return panel?.kind === "ready" && panel.result.run === currentDataset(state)?.run ? panel.result : undefined;
}

/** Before the first picture: the record at the caret can be read already. */
export function isReading({ panel, shown, dataset, view }: State): boolean {
  return panel?.kind === "working" && shown === undefined && dataset !== undefined && view.selected !== undefined;
}

/** Nothing to look at: no tools, no sheet. */
export function isBare({ panel, shown }: State): boolean {
  return panel === undefined || panel.kind === "idle" || panel.kind === "failed" || shown === undefined;
}
