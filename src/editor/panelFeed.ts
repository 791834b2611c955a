import type { MessageConnection, NotificationType, RequestParam } from "vscode-jsonrpc/node";
import type { DatasetInfo, Picture } from "../protocol/engine.ts";
import { keyInvoked, type PanelAction } from "../protocol/keys.ts";
import * as protocol from "../protocol/panel.ts";
import type { ShownPair } from "./documentRun.ts";
import { Outbox } from "./outbox.ts";

/** What a page hears of whole. */
export type FeedKind = "info" | "dataset" | "picture" | "state";

/** What a page hears of what the user points at in the editor. */
type Pointer = "caret" | "selection" | "layer";

/** What is newest of everything. */
export interface FeedSource {
  readonly info: protocol.PanelInfo;
  readonly state: protocol.PanelState;
  readonly dataset: DatasetInfo | undefined;
  readonly shown: ShownPair | undefined;
}

/** Tells one page what is newest, no faster than it takes it. A page that loads anew needs a feed of its own. */
export class PanelFeed {
  readonly #connection: MessageConnection;
  readonly #source: FeedSource;
  readonly #outbox: Outbox<FeedKind | Pointer>;
  /** What the page has. */
  #dataset: DatasetInfo | undefined;
  #picture: Picture | undefined;
  #caret: number | undefined;
  #selection = new Uint32Array();
  #layer = "";

  constructor(connection: MessageConnection, source: FeedSource, failed: (error: unknown) => void) {
    this.#connection = connection;
    this.#source = source;
    this.#outbox = new Outbox((kinds) => this.#deliver(kinds), failed);
  }

  changed(...kinds: readonly FeedKind[]): void {
    this.#outbox.changed(...kinds);
  }

  /** @param point of the picture that is shown; undefined where the caret stands in none */
  caretMoved(point: number | undefined): void {
    this.#caret = point;
    this.#outbox.changed("caret");
  }

  /** @param points of the picture that is shown, ascending; those marked by several carets or a range */
  selectionMoved(points: Uint32Array<ArrayBuffer>): void {
    this.#selection = points;
    this.#outbox.changed("selection");
  }

  /** A key is told at once, and every time. */
  keyInvoked(action: PanelAction): void {
    void this.#connection.sendNotification(keyInvoked, { action });
  }

  layerPointed(layer: string): void {
    this.#layer = layer;
    this.#outbox.changed("layer");
  }

  async #deliver(kinds: ReadonlySet<FeedKind | Pointer>): Promise<void> {
    const { info, state, shown } = this.#source;
    const sent: Promise<void>[] = [];
    const send = <P>(type: NotificationType<P>, params: RequestParam<P>): void => {
      sent.push(this.#connection.sendNotification(type, params));
    };
    if (kinds.has("info")) send(protocol.infoChanged, info);
    if (kinds.has("picture") && shown && shown.picture !== this.#picture) {
      this.#sendDataset(shown.dataset, send);
      send(protocol.pictureChanged, shown.picture);
      this.#picture = shown.picture;
    }
    // What the last picture was drawn from may be behind.
    if (kinds.has("dataset")) this.#sendDataset(this.#source.dataset, send);
    if (kinds.has("state")) send(protocol.stateChanged, state);
    if (kinds.has("caret")) send(protocol.caretMoved, { point: this.#caret });
    if (kinds.has("selection")) send(protocol.selectionMoved, { points: this.#selection });
    if (kinds.has("layer")) send(protocol.layerPointed, { layer: this.#layer });
    await Promise.all(sent);
    await this.#connection.sendRequest(protocol.pageSettled, null);
  }

  #sendDataset(
    dataset: DatasetInfo | undefined,
    send: (type: NotificationType<DatasetInfo>, params: DatasetInfo) => void,
  ): void {
    if (dataset === undefined || dataset === this.#dataset) return;
    this.#dataset = dataset;
    const told: { -readonly [Part in keyof DatasetInfo]: DatasetInfo[Part] } = { ...dataset };
    delete told.rowRanges;
    send(protocol.datasetChanged, told);
  }
}
