import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createMessageConnection, type MessageConnection } from "vscode-jsonrpc/node";
import { PanelFeed, type FeedSource } from "../../src/editor/panelFeed.ts";
import type { DatasetInfo, Picture, Progress } from "../../src/protocol/engine.ts";
import * as protocol from "../../src/protocol/panel.ts";

const info: protocol.PanelInfo = {
  file: "a.jsonl",
  model: "m",
  device: "CPU",
  separation: 5,
  tasks: [],
  drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
};

function working(done: number, cancelling = false): protocol.PanelState {
  const progress: Progress = {
    run: "r",
    stage: "run",
    done,
    total: 10_000,
    computed: done,
    cached: 0,
    kind: "records",
    recordsPerSecond: undefined,
    secondsLeft: undefined,
  };
  return { kind: "working", progress, cancelling };
}

function dataset(run: string, records: number): DatasetInfo {
  return {
    run,
    path: "/a.jsonl",
    format: "jsonl",
    reading: { encoding: "UTF-8", dialect: undefined, array: undefined, arrays: [], turns: undefined, notices: [] },
    records,
    ranges: new Uint32Array(4 * records),
    rowRanges: new Uint32Array(4 * records),
    tokens: undefined,
    fields: [],
    textField: "text",
    labelField: undefined,
    labels: [],
    labelOf: new Uint16Array(records),
    labelValues: undefined,
    problems: [],
    problemCount: 0,
    effectCounts: { notRead: 0, asItStands: 0, leftOut: 0, guessed: 0 },
  };
}

function picture(run: string, drawn: number): Picture {
  const points = 2;
  const coordinates = new Float32Array(2 * points);
  return { run, layers: ["embedding"], points, drawn, dimensions: 2, coordinates, explained: undefined };
}

describe("PanelFeed", () => {
  let host: MessageConnection;
  let page: MessageConnection;
  let heard: string[];
  /** The page is busy until each is called. */
  let answers: (() => void)[];
  let source: { -readonly [Part in keyof FeedSource]: FeedSource[Part] };
  let failures: unknown[];
  let feed: PanelFeed;

  beforeEach(() => {
    const [there, back] = [new PassThrough(), new PassThrough()];
    host = createMessageConnection(back, there);
    page = createMessageConnection(there, back);
    [heard, answers, failures] = [[], [], []];
    page.onNotification(protocol.stateChanged, (state) => {
      heard.push(
        state.kind === "working" ? `${state.progress.done}${state.cancelling ? " cancelling" : ""}` : state.kind,
      );
    });
    page.onNotification(protocol.datasetChanged, ({ run, rowRanges }) => {
      heard.push(`dataset ${run}${rowRanges === undefined ? "" : " with rows"}`);
    });
    page.onNotification(protocol.pictureChanged, ({ run, drawn }) => void heard.push(`picture ${run} ${drawn}`));
    page.onNotification(protocol.caretMoved, ({ point }) => void heard.push(`caret ${point ?? "nowhere"}`));
    page.onNotification(protocol.infoChanged, ({ model }) => void heard.push(`info ${model}`));
    page.onNotification(protocol.layerPointed, ({ layer }) => void heard.push(`layer ${layer}`));
    page.onRequest(protocol.pageSettled, () => new Promise<null>((resolve) => answers.push(() => resolve(null))));
    for (const connection of [host, page]) connection.listen();
    source = { info, state: { kind: "idle" }, dataset: undefined, shown: undefined };
    feed = new PanelFeed(host, source, (error) => failures.push(error));
  });
  afterEach(() => {
    for (const connection of [host, page]) connection.dispose();
  });

  /** Waits for the delivery of that number, lets the page answer, and gives what it heard since. */
  async function delivery(number: number): Promise<string[]> {
    await vi.waitFor(() => expect(answers.length).toBe(number));
    answers.at(-1)?.();
    return heard.splice(0);
  }

  function set(state: protocol.PanelState): void {
    source.state = state;
    feed.changed("state");
  }

  it("tells a busy page the newest count only, and the one at which the run was cancelled", async () => {
    set(working(1));
    await vi.waitFor(() => expect(heard).toEqual(["1"]));
    for (let done = 2; done <= 5000; done++) set(working(done));
    set(working(5000, true));
    expect(await delivery(1)).toEqual(["1"]);
    expect(await delivery(2)).toEqual(["5000 cancelling"]);
    set({ kind: "interrupted", why: { kind: "cancelled" }, done: 5008, total: 10_000 });
    expect(await delivery(3)).toEqual(["interrupted"]);
    expect(failures).toEqual([]);
  });

  it("tells a picture with the data set it was drawn from, and one that is ahead behind it", async () => {
    const [first, second] = [dataset("1", 1), dataset("2", 2)];
    source.dataset = first;
    feed.changed("dataset");
    expect(await delivery(1)).toEqual(["dataset 1"]);
    source.shown = { dataset: first, picture: picture("1", 1) };
    feed.changed("picture");
    feed.caretMoved(0);
    expect(await delivery(2)).toEqual(["picture 1 1", "caret 0"]);
    source.dataset = second;
    feed.changed("dataset");
    feed.changed("picture");
    await vi.waitFor(() => expect(answers.length).toBe(3));
    source.shown = { dataset: second, picture: picture("2", 1) };
    feed.changed("picture");
    feed.caretMoved(1);
    source.shown = { dataset: second, picture: picture("2", 2) };
    feed.changed("picture");
    feed.caretMoved(undefined);
    expect(await delivery(3)).toEqual(["dataset 2"]);
    expect(await delivery(4)).toEqual(["picture 2 2", "caret nowhere"]);
  });

  it("tells a page that has just loaded everything, in the order it needs it", async () => {
    const [first, second] = [dataset("1", 1), dataset("2", 2)];
    source.shown = { dataset: first, picture: picture("1", 1) };
    source.dataset = second;
    source.state = working(3);
    feed.changed("info", "dataset", "picture", "state");
    feed.layerPointed("2");
    expect(await delivery(1)).toEqual(["info m", "dataset 1", "picture 1 1", "dataset 2", "3", "layer 2"]);
  });

  it("goes on after a page that could not answer", async () => {
    page.onRequest(protocol.pageSettled, () => {
      throw new Error("broken");
    });
    set(working(1));
    await vi.waitFor(() => expect(failures.length).toBe(1));
    set(working(2));
    await vi.waitFor(() => expect(heard).toEqual(["1", "2"]));
  });
});
