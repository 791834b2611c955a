import {
  AbstractMessageReader,
  AbstractMessageWriter,
  createMessageConnection,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  type RequestType,
} from "vscode-jsonrpc/browser";
import { decodePage } from "../../src/protocol/pageData.ts";
import { replyError, StrataError, type Failure } from "../../src/protocol/errors.ts";
import * as finding from "../../src/protocol/finding.ts";
import { focusMoved, keyInvoked } from "../../src/protocol/keys.ts";
import * as protocol from "../../src/protocol/panel.ts";
import type { PageData, PanelState, SavedView } from "../../src/protocol/panel.ts";
import { actionOfKey } from "../../webview/keystrokes.ts";
import { PageHost } from "../../webview/pageHost.ts";
import { probeOf } from "./syntheticProbe.ts";

/** Stands in for VS Code in the page of a test: the extension's side of the panel's connection, fed from page data. */
interface FakeHost {
  readonly connection: MessageConnection;
  readonly protocol: typeof protocol;
  readonly page: PageData;
  /** Names and parameters of everything the panel sent without wanting an answer. */
  readonly heard: { readonly method: string; readonly params: unknown }[];
  /** Parameters of everything the panel asked for. */
  readonly asked: { readonly method: string; readonly params: unknown }[];
  /** The next answers fail. */
  failures: number;
  /** The run is not drawn yet: texts are known, numbers are not. */
  isWorking: boolean;
  saved: SavedView | undefined;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
    acquireVsCodeApi: () => object;
  }
}

class FromPanel extends AbstractMessageReader implements MessageReader {
  callback: DataCallback = () => undefined;

  listen(callback: DataCallback): Disposable {
    this.callback = callback;
    return { dispose: () => undefined };
  }
}

class ToPanel extends AbstractMessageWriter implements MessageWriter {
  write(message: Message): Promise<void> {
    window.postMessage(structuredClone(message), "*");
    return Promise.resolve();
  }

  end(): void {
    this.fireClose();
  }
}

const element = document.getElementById("fake-host-data");
const page = decodePage(element?.textContent ?? "");
const state = JSON.parse(element?.dataset["state"] ?? "null") as PanelState | null;
const reader = new FromPanel();
const connection = createMessageConnection(reader, new ToPanel());
const answers = new PageHost(page);
const host: FakeHost = {
  connection,
  protocol,
  page,
  heard: [],
  asked: [],
  failures: 0,
  isWorking: false,
  saved: undefined,
};
window.fakeHost = host;
window.acquireVsCodeApi = () => ({
  postMessage: (message: Message) => setTimeout(() => reader.callback(structuredClone(message))),
  getState: () => JSON.parse(element?.dataset["saved"] ?? "{}") as unknown,
  setState: (view: SavedView) => void (host.saved = view),
});

connection.onNotification(protocol.panelReady, () => {
  const shown: PanelState = state ?? { kind: "ready", result: page.result };
  void connection.sendNotification(protocol.infoChanged, { ...page.info, uri: "file:///data/sample.jsonl" });
  if (shown.kind !== "idle" && element?.dataset["picture"] !== "none") {
    void connection.sendNotification(protocol.datasetChanged, page.dataset);
    if (shown.kind !== "failed") void connection.sendNotification(protocol.pictureChanged, page.picture);
  }
  void connection.sendNotification(protocol.stateChanged, shown);
});
// VS Code hears the keys that go up to the window, and runs the command each is bound to.
let hasKeys = false;
connection.onNotification(focusMoved, (params) => {
  hasKeys = params.keys;
  host.heard.push({ method: focusMoved.method, params });
});
addEventListener("keydown", (event) => {
  const action = actionOfKey(event);
  if (action !== undefined && hasKeys) void connection.sendNotification(keyInvoked, { action });
});
connection.onNotification((method, params) => void host.heard.push({ method, params }));
/** Answers as the engine would, or fails where the test wants it. */
function answer<P, R>(type: RequestType<P, R, Failure>, handle: (params: P) => Promise<R>): void {
  connection.onRequest(type.method, (params: P) => {
    host.asked.push({ method: type.method, params });
    if (host.failures-- > 0) return replyError(new StrataError("internal", { reason: "out of order" }));
    host.failures = 0;
    return handle(params);
  });
}
answer(protocol.detailsWanted, async (params) => {
  const details = await answers.details(params);
  return host.isWorking ? { ...details, tokens: undefined, results: {} } : details;
});
answer(protocol.excerptsWanted, ({ run, points }) => answers.excerpts(run, points));
answer(finding.searchWanted, (params) => answers.search(params, new AbortController().signal));
answer(finding.rowsWanted, (params) => answers.rows(params));
answer(finding.ranksWanted, () => answers.ranks());
answer(finding.probeWanted, (params) => Promise.resolve(probeOf(page, params)));
answer(protocol.taskWanted, (params) => answers.task(params));
connection.listen();
