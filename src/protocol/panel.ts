import { NotificationType, RequestType } from "vscode-jsonrpc";
import type {
  DatasetInfo,
  DetailsParams,
  DrawingChoice,
  Picture,
  PointDetails,
  Progress,
  RunResult,
  TaskParams,
} from "./engine.ts";
import type { Failure } from "./errors.ts";
import type { SearchQuery } from "./finding.ts";
import type { PageView } from "./exporting.ts";
import type { PageField, PageHoldings } from "./pageFields.ts";
import type { ModelSettings } from "./pictureSettings.ts";
import type { ReadingChoice } from "./reading.ts";
import type { TaskInfo, TaskProgress, TaskResult } from "./tasks.ts";

/** What the panel shows, whole; the host pushes it on every change. Data travel apart, as `dataset` and `picture`. */
export type PanelState =
  | { readonly kind: "idle" }
  | {
      readonly kind: "working";
      readonly progress: Progress;
      readonly cancelling: boolean;
      /** Whether the engine does not stop what was cancelled, so that only ending it helps. */
      readonly canRestart?: boolean;
    }
  | { readonly kind: "interrupted"; readonly why: Interruption; readonly done: number; readonly total: number }
  | {
      readonly kind: "failed";
      readonly message: FailureMessage;
      readonly canRetry: boolean;
      /** Nothing is wrong: there is nothing to draw yet. */
      readonly isCalm?: true;
      /** Commands that may remedy it, offered as buttons beside Retry and Show Log. */
      readonly offers?: readonly PanelCommand[];
    }
  | { readonly kind: "ready"; readonly result: RunResult };

/** `fitting`: while the picture was fitted. */
export type Interruption =
  { readonly kind: "cancelled"; readonly fitting?: true } | { readonly kind: "engineStopped"; readonly reason: string };

/** A failure in words: what, why with the place, what to do. */
export interface FailureMessage {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
}

/** Static facts about the panel's file and model, sent when the panel opens or the settings change. */
export interface PanelInfo {
  readonly file: string;
  /** What the lines are of, where the picture is of a part of a file. */
  readonly lineFile?: string;
  readonly model: string;
  /** What computed; `undefined` where nothing did. */
  readonly device: string | undefined;
  readonly separation: number;
  /** Projections and analyses to choose from; their forms follow from them. */
  readonly tasks: readonly TaskInfo[];
  /** How the picture is fitted. */
  readonly drawing: DrawingChoice;
  /** What projections were drawn with last, in any file, as far as it is not the usual. */
  readonly usedValues?: TaskValues;
  /** The document, and how the user chose to read it: the panel keeps them with its view. Absent on a page. */
  readonly uri?: string;
  readonly reading?: ReadingChoice;
  /** The file of states that is drawn in place of a model's. */
  readonly bundle?: string;
  /** As `SavedView.model`. */
  readonly modelSettings?: ModelSettings;
  /** The file is gone: the picture shows what was read before. */
  readonly isDeleted?: boolean;
  /** What a page holds; absent where an editor can be asked. */
  readonly page?: PageHoldings;
  /** Whether the lines of the records are to have the panel's colours in the editor. */
  readonly lineColours?: boolean;
  /** Of the labels of all files, so that one looks the same in each. */
  readonly labelPlaces?: LabelPlaces;
}

/** Labels and their places in the legend, which are their colours and symbols too. */
export type LabelPlaces = readonly (readonly [label: string, place: number])[];

/** Values of the parameters of analyses, by task. */
export type TaskValues = NonNullable<DetailsParams["values"]>;

/** What a panel keeps over a reload of the window: ids, numbers and names, and what the user typed. */
export interface SavedView {
  readonly uri: string;
  readonly reading?: ReadingChoice;
  readonly drawing?: DrawingChoice;
  readonly bundle?: string;
  /** What a file of picture settings says of the model, in place of the settings. */
  readonly model?: ModelSettings;
  readonly mode?: "stack" | "layer" | "pair" | "curves" | "table";
  readonly layer?: number;
  readonly other?: number;
  readonly colouring?: SavedColouring;
  readonly looks?: SavedLooks;
  readonly selected?: number;
  readonly separation?: number;
  readonly trajectories?: "all" | "selected" | "none";
  readonly hiddenLabels?: readonly string[];
  readonly labelPlaces?: LabelPlaces;
  readonly taskValues?: TaskValues;
  readonly chart?: string;
  readonly sheet?: boolean;
  readonly camera?: unknown;
  readonly search?: SearchQuery;
  /** The typed sentence that is drawn among the points; no part of what others get. */
  readonly like?: string;
  readonly table?: SavedTable;
  readonly bookmarks?: readonly Bookmark[];
  /** What Layer and Pair remember. */
  readonly planes?: unknown;
  readonly sets?: SavedSets;
  /** The pictures of the file that were finished, the newest first; no part of what others get. */
  readonly pictures?: readonly SavedPicture[];
}

/** A picture to go back to. */
export interface SavedPicture {
  readonly drawing: DrawingChoice;
  /** What was measured of it, over all layers. */
  readonly quality?: { readonly label: string; readonly value: number };
}

/**
 * Sets of points of one data set, each as the lengths of the stretches out of it and in it, in turn. They mean
 * something only where the data set has as many points and the same texts.
 */
export interface SavedSets {
  readonly points: number;
  readonly digest: number;
  readonly selection: readonly number[];
  readonly filter: readonly number[];
  readonly a: readonly number[];
  readonly b: readonly number[];
}

