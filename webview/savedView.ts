import type { SavedView } from "../src/protocol/panel.ts";
import type { PictureView } from "../src/protocol/pictureSettings.ts";
import { defaultCamera, readCamera } from "./camera.ts";
import { readPlaces } from "./labelPlaces.ts";
import { readLooks } from "./lookChoices.ts";
import { readPlanes } from "./planes.ts";
import { saveSets } from "./savedSets.ts";
import { queryOf } from "./search.ts";
import { currentDataset, NO_POINTS, type State, type View } from "./state.ts";
import { readTable } from "./tableState.ts";

/** What was kept of a view, with what is usual for the rest. */
export function restoredView(saved: Partial<SavedView>): View {
  return {
    mode: saved.mode ?? "stack",
    layer: saved.layer,
    other: saved.other,
    selected: saved.selected,
    selection: NO_POINTS,
    filter: NO_POINTS,
    pins: { a: NO_POINTS, b: NO_POINTS },
    colouring: saved.colouring ?? { kind: "label" },
    looks: readLooks(saved.looks),
    separation: saved.separation,
    trajectories: saved.trajectories ?? "all",
    hidden: new Set(saved.hiddenLabels ?? []),
    places: readPlaces(saved.labelPlaces),
    values: saved.taskValues ?? {},
    chart: saved.chart,
    table: readTable(saved.table),
    kept: saved.sets,
    planes: readPlanes(saved.planes),
    sheet: saved.sheet ?? true,
    playing: false,
    camera: readCamera(saved.camera) ?? defaultCamera,
    bookmarks: saved.bookmarks ?? [],
    bookmark: undefined,
  };
}

/** What to keep of the view; `undefined` while the document is not known or there is none. */
export function savedView(state: State): SavedView | undefined {
  const { info, like, pictures } = state;
  if (info?.uri === undefined) return undefined;
  return {
    uri: info.uri,
    ...(info.reading !== undefined && { reading: info.reading }),
    ...(info.tasks.length > 0 && { drawing: info.drawing }),
    ...(info.bundle !== undefined && { bundle: info.bundle }),
    ...(info.modelSettings !== undefined && { model: info.modelSettings }),
    ...(like !== undefined && { like: like.text }),
    ...(pictures.length > 0 && { pictures }),
    ...keptView(state),
  };
}

/** What is kept of a view, whatever file it is of. */
export function keptView(state: State): PictureView {
  const { view, search } = state;
  const dataset = currentDataset(state);
  const sets =
    dataset === undefined ? view.kept : saveSets(dataset, view.selected, view.selection, view.filter, view.pins);
  const { mode, layer, other, selected, colouring, looks, separation, trajectories, hidden, places } = view;
  const { values, chart, sheet, camera, planes, bookmarks } = view;
  return {
    mode,
    ...(layer !== undefined && { layer }),
    ...(other !== undefined && { other }),
    colouring,
    looks: [...looks],
    ...(selected !== undefined && { selected }),
    ...(separation !== undefined && { separation }),
    trajectories,
    hiddenLabels: [...hidden],
    labelPlaces: [...places],
    taskValues: values,
    ...(chart !== undefined && { chart }),
    sheet,
    camera,
    ...(sets !== undefined && { sets }),
    table: view.table,
    ...(search.query !== "" && { search: queryOf(search) }),
    planes,
    ...(bookmarks.length > 0 && { bookmarks }),
  };
}
