import { NotificationType, RequestType } from "vscode-jsonrpc";
import type { DatasetInfo, Picture, Progress, RecordDetails, RunResult } from "./engine.ts";
import type { Failure } from "./errors.ts";
import type { ReadingChoice } from "./reading.ts";

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
      /** Commands that may remedy it, offered as buttons beside Retry and Show Log. */
      readonly offers?: readonly PanelCommand[];
    }
  | { readonly kind: "ready"; readonly result: RunResult };

export type Interruption = { readonly kind: "cancelled" } | { readonly kind: "engineStopped"; readonly reason: string };

/** A failure in words: what, why with the place, what to do. */
export interface FailureMessage {
  readonly title: string;
  readonly explanation: string;
  readonly remedy: string;
}

/** Static facts about the panel's file and model, sent when the panel opens or the settings change. */
export interface PanelInfo {
  readonly file: string;
  readonly model: string;
  readonly device: string;
  readonly separation: number;
  /** The document, and how the user chose to read it: the panel keeps them with its view. Absent on a page. */
  readonly uri?: string;
  readonly reading?: ReadingChoice;
}

/** What a panel keeps over a reload of the window. Ids and numbers only. */
export interface SavedView {
  readonly uri: string;
  readonly reading?: ReadingChoice;
  readonly layer?: number;
  readonly selected?: number;
  readonly separation?: number;
  readonly trajectories?: "all" | "selected" | "none";
  readonly hiddenLabels?: readonly string[];
  readonly sheet?: boolean;
  readonly camera?: unknown;
}

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
  "showProblems",
  "downloadModel",
  "chooseModel",
  "chooseDevice",
  "showLayers",
  "restartEngine",
] as const;
export type PanelCommand = (typeof panelCommands)[number];

// host → panel
export const stateChanged = new NotificationType<PanelState>("stateChanged");
export const infoChanged = new NotificationType<PanelInfo>("infoChanged");
export const datasetChanged = new NotificationType<DatasetInfo>("datasetChanged");
export const pictureChanged = new NotificationType<Picture>("pictureChanged");
/** The caret stands in this record (`undefined`: in none); `reveal` also selects it. */
export const caretMoved = new NotificationType<{ record: number | undefined }>("caretMoved");
/** The caret stands in this layer's line of the layer table. */
export const layerPointed = new NotificationType<{ layer: string }>("layerPointed");

// panel → host
/** The panel listens; the host answers by pushing everything. `uri` comes from the saved view. */
export const panelReady = new NotificationType<null>("panelReady");
export const commandInvoked = new NotificationType<{ command: PanelCommand }>("commandInvoked");
/** Open the record's line in the editor and select its range. */
export const recordRevealed = new NotificationType<{ record: number; preserveFocus: boolean }>("recordRevealed");
export const textCopied = new NotificationType<{ text: string }>("textCopied");
export const detailsWanted = new RequestType<{ record: number }, RecordDetails, Failure>("detailsWanted");
export const excerptsWanted = new RequestType<{ records: readonly number[] }, readonly string[], Failure>(
  "excerptsWanted",
);

/** Everything a stand-alone page holds in place of a host. Typed arrays travel as base64. */
export interface PageData {
  readonly info: PanelInfo;
  readonly dataset: DatasetInfo;
  readonly picture: Picture;
  readonly result: RunResult;
  readonly texts: readonly string[];
  /** `[records × layers × k]`, absent above the size where the page would grow too large. */
  readonly neighbours:
    { readonly k: number; readonly indices: Uint32Array; readonly distances: Float32Array } | undefined;
  /** `[records × layers]`; NaN where a layer cannot be compared with the one before. */
  readonly moved: Float32Array;
  readonly tokens: Uint32Array | undefined;
}
