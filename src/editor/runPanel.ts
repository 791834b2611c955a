import { randomBytes } from "node:crypto";
import path from "node:path";
import { Disposable, env, EventEmitter, Uri, type WebviewPanel } from "vscode";
import type { CancellationToken, MessageConnection, RequestType } from "vscode-jsonrpc/node";
import type { DatasetInfo, DrawingChoice } from "../protocol/engine.ts";
import { replyError, StrataError, toFailure, type Failure } from "../protocol/errors.ts";
import { viewGiven, viewWanted, type ShownView } from "../protocol/exporting.ts";
import * as finding from "../protocol/finding.ts";
import { focusMoved, type PanelAction } from "../protocol/keys.ts";
import type { PictureView } from "../protocol/pictureSettings.ts";
import { layerLit, linesColoured } from "../protocol/lines.ts";
import * as protocol from "../protocol/panel.ts";
import { fieldWanted } from "../protocol/pointValues.ts";
import { rowActions, rowsActed, selectionCounted } from "../protocol/selection.ts";
import { failureSentence } from "../strings.ts";
import { editorText } from "../strings/editor.ts";
import type { DocumentRun, RunServices, ShownPair } from "./documentRun.ts";
import type { LabelLooks } from "./labelLooks.ts";
import { LineDots } from "./lineDots.ts";
import { read } from "./settings.ts";
import { shortName } from "./modelPaths.ts";
import { PanelFeed, type FeedKind, type FeedSource } from "./panelFeed.ts";
import type { PictureFocus } from "./pictureFocus.ts";
import { language } from "./language.ts";
import { panelHtml } from "./panelHtml.ts";
import type { RecordLinks } from "./recordLinks.ts";
import type { UsedValues } from "./usedValues.ts";
import { actOnRows } from "./rowActions.ts";
import { webviewConnection } from "./webviewConnection.ts";

/** What a panel needs besides its run. */
export interface PanelServices extends RunServices {
  readonly extensionUri: Uri;
  readonly looks: LabelLooks;
  readonly focus: PictureFocus;
  readonly used: UsedValues;
}

/** One webview panel: shows one run, and hands on what the user does in it. */
export class RunPanel implements Disposable, FeedSource {
  readonly panel: WebviewPanel;
  readonly #run: DocumentRun;
  readonly #links: RecordLinks;
  readonly #services: PanelServices;
  readonly #subscriptions: readonly { dispose(): unknown }[];
  readonly #pressed = new EventEmitter<protocol.PanelCommand>();
  readonly #greeted = new EventEmitter<void>();
  /** What a page that is to come shall show. */
  #given: PictureView | undefined;
  #connection: MessageConnection;
  readonly #dots: LineDots;
  #litLayer: number | undefined;
  #isDeleted = false;
  /** Of the page that listens: there is none before `panelReady`, nor after it was hidden. */
  #feed: PanelFeed | undefined;

  /** Fires when a button of the panel is pressed. */
  readonly onPressed = this.#pressed.event;

  constructor(panel: WebviewPanel, run: DocumentRun, links: RecordLinks, services: PanelServices) {
    this.panel = panel;
    this.#run = run;
    this.#links = links;
    this.#services = services;
    this.#dots = new LineDots(run, links.places);
    this.#connection = this.#connect();
    this.#subscriptions = [
      run.onBeginning(() => this.pushInfo()),
      run.onChanged((part) => this.#push(part)),
      services.engine.onTaskProgressed((progress) => {
        const isHeard = this.#feed !== undefined && progress.run === run.shown?.picture.run;
        if (isHeard) this.#guard(this.#connection.sendNotification(protocol.taskProgressed, progress));
      }),
      services.looks.onChanged(() => this.pushInfo()),
      links.onCaretMoved((point) => this.#feed?.caretMoved(point)),
      links.onSelectionMoved((points) => this.#feed?.selectionMoved(points)),
      panel.onDidChangeViewState(() => {
        if (!panel.active) services.focus.set(this, false);
        if (panel.visible) return;
        this.#feed = undefined;
        links.hover(undefined);
      }),
    ];
    this.setDeleted(false);
    this.#load();
  }

  setDeleted(deleted: boolean): void {
    this.#isDeleted = deleted;
    this.pushInfo();
    const name = this.#run.title;
    this.panel.title = deleted ? editorText.panelTitleDeleted(name) : editorText.panelTitle(name);
  }

  /** Pushes the static facts again, after the settings or the choice of the reading changed. */
  pushInfo(): void {
    if (!read("gutter")) this.#dots.show(undefined);
    this.#push("info");
  }

  /** Lights a layer, by its name in the picture. */
  pointAt(layer: string): void {
    this.#feed?.layerPointed(layer);
  }

  /** What the page shows; the panel is brought to the front where it is hidden. */
  async shownView(): Promise<ShownView> {
    return (await this.page()).sendRequest(viewWanted, null);
  }

  /** The connection to the page; brings the panel to the front where there is no page. */
  async page(): Promise<MessageConnection> {
    if (this.#feed === undefined) {
      const greeted = new Promise<void>((resolve, reject) => {
        const heard = Disposable.from(
          this.#greeted.event(() => {
            heard.dispose();
            resolve();
          }),
          this.panel.onDidDispose(() => {
            heard.dispose();
            reject(new StrataError("cancelled", { what: "showing the panel" }));
          }),
        );
      });
      this.panel.reveal();
      await greeted;
    }
    return this.#connection;
  }

