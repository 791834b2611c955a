import { type DatasetInfo, type Picture, type PointDetails, type RunResult } from "../src/protocol/engine.ts";
import type {
  Bookmark,
  FailureMessage,
  PanelInfo,
  PanelState,
  SavedColouring,
  SavedPicture,
  SavedSets,
  SavedView,
  TaskValues,
} from "../src/protocol/panel.ts";
import type { PictureView } from "../src/protocol/pictureSettings.ts";
import type { PerLayer } from "../src/protocol/tasks.ts";
import type { Between } from "./between.ts";
import type { Camera } from "./camera.ts";
import { carried, carriedSet } from "./carry.ts";
import { categoriesOf, type Categories, type Look } from "./categories.ts";
import type { ColourWork } from "./colourWork.ts";
import type { ColourValues } from "./colouring.ts";
import { historyOf, noHistory, type History } from "./history.ts";
import { followPlaces, noPlaces, readPlaces, type Places } from "./labelPlaces.ts";
import { memoLast } from "./memo.ts";
import type { Outline, Tool } from "./outline.ts";
import type { PointSet } from "./pointSet.ts";
import { atRest, type Motion, type Planes } from "./planes.ts";
import { DEFAULT_SEPARATION } from "./projector.ts";
import { digestOf, isOfOthers, readSets } from "./savedSets.ts";
import { restoredView } from "./savedView.ts";
import { readSearch, searchOf, type Like, type Search } from "./search.ts";
import type { TableLook } from "./tableState.ts";

export type Trajectories = "all" | "selected" | "none";

/** The ways to look at a picture; `views.ts` is their table. */
export type ViewId = NonNullable<SavedView["mode"]>;

/** Points that were set aside as A and as B, to be compared; ascending ids. */
export interface Pins {
  readonly a: Uint32Array;
  readonly b: Uint32Array;
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
  /** The sets that were kept over a reload, until the data set they may be of is here. */
  readonly kept: SavedSets | undefined;
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
  readonly table: TableLook;
  readonly sheet: boolean;
  readonly playing: boolean;
  readonly camera: Camera;
  readonly bookmarks: readonly Bookmark[];
  /** The bookmark that was shown last. */
  readonly bookmark: number | undefined;
  readonly planes: Planes;
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
  /** What moves from layer to layer in Layer and Pair. */
  readonly motion: Motion;
  readonly search: Search;
  /** The points whose lines are selected in the editor, where these are several. */
  readonly editorSelection: PointSet;
  readonly tool: Tool;
  readonly outline: Outline | undefined;
  readonly history: History;
  /** A sentence that is drawn among the points. */
  readonly like: Like | undefined;
  /** What was asked to colour the points by: the newest first, of two runs at most. */
  readonly colourValues: readonly ColourValues[];
  /** What they are to be coloured by, while it takes long. */
  readonly colourWork: ColourWork | undefined;
  /** How far records move between two layers, as it was asked last. */
  readonly between: Between | undefined;
  /** Points whose texts stand in Layer. */
  readonly named: Uint32Array;
  /** What the analyses say of the layers of the shown run's final picture, by task. */
  readonly layerResults: Readonly<Record<string, PerLayer>>;
  /** How far those are that have said nothing yet, by task. */
  readonly layerWork: Readonly<Record<string, LayerWork>>;
  /** The pictures of the file that were finished, the newest first. */
  readonly pictures: readonly SavedPicture[];
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
    search: readSearch(saved.search),
    like: saved.like === undefined ? undefined : { text: saved.like, probe: undefined, failure: undefined },
    motion: atRest,
    editorSelection: NO_POINTS,
    tool: "camera",
    outline: undefined,
    history: noHistory,
    colourValues: [],
    colourWork: undefined,
    between: undefined,
    named: NO_POINTS,
    layerResults: {},
    layerWork: {},
    pictures: saved.pictures ?? [],
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
  const dataset = currentDataset(state);
  const points = dataset && {
    ...{ kept: undefined, ...readSets(saved.sets, dataset) },
    selected: isOfOthers(saved.sets, dataset) ? undefined : carried(undefined, dataset, view.selected),
    bookmarks: view.bookmarks.map((bookmark) => carriedBookmark(undefined, dataset, bookmark)),
  };
  const search = searchOf(state.search, saved.search);
  return withPlaces({ ...state, search, view: { ...view, ...points, places: state.view.places } }, view.places);
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

/** What is known of another run than the current one is not kept; sets and the selection go where their points went. */
function ofCurrentRun(before: State, after: State): State {
  const [old, current] = [currentDataset(before), currentDataset(after)];
  if (current === undefined || old?.run === current.run) return after;
  const { view, search, outline, history } = after;
  const set = (points: PointSet): PointSet => carriedSet(old, current, points);
  const { a, b } = view.pins;
  const sets = (old === undefined ? readSets(view.kept, current) : undefined) ?? {
    selection: set(outline?.before ?? view.selection),
    filter: set(view.filter),
    pins: a.length + b.length === 0 ? view.pins : { a: set(a), b: set(b) },
  };
  const isOther = old === undefined && isOfOthers(view.kept, current);
  const selected = isOther ? undefined : carried(old, current, view.selected);
  return {
    ...after,
    view: {
      ...{ ...view, ...sets, kept: undefined, selected },
      bookmarks: view.bookmarks.map((bookmark) => carriedBookmark(old, current, bookmark)),
    },
    details: { kind: "none" },
    excerpts: new Map(),
    hovered: undefined,
    editorSelection: NO_POINTS,
    outline: undefined,
    history: historyOf(history, set),
    search: { ...search, hits: undefined, done: 0 },
    like: after.like && { ...after.like, probe: undefined, failure: undefined },
    motion: atRest,
    colourWork: undefined,
    between: undefined,
    named: NO_POINTS,
    layerResults: {},
    layerWork: {},
  };
}

function carriedBookmark(old: DatasetInfo | undefined, current: DatasetInfo, { name, view }: Bookmark): Bookmark {
  const { selected: before, selection, filter, digest, ...rest } = view;
  if (old === undefined && digest !== undefined && isOfOthers({ digest }, current)) return { name, view: rest };
  const selected = carried(old, current, before);
  const set = (ids: readonly number[]): readonly number[] => [...carriedSet(old, current, Uint32Array.from(ids))];
  const kept = {
    ...(selected !== undefined && { selected }),
    ...(selection && { selection: set(selection) }),
    ...(filter && { filter: set(filter) }),
    ...(digest !== undefined && { digest: digestOf(current) }),
  };
  return { name, view: { ...rest, ...kept } };
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

/** Beginnings of texts that are kept, many more than are shown at a time; those that came first go first. */
export const MOST_EXCERPTS = 4000;

/** Texts of some points; dropped where they are another run's. */
export function excerptsLoaded(state: State, run: string, points: readonly number[], texts: readonly string[]): State {
  if (currentDataset(state)?.run !== run) return state;
  const excerpts = new Map(state.excerpts);
  points.forEach((point, i) => excerpts.set(point, texts[i] ?? ""));
  for (const point of excerpts.keys()) {
    if (excerpts.size <= MOST_EXCERPTS) break;
    excerpts.delete(point);
  }
  return { ...state, excerpts };
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

/** True where the view is drawn on the stage, and not as charts or a table. */
export function isOnStage({ view: { mode } }: State): boolean {
  return mode !== "curves" && mode !== "table";
}

/** Nothing to look at: no tools, no sheet. */
export function isBare({ panel, shown }: State): boolean {
  return panel === undefined || panel.kind === "idle" || panel.kind === "failed" || shown === undefined;
}
