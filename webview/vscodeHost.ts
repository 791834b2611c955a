import {
  CancellationTokenSource,
  createMessageConnection,
  type CancellationToken,
  type Message,
  type MessageConnection,
} from "vscode-jsonrpc/browser";
import type { DetailsParams, DrawingChoice, PointDetails, TaskParams } from "../src/protocol/engine.ts";
import { layerLit, linesColoured, type LineColours } from "../src/protocol/lines.ts";
import * as finding from "../src/protocol/finding.ts";
import { focusMoved, keyInvoked } from "../src/protocol/keys.ts";
import { replyError } from "../src/protocol/errors.ts";
import { drawingWanted, viewGiven, viewWanted, type DrawingParams } from "../src/protocol/exporting.ts";
import * as protocol from "../src/protocol/panel.ts";
import type { LabelPlaces, PanelCommand, SavedView } from "../src/protocol/panel.ts";
import { rowsActed, selectionCounted, type RowAction } from "../src/protocol/selection.ts";
import { fieldWanted, type PointValues, type ValuesParams } from "../src/protocol/pointValues.ts";
import type { TaskResult } from "../src/protocol/tasks.ts";
import type { Host, HostListener } from "./host.ts";
import type { PointSet } from "./pointSet.ts";
import { PostingWriter, WindowReader } from "./messagePort.ts";

/** What VS Code gives every webview. */
export interface VsCodeApi {
  postMessage(message: Message): void;
  getState(): SavedView | undefined;
  setState(state: SavedView): void;
}

/** VS Code as the panel's host: everything goes over one connection to the extension. */
export class VsCodeHost implements Host {
  readonly hasEditor = true;
  readonly saved: Partial<SavedView>;
  readonly #api: VsCodeApi;
  readonly #connection: MessageConnection;

  constructor(api: VsCodeApi) {
    this.#api = api;
    this.saved = api.getState() ?? {};
    this.#connection = createMessageConnection(
      new WindowReader(),
      new PostingWriter((message) => api.postMessage(message)),
    );
  }

  start(listener: HostListener): void {
    addEventListener("error", ({ error, message }) => this.report(error ?? message));
    addEventListener("unhandledrejection", ({ reason }) => this.report(reason));
    this.#connection.onNotification(protocol.stateChanged, (state) => listener.stateChanged(state));
    this.#connection.onNotification(protocol.infoChanged, (info) => listener.infoChanged(info));
    this.#connection.onNotification(protocol.datasetChanged, (dataset) => listener.datasetChanged(dataset));
    this.#connection.onNotification(protocol.pictureChanged, (picture) => listener.pictureChanged(picture));
    this.#connection.onNotification(protocol.caretMoved, ({ point }) => listener.caretMoved(point));
    this.#connection.onNotification(protocol.layerPointed, ({ layer }) => listener.layerPointed(layer));
    this.#connection.onNotification(protocol.taskProgressed, (progress) => listener.taskProgressed(progress));
    this.#connection.onNotification(protocol.selectionMoved, ({ points }) => listener.selectionMoved(points));
    this.#connection.onNotification(keyInvoked, ({ action }) => listener.keyInvoked(action));
    this.#connection.onRequest(viewWanted, () => listener.viewWanted());
    this.#connection.onRequest(drawingWanted.method, (params: DrawingParams) =>
      listener.drawingWanted(params).catch((error: unknown) => replyError(error)),
    );
    this.#connection.onNotification(viewGiven, (view) => listener.viewGiven(view));
    this.#connection.onRequest(protocol.pageSettled, () => null);
    this.#connection.listen();
    void this.#connection.sendNotification(protocol.panelReady, null);
  }

  invoke(command: PanelCommand): void {
    void this.#connection.sendNotification(protocol.commandInvoked, { command });
  }

  reveal(point: number, preserveFocus: boolean): void {
    void this.#connection.sendNotification(protocol.pointRevealed, { point, preserveFocus });
  }

  peek(point: number): void {
    void this.#connection.sendNotification(protocol.pointPeeked, { point });
  }

  pointHovered(point: number | undefined): void {
    void this.#connection.sendNotification(protocol.pointHovered, { point });
  }

  layerLit(layer: number): void {
    void this.#connection.sendNotification(layerLit, { layer });
  }

  colourLines(colours: LineColours): void {
    void this.#connection.sendNotification(linesColoured, colours);
  }

  focusMoved(keys: boolean): void {
    void this.#connection.sendNotification(focusMoved, { keys });
  }

  copy(text: string): void {
    void this.#connection.sendNotification(protocol.textCopied, { text });
  }

  actOnRows(action: RowAction, points: PointSet): void {
    void this.#connection.sendNotification(rowsActed, { action, points });
  }

  selectionCounted(points: number): void {
    void this.#connection.sendNotification(selectionCounted, { points });
  }

  details(params: DetailsParams, signal: AbortSignal): Promise<PointDetails> {
    return this.#connection.sendRequest(protocol.detailsWanted, params, tokenOf(signal));
  }

  excerpts(run: string, points: readonly number[]): Promise<readonly string[]> {
    return this.#connection.sendRequest(protocol.excerptsWanted, { run, points });
  }

  task(params: TaskParams, signal: AbortSignal): Promise<TaskResult> {
    return this.#connection.sendRequest(protocol.taskWanted, params, tokenOf(signal));
  }

  values(params: ValuesParams, signal: AbortSignal): Promise<PointValues> {
    return this.#connection.sendRequest(fieldWanted, params, tokenOf(signal));
  }

  search(params: finding.SearchParams, signal: AbortSignal): Promise<finding.SearchPart> {
    return this.#connection.sendRequest(finding.searchWanted, params, tokenOf(signal));
  }

  rows(params: finding.RowsParams, signal: AbortSignal): Promise<finding.Rows> {
    return this.#connection.sendRequest(finding.rowsWanted, params, tokenOf(signal));
  }

  ranks(params: finding.RanksParams, signal: AbortSignal): Promise<Uint32Array> {
    return this.#connection.sendRequest(finding.ranksWanted, params, tokenOf(signal));
  }

  probe(params: finding.ProbeParams, signal: AbortSignal): Promise<finding.Probe> {
    return this.#connection.sendRequest(finding.probeWanted, params, tokenOf(signal));
  }

  draw(choice: DrawingChoice): void {
    void this.#connection.sendNotification(protocol.drawingChosen, choice);
  }

  chooseDataSet(name: string): void {
    void this.#connection.sendNotification(protocol.dataSetChosen, { name });
  }

  save(view: SavedView): void {
    this.#api.setState(view);
  }

  placeLabels(places: LabelPlaces, anew: boolean): void {
    void this.#connection.sendNotification(protocol.labelsPlaced, { places, anew });
  }

  report(error: unknown): void {
    const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
    void this.#connection.sendNotification(protocol.panelFailed, { message });
  }
}

/** The protocol's token for a signal. */
function tokenOf(signal: AbortSignal): CancellationToken {
  const source = new CancellationTokenSource();
  signal.addEventListener("abort", () => source.cancel(), { once: true });
  return source.token;
}