  /** Has the page show a view, at the latest when there is one. */
  show(view: PictureView): void {
    if (this.#feed === undefined) this.#given = view;
    else this.#guard(this.#connection.sendNotification(viewGiven, view));
  }

  /** The layer one looks at, by its place; undefined until the page has told it. */
  get litLayer(): number | undefined {
    return this.#litLayer;
  }

  /** Shows a record's line, and goes there. */
  async open(point: number): Promise<void> {
    await this.#links.reveal(point, false, this.panel.viewColumn);
  }

  /** Does in the panel what a key or a command stands for. */
  act(action: PanelAction): void {
    this.#feed?.keyInvoked(action);
  }

  dispose(): void {
    this.#services.focus.set(this, false);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#dots.dispose();
    this.#connection.dispose();
    this.#pressed.dispose();
    this.#greeted.dispose();
  }

  #load(): void {
    const { webview } = this.panel;
    const { extensionUri } = this.#services;
    const dist = Uri.joinPath(extensionUri, "dist");
    this.panel.iconPath = {
      light: Uri.joinPath(extensionUri, "media", "panel-light.svg"),
      dark: Uri.joinPath(extensionUri, "media", "panel-dark.svg"),
    };
    webview.options = { enableScripts: true, localResourceRoots: [dist] };
    webview.html = panelHtml({
      script: webview.asWebviewUri(Uri.joinPath(dist, "webview.js")).toString(),
      style: webview.asWebviewUri(Uri.joinPath(dist, "webview.css")).toString(),
      cspSource: webview.cspSource,
      nonce: randomBytes(18).toString("base64url"),
      language,
    });
  }