/** How the table is looked at; columns by their ids. */
export interface SavedTable {
  readonly sort?: { readonly column: string; readonly descending: boolean } | undefined;
  /** In pixels, where the user chose them. */
  readonly widths?: Readonly<Record<string, number>>;
  /** Columns that were switched off, or on where they are off from the start. */
  readonly hidden?: readonly string[];
}

/** A view that was given a name. */
export interface Bookmark {
  readonly name: string;
  readonly view: BookmarkView;
}

/** What a bookmark brings back: not how the file is read and drawn, nor what is the panel's own. */
export type BookmarkView = Omit<SavedView, (typeof notBookmarked)[number]> & {
  /** Ids of the points that are selected, and of those that the user hid; ascending. */
  readonly selection?: readonly number[];
  readonly filter?: readonly number[];
  /** Tells of which texts the points are, where it names any: as in `SavedSets`. */
  readonly digest?: number;
};

export const notBookmarked = [
  ...(["uri", "reading", "drawing", "bundle", "model", "like", "pictures"] as const),
  ...(["labelPlaces", "taskValues", "sheet", "sets", "bookmarks"] as const),
] as const satisfies readonly (keyof SavedView)[];

/** What gives the points their colours. */
export type SavedColouring =
  | { readonly kind: "label" | "line" | "length" | "tokens" | "similarity" | "hits" | "pins" }
  | { readonly kind: "field"; readonly name: string }
  | { readonly kind: "task"; readonly id: string; readonly series?: string };

/** Colours, by their number in the palette, and symbols that the user chose for categories, by their keys. */
export type SavedLooks = readonly (readonly [
  key: string,
  look: { readonly colour?: number; readonly symbol?: string },
])[];

/** Commands of VS Code the panel's buttons may start; the host runs no other. */
export const panelCommands = [
  "cancel",
  "resume",
  "retry",
  "showLog",
  "chooseTextField",
  "chooseLabelField",
  "chooseEncoding",
  "chooseDialect",
  "chooseArray",
  "chooseTurns",
  "chooseDataSet",
  "drawInAxes",
  "export",
  "showProblems",
  "downloadModel",
  "chooseModel",
  "chooseDevice",
  "showLayers",
  "leaveOutSinks",
  "restartEngine",
] as const;
export type PanelCommand = (typeof panelCommands)[number];

// host → panel
export const stateChanged = new NotificationType<PanelState>("stateChanged");
export const infoChanged = new NotificationType<PanelInfo>("infoChanged");
export const datasetChanged = new NotificationType<DatasetInfo>("datasetChanged");
export const pictureChanged = new NotificationType<Picture>("pictureChanged");
/** The caret stands in this point's row of the picture that was sent last (`undefined`: in none). */
export const caretMoved = new NotificationType<{ point: number | undefined }>("caretMoved");
/** These points of that picture are marked by several carets or a range; none any more where it is empty. */
export const selectionMoved = new NotificationType<{ points: Uint32Array }>("selectionMoved");
/** The caret stands in this layer's line of the layer table. */
export const layerPointed = new NotificationType<{ layer: string }>("layerPointed");
/** How far a task is that the panel waits for. */
export const taskProgressed = new NotificationType<TaskProgress>("taskProgressed");
/** Answered when all that was sent before is taken in: nothing newer is sent until then. */
export const pageSettled = new RequestType<null, null, Failure>("pageSettled");

// panel → host
/** The panel listens; the host answers by pushing everything. `uri` comes from the saved view. */
export const panelReady = new NotificationType<null>("panelReady");
export const commandInvoked = new NotificationType<{ command: PanelCommand }>("commandInvoked");
/** Open the point's line in the editor and select its range. */
export const pointRevealed = new NotificationType<{ point: number; preserveFocus: boolean }>("pointRevealed");
/** Show the point's line in the editor; focus and caret stay where they are. */
export const pointPeeked = new NotificationType<{ point: number }>("pointPeeked");
/** The pointer is over this point: its line is marked lightly until it is over another one, or none. */
export const pointHovered = new NotificationType<{ point: number | undefined }>("pointHovered");
export const textCopied = new NotificationType<{ text: string }>("textCopied");
/** The panel has given its labels places; `anew` where the user asked for others than they had. */
export const labelsPlaced = new NotificationType<{ places: LabelPlaces; anew: boolean }>("labelsPlaced");
/** Something in the panel went wrong that does not stop it; for the log. */
export const panelFailed = new NotificationType<{ message: string }>("panelFailed");
export const detailsWanted = new RequestType<DetailsParams, PointDetails, Failure>("detailsWanted");
export const excerptsWanted = new RequestType<{ run: string; points: readonly number[] }, readonly string[], Failure>(
  "excerptsWanted",
);
export const taskWanted = new RequestType<TaskParams, TaskResult, Failure>("taskWanted");
/** Draw another data set of a file of pictures, by its name in `Reading.arrays`. */
export const dataSetChosen = new NotificationType<{ name: string }>("dataSetChosen");
/** Fit the picture in another way; kept with the view. */
export const drawingChosen = new NotificationType<DrawingChoice>("drawingChosen");

/** Everything a stand-alone page holds in place of a host. Typed arrays travel as base64. */
export interface PageData {
  readonly info: PanelInfo;
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
  readonly result: RunResult;
  /** `[points]`; empty where they were left out. */
  readonly texts: readonly string[];
  /** `[points]` */
  readonly tokens: Uint32Array | undefined;
  /** What the analyses say of all points, by task. */
  readonly results: Readonly<Record<string, TaskResult>>;
  /** What the records have in their fields, as far as it is here. */
  readonly fields: readonly PageField[];
  /** What is shown when the page opens. */
  readonly view?: PageView;
}
