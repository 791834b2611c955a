import type {
  DatasetInfo,
  DetailsParams,
  DrawingChoice,
  Picture,
  PointDetails,
  TaskParams,
} from "../src/protocol/engine.ts";
import type { LineColours } from "../src/protocol/lines.ts";
import type {
  Probe,
  ProbeParams,
  RanksParams,
  Rows,
  RowsParams,
  SearchParams,
  SearchPart,
} from "../src/protocol/finding.ts";
import type { PanelAction } from "../src/protocol/keys.ts";
import type { LabelPlaces, PanelCommand, PanelInfo, PanelState, SavedView } from "../src/protocol/panel.ts";
import type { RowAction } from "../src/protocol/selection.ts";
import type { TaskProgress, TaskResult } from "../src/protocol/tasks.ts";
import type { PointValues, ValuesParams } from "../src/protocol/pointValues.ts";
import type { DrawingParams, ShownView } from "../src/protocol/exporting.ts";
import type { PictureView } from "../src/protocol/pictureSettings.ts";
import type { PointSet } from "./pointSet.ts";

/** What the panel hears from its host. */
export interface HostListener {
  stateChanged(state: PanelState): void;
  infoChanged(info: PanelInfo): void;
  datasetChanged(dataset: DatasetInfo): void;
  pictureChanged(picture: Picture): void;
  /** The caret stands in this point's text, or in none. */
  caretMoved(point: number | undefined): void;
  /** The caret stands in a layer's line of the layer table. */
  layerPointed(layer: string): void;
  /** What is shown, for whoever exports it. */
  viewWanted(): ShownView;
  /** What is shown as a file. Rejects with a `StrataError`. */
  drawingWanted(params: DrawingParams): Promise<Uint8Array>;
  /** Show what a file of settings says. */
  viewGiven(view: PictureView): void;
  /** A task that was asked for is so far. */
  taskProgressed(progress: TaskProgress): void;
  /** These points are marked in the editor by several carets or a range; none any more where it is empty. */
  selectionMoved(points: Uint32Array): void;
  /** A key of the panel was pressed, or its command was run. */
  keyInvoked(action: PanelAction): void;
}

/** Where the panel lives: a webview of VS Code, or a page of its own. */
export interface Host {
  /** False on a page: there is no editor to open a line in, and no commands. */
  readonly hasEditor: boolean;
  /** The view as it was kept last. */
  readonly saved: Partial<SavedView>;
  /** Begins to tell the listener everything there is. */
  start(listener: HostListener): void;
  invoke(command: PanelCommand): void;
  /** Opens the point's line in the editor and selects it there. */
  reveal(point: number, preserveFocus: boolean): void;
  /** Shows the point's line in the editor, without moving focus or caret. */
  peek(point: number): void;
  /** The pointer is over this point, or over none. */
  pointHovered(point: number | undefined): void;
  /** Another layer is lit. */
  layerLit(layer: number): void;
  /** The lines of the records have these colours now. */
  colourLines(colours: LineColours): void;
  /** Whether the keys pressed now are the panel's. */
  focusMoved(keys: boolean): void;
  copy(text: string): void;
  /** Does something with the rows of points in the file: selects, opens or copies them. */
  actOnRows(action: RowAction, points: PointSet): void;
  /** Tells how many points are marked. */
  selectionCounted(points: number): void;
  /** Rejects with the reply's error where the engine cannot answer. */
  details(params: DetailsParams, signal: AbortSignal): Promise<PointDetails>;
  /** The beginnings of the points' texts. */
  excerpts(run: string, points: readonly number[]): Promise<readonly string[]>;
  /** What an analysis says of all points or layers. Rejects with the reply's error. */
  task(params: TaskParams, signal: AbortSignal): Promise<TaskResult>;
  /** Something to colour all points by. Rejects with the reply's error. */
  values(params: ValuesParams, signal: AbortSignal): Promise<PointValues>;
  /** Points that hold what is looked for, part by part. Rejects with the reply's error, as all below. */
  search(params: SearchParams, signal: AbortSignal): Promise<SearchPart>;
  /** Beginnings of texts, and values of fields. */
  rows(params: RowsParams, signal: AbortSignal): Promise<Rows>;
  /** `[points]` their ranks by a field or by their texts; `NO_RANK` where they have nothing. */
  ranks(params: RanksParams, signal: AbortSignal): Promise<Uint32Array>;
  /** Where a typed text stands among the points. */
  probe(params: ProbeParams, signal: AbortSignal): Promise<Probe>;
  /** Has the picture fitted in another way. */
  draw(choice: DrawingChoice): void;
  /** Has another data set of a file of pictures drawn. */
  chooseDataSet(name: string): void;
  save(view: SavedView): void;
  /** Tells which places the labels have; `anew` where the user asked for others. */
  placeLabels(places: LabelPlaces, anew: boolean): void;
  /** Something went wrong that does not stop the panel; for the log. */
  report(error: unknown): void;
}