  #connect(): MessageConnection {
    const connection = webviewConnection(this.panel.webview);
    connection.onNotification(protocol.panelReady, () => this.#greet());
    connection.onNotification(protocol.commandInvoked, ({ command }) => {
      if (protocol.panelCommands.includes(command)) this.#pressed.fire(command);
    });
    connection.onNotification(protocol.pointRevealed, ({ point, preserveFocus }) =>
      this.#guard(this.#links.reveal(point, preserveFocus, this.panel.viewColumn)),
    );
    connection.onNotification(protocol.pointPeeked, ({ point }) =>
      this.#guard(this.#links.peek(point, this.panel.viewColumn)),
    );
    connection.onNotification(protocol.pointHovered, ({ point }) => this.#links.hover(point));
    connection.onNotification(layerLit, ({ layer }) => void (this.#litLayer = layer));
    connection.onNotification(linesColoured, (colours) => this.#dots.show(read("gutter") ? colours : undefined));
    connection.onNotification(focusMoved, ({ keys }) => this.#services.focus.set(this, keys));
    connection.onNotification(selectionCounted, ({ points }) => this.#services.focus.setMarked(this, points));
    connection.onNotification(rowsActed, ({ action, points }) => {
      const { viewColumn: column } = this.panel;
      if (!rowActions.includes(action)) return;
      this.#guard(actOnRows(action, points, { run: this.#run, links: this.#links, column }));
    });
    connection.onNotification(protocol.textCopied, ({ text }) => this.#guard(env.clipboard.writeText(text)));
    connection.onNotification(protocol.labelsPlaced, ({ places, anew }) =>
      this.#guard(this.#services.looks.place(places, anew)),
    );
    connection.onNotification(protocol.panelFailed, ({ message }) =>
      this.#services.log.error(editorText.panelFailed(message)),
    );
    connection.onNotification(protocol.drawingChosen, (drawing) => this.#guard(this.#draw(drawing)));
    connection.onNotification(protocol.dataSetChosen, ({ name }) =>
      this.#guard(this.#run.chooseReading({ array: name })),
    );
    answer(connection, protocol.detailsWanted, (params, token) => {
      const values = this.#services.tasks.allowedValues(params.values);
      return this.#run.details({ ...params, values }, token);
    });
    answer(connection, protocol.excerptsWanted, ({ run, points }) => this.#run.excerpts(run, points));
    answer(connection, fieldWanted, (params, token) => this.#run.pointValues(params, token));
    answer(connection, finding.searchWanted, (...asked) => this.#run.ask(finding.searchPoints, ...asked));
    answer(connection, finding.rowsWanted, (...asked) => this.#run.ask(finding.rowsOfPoints, ...asked));
    answer(connection, finding.ranksWanted, (...asked) => this.#run.ask(finding.ranksOfPoints, ...asked));
    answer(connection, finding.probeWanted, (...asked) => this.#run.ask(finding.probeText, ...asked));
    answer(connection, protocol.taskWanted, (params, token) => this.#run.runTask(params, token));
    connection.onError(([error]) => this.#services.log.error(error.message));
    connection.listen();
    return connection;
  }

  async #draw(drawing: DrawingChoice): Promise<void> {
    const { projection } = drawing;
    const { tasks, used } = this.#services;
    const task = tasks.of(this.#run.dataset?.given).find(({ id }) => id === projection.id);
    if (task !== undefined) await used.keep(projection, task);
    await this.#run.chooseDrawing(drawing);
  }

  /** A page has loaded, for the first time or after it was hidden: it knows nothing yet. */
  #greet(): void {
    this.#connection.dispose();
    this.#connection = this.#connect();
    const feed = new PanelFeed(this.#connection, this, (error) => {
      if (this.#feed === feed) this.#services.log.error(failureSentence(toFailure(error)));
    });
    this.#feed = feed;
    feed.changed("info", "dataset", "picture", "state");
    if (this.#given !== undefined) this.#guard(this.#connection.sendNotification(viewGiven, this.#given));
    this.#given = undefined;
    this.#greeted.fire();
  }

  #push(kind: FeedKind): void {
    const { kind: state } = this.#run.state;
    // What can be asked, and how it is drawn, are other things of given coordinates.
    if (kind === "dataset") this.#feed?.changed("info");
    if (kind === "state" && (state === "ready" || state === "failed")) this.#feed?.changed("info");
    this.#feed?.changed(kind);
  }

  get state(): protocol.PanelState {
    return this.#run.state;
  }

  get dataset(): DatasetInfo | undefined {
    return this.#run.dataset;
  }

  get shown(): ShownPair | undefined {
    return this.#run.shown;
  }

  get info(): protocol.PanelInfo {
    const { id, title, subject, result, state, dataset, chosenReading, drawing, bundle, modelSettings } = this.#run;
    const given = dataset?.given;
    const { settings, tasks, looks, used } = this.#services;
    const chosen = settings.model(subject, modelSettings);
    return {
      file: title,
      ...(subject.toString() !== id && { lineFile: path.posix.basename(subject.path) }),
      model: result && state.kind !== "failed" ? result.model : shortName(chosen.model),
      device: result?.device,
      separation: settings.separation,
      tasks: tasks.of(given),
      drawing: tasks.drawingOf(drawing, given),
      usedValues: tasks.allowedValues(used.all),
      uri: id,
      reading: chosenReading,
      ...(bundle !== undefined && { bundle }),
      ...(modelSettings && { modelSettings }),
      ...(this.#isDeleted && { isDeleted: true }),
      lineColours: read("gutter"),
      labelPlaces: looks.places,
    };
  }

  #guard(work: Thenable<unknown>): void {
    work.then(undefined, (error: unknown) => this.#services.log.error(failureSentence(toFailure(error))));
  }
}

/** Answers a request of the page; a failure crosses as data. */
function answer<P, R>(
  connection: MessageConnection,
  type: RequestType<P, R, Failure>,
  handle: (params: P, token: CancellationToken) => Promise<R>,
): void {
  connection.onRequest<unknown, Failure>(type.method, async (params: P, token: CancellationToken) => {
    try {
      return await handle(params, token);
    } catch (error) {
      return replyError(error);
    }
  });
}
