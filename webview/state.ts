import type { DatasetInfo, Picture, PointDetails } from "../src/protocol/engine.ts";
import type { FailureMessage, PanelInfo, PanelState, SavedView } from "../src/protocol/panel.ts";
import { defaultCamera, readCamera, type Camera } from "./camera.ts";
import { carryPoint } from "./carry.ts";
import { categoriesOf, type Categories } from "./categories.ts";
import { followPlaces, noPlaces, readPlaces, type Places } from "./labelPlaces.ts";
import { memoLast } from "./memo.ts";
import { DEFAULT_SEPARATION } from "./projector.ts";

export type Trajectories = "all" | "selected" | "none";

/** What the user chose to look at; kept over a reload. `undefined` takes what the data or the settings say. */
export interface View {
  readonly layer: number | undefined;
  readonly selected: number | undefined;
  readonly separation: number | undefined;
  readonly trajectories: Trajectories;
  /** Keys of hidden categories. */
  readonly hidden: ReadonlySet<string>;
  /** Of all labels this file has had. */
  readonly places: Places;
  readonly sheet: boolean;
  readonly playing: boolean;
  readonly camera: Camera;
}

/** What is drawn: a picture and the data set it was drawn from always belong together. */
export interface Shown {
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
  readonly categories: Categories;
}

export type Details =
  | { readonly kind: "none" }
  | { readonly kind: "loaded"; readonly value: PointDetails }
  | { readonly kind: "failed"; readonly record: number; readonly message: FailureMessage };

/** A drawn point. */
export interface Target {
  readonly record: number;
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
  /** Beginnings of texts, by record, as far as they were asked for. */
  readonly excerpts: ReadonlyMap<number, string>;
  readonly hovered: Target | undefined;
  /** False where the picture has to be drawn without WebGL. */
  readonly webgl: boolean;
}

/** The state a panel starts with: nothing known but what was saved. */
export function initialState(saved: Partial<SavedView>): State {
  return {
    panel: undefined,
    info: undefined,
    dataset: undefined,
    shown: undefined,
    view: {
      layer: saved.layer,
      selected: saved.selected,
      separation: saved.separation,
      trajectories: saved.trajectories ?? "all",
      hidden: new Set(saved.hiddenLabels ?? []),
      places: readPlaces(saved.labelPlaces),
      sheet: saved.sheet ?? true,
      playing: false,
      camera: readCamera(saved.camera) ?? defaultCamera,
    },
    details: { kind: "none" },
    excerpts: new Map(),
    hovered: undefined,
    webgl: true,
  };
}

/** What to keep of the view; `undefined` while the document is not known or there is none. */
export function savedView({ info, view }: State): SavedView | undefined {
  if (info?.uri === undefined) return undefined;
  const { layer, selected, separation, trajectories, hidden, places, sheet, camera } = view;
  return {
    uri: info.uri,
    ...(info.reading !== undefined && { reading: info.reading }),
    ...(info.tasks.length > 0 && { drawing: info.drawing }),
    ...(info.bundle !== undefined && { bundle: info.bundle }),
    ...(layer !== undefined && { layer }),
    ...(selected !== undefined && { selected }),
    ...(separation !== undefined && { separation }),
    trajectories,
    hiddenLabels: [...hidden],
    labelPlaces: [...places],
    sheet,
    camera,
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
function sharedPlaces(info: PanelInfo | undefined): Places {
  return info?.labelPlaces === undefined ? noPlaces : readPlaces(info.labelPlaces);
}

/** Gives the labels colours, symbols and places anew, by their frequency. */
export function placeAnew(state: State): State {
  return state.shown === undefined ? state : withPlaces(state, freshPlaces(state.shown.dataset));
}

/** The places the labels would get if they had none. */
export const freshPlaces = memoLast((dataset: DatasetInfo): Places => categoriesOf(dataset).places);

function withPlaces(state: State, places: Places): State {
  const { shown, view } = state;
  if (places === view.places) return state;
  return {
    ...state,
    view: { ...view, places },
    ...(shown !== undefined && { shown: { ...shown, categories: categoriesOf(shown.dataset, places) } }),
  };
}

/** A file was read. Its picture follows; until then the picture before stays, with its own data set. */
export function datasetChanged(state: State, dataset: DatasetInfo): State {
  return { ...state, dataset };
}

/** A picture of the newest data set: the selection goes where its text went. */
export function pictureChanged(state: State, picture: Picture): State {
  const { dataset, shown, view } = state;
  if (dataset?.run !== picture.run) return state;
  if (shown?.dataset === dataset) return { ...state, shown: { ...shown, picture } };

  const carried =
    view.selected === undefined || shown === undefined
      ? view.selected
      : carryPoint(shown.dataset, dataset, view.selected);
  const selected = carried !== undefined && carried < dataset.records ? carried : undefined;
  const categories = categoriesOf(dataset, view.places, sharedPlaces(state.info));
  return {
    ...state,
    shown: { dataset, picture, categories },
    view: { ...view, selected, places: categories.places },
    details: { kind: "none" },
    excerpts: new Map(),
    hovered: undefined,
  };
}

/** Details of a record; dropped where another one is selected by now, or the data set is another. */
export function detailsLoaded(state: State, dataset: DatasetInfo, value: PointDetails): State {
  const current = state.shown?.dataset === dataset && state.view.selected === value.point;
  return current ? { ...state, details: { kind: "loaded", value } } : state;
}

export function detailsFailed(state: State, record: number, message: FailureMessage): State {
  return state.view.selected === record ? { ...state, details: { kind: "failed", record, message } } : state;
}

/** Texts of some records; dropped where the records are another data set's by now. */
export function excerptsLoaded(
  state: State,
  dataset: DatasetInfo,
  records: readonly number[],
  texts: readonly string[],
): State {
  if (state.shown?.dataset !== dataset) return state;
  const excerpts = new Map(state.excerpts);
  records.forEach((record, i) => excerpts.set(record, texts[i] ?? ""));
  return { ...state, excerpts };
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

/** The details of the selected record, once they are there. */
export function selectedDetails({ details, view }: State): PointDetails | undefined {
  return details.kind === "loaded" && details.value.point === view.selected ? details.value : undefined;
}

/** The selected record's text: whole, or its beginning while the rest is on its way. */
export function selectedText(state: State): string | undefined {
  const { selected } = state.view;
  return selectedDetails(state)?.text ?? (selected === undefined ? undefined : state.excerpts.get(selected));
}

/** Nothing to look at: no tools, no sheet. */
export function isBare({ panel, shown }: State): boolean {
  return panel === undefined || panel.kind === "idle" || panel.kind === "failed" || shown === undefined;
}
