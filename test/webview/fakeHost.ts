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
import { keyInvoked } from "../../src/protocol/keys.ts";
import * as protocol from "../../src/protocol/panel.ts";
import { fieldWanted, type PointValues } from "../../src/protocol/pointValues.ts";
import type { PageData, PanelState, SavedView } from "../../src/protocol/panel.ts";
import { lostBetween } from "../../webview/between.ts";
import type { Numbers } from "../../src/protocol/tasks.ts";
import { actionOfKey, takesText } from "../../webview/keystrokes.ts";
import { PageHost } from "../../webview/pageHost.ts";
import { probeOf } from "./syntheticProbe.ts";

/** Stands in for VS Code in the page of a test: the extension's side of the panel's connection, fed from page data. */
interface FakeHost {
  readonly connection: MessageConnection;
  readonly protocol: typeof protocol;
  page: PageData;
  /** The file was edited: another run of it is shown, as a page's data that was encoded. */
  readonly read: (encoded: string) => void;
  /** Names and parameters of everything the panel sent without wanting an answer. */
  readonly heard: { readonly method: string; readonly params: unknown }[];
  /** Parameters of everything the panel asked for. */
  readonly asked: { readonly method: string; readonly params: unknown }[];
  /** The next answers fail. */
  failures: number;
  /** The run is not drawn yet: texts are known, numbers are not. */
  isWorking: boolean;
  /** Answers of tasks wait for it. */
  hold: Promise<void> | undefined;
  saved: SavedView | undefined;
}

declare global {
  interface Window {
    fakeHost: FakeHost;
    acquireVsCodeApi: () => object;
  }
}

/** What moved between two layers: neighbours lost as they are, and the way in the picture in place of the residual. */
function betweenLayers({ results, picture }: PageData, first: number, second: number): Numbers {
  const { points, dimensions, coordinates } = picture;
  const related = results["neighbours"];
  if (related?.kind !== "related") throw new Error("the page has no neighbours");
  const way = Float32Array.from({ length: points }, (_, point) => {
    const [here, there] = [dimensions * (first * points + point), dimensions * (second * points + point)];
    const step = (axis: number): number => (coordinates[here + axis] ?? 0) - (coordinates[there + axis] ?? 0);
    return Math.hypot(step(0), step(1));
  });
  const lost = lostBetween(related, points, first, second);
  return {
    kind: "numbers",
    series: [
      { id: "lost", label: "Neighbours lost", values: lost },
      { id: "residual", label: "Procrustes residual", values: way },
    ],
  };
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
let page = decodePage(element?.textContent ?? "");
const state = JSON.parse(element?.dataset["state"] ?? "null") as PanelState | null;
const reader = new FromPanel();
const connection = createMessageConnection(reader, new ToPanel());
let answers = new PageHost(page);
const host: FakeHost = {
  connection,
  protocol,
  page,
  read: (encoded) => {
    page = decodePage(encoded);
    host.page = page;
    answers = new PageHost(page);
    void connection.sendNotification(protocol.datasetChanged, page.dataset);
    void connection.sendNotification(protocol.pictureChanged, page.picture);
    void connection.sendNotification(protocol.stateChanged, { kind: "ready", result: page.result });
  },
  heard: [],
  asked: [],
  failures: 0,
  isWorking: false,
  hold: undefined,
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
addEventListener("keydown", (event) => {
  const action = actionOfKey(event);
  if (action !== undefined && !takesText(document.activeElement))
    void connection.sendNotification(keyInvoked, { action });
});
connection.onNotification((method, params) => void host.heard.push({ method, params }));
/** Answers as the engine would, or fails where the test wants it. */
function answer<P, R>(type: RequestType<P, R, Failure>, handle: (params: P) => Promise<R>): void {
  connection.onRequest(type.method, (params: P) => {
    host.asked.push({ method: type.method, params });
    if (host.failures-- > 0) return replyError(new StrataError("internal", { reason: "out of order" }));
    host.failures = 0;
    return handle(params).catch(replyError);
  });
}
answer(protocol.detailsWanted, async (params) => {
  const details = await answers.details(params);
  return host.isWorking ? { ...details, tokens: undefined, results: {} } : details;
});
answer(protocol.excerptsWanted, ({ run, points }) => answers.excerpts(run, points));
answer(finding.searchWanted, (params) => answers.search(params, new AbortController().signal));
answer(finding.rowsWanted, (params) => answers.rows(params));
answer(finding.ranksWanted, (params) => answers.ranks(params));
answer(finding.probeWanted, (params) => Promise.resolve(probeOf(page, params)));
answer(fieldWanted, (params) => {
  if (!("field" in params)) return params.of === "similarity" ? similarities(params.point) : answers.values(params);
  const field = page.dataset.fields.find(({ name }) => name === params.field);
  const of = Uint16Array.from({ length: page.dataset.records }, (_, i) => i % (field?.distinct ?? 1));
  if (field?.kind === "number") return Promise.resolve({ kind: "numbers", values: Float64Array.from(of) });
  const names = Array.from({ length: field?.distinct ?? 0 }, (_, i) => `${params.field} ${i}`);
  return Promise.resolve({ kind: "categories", names, of, others: 0 });
});
/** One less the place's distance from that of the point, in the file. */
function similarities(point: number): Promise<PointValues> {
  const values = Float64Array.from(
    { length: page.picture.points },
    (_, i) => 1 - Math.abs(i - point) / page.picture.points,
  );
  return Promise.resolve({ kind: "numbers", values });
}
answer(protocol.taskWanted, async (params) => {
  await host.hold;
  const { id, values } = params.task;
  if (id !== "between") return answers.task(params);
  return betweenLayers(page, Number(values["first"]), Number(values["second"]));
});
connection.listen();
