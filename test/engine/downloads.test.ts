import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc/node";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { downloadModel, listModels, readRepository } from "../../src/protocol/models.ts";
import type { ModelPlaces } from "../../src/protocol/models.ts";
import { FakeHub } from "../model/hub/fakeHub.ts";
import { bundledFiles } from "../model/hub/sampleModel.ts";
import { bundledModel, EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const ID = "org/MiniLM";
const FILE = "onnx/model.onnx";

let folder = "";
let places: ModelPlaces;
let engine: EngineProcess;
let hub: FakeHub;

beforeEach(async () => {
  folder = scratchFolder();
  places = {
    bundled: path.dirname(bundledModel),
    store: path.join(folder, "models"),
    hubCaches: [path.join(folder, "hf")],
    folders: [],
  };
  hub = await FakeHub.start();
  hub.put(ID, bundledFiles());
  engine = new EngineProcess();
});

afterEach(async () => {
  await engine.end();
  await hub.close();
  rmSync(folder, { recursive: true, force: true });
});

const fetch = (token?: CancellationTokenSource["token"]) =>
  engine.connection.sendRequest(downloadModel, { id: ID, hub: hub.access(), places }, token);

/** Bytes of the parts of the graph. */
function partBytes(): number[] {
  const onnx = path.join(places.store, ID, "onnx");
  const names = existsSync(onnx) ? readdirSync(onnx) : [];
  return names.filter((name) => name.endsWith(".part")).map((name) => statSync(path.join(onnx, name)).size);
}

describe("the engine's process", { timeout: 60_000 }, () => {
  it("lists a repository, fetches it and draws with it, then needs the hub no more", async () => {
    const request = { id: ID, hub: hub.access(), places, device: "cpu" as const };
    const bytes = statSync(path.join(bundledModel, FILE)).size;
    expect(await engine.connection.sendRequest(readRepository, request)).toMatchObject({
      id: ID,
      files: [{ file: FILE, style: "fp32", bytes, runs: { ok: true } }],
      best: FILE,
      local: [],
    });
    const text = writeText(folder, "a.txt", "one\ntwo\nthree");
    const params = paramsFor(text, folder, { model: { model: ID, pooling: "auto" }, places });
    expect(await engine.failure(params)).toEqual({ code: "modelNotOnDisk", detail: { model: ID } });

    const { model } = await fetch();
    expect(model).toBe(`${ID}/${FILE}`);
    expect(engine.downloads.at(-1)).toMatchObject({ id: ID, file: FILE, secondsLeft: 0 });
    expect(engine.downloads.at(-1)?.bytes).toBe(engine.downloads.at(-1)?.total);
    expect((await engine.connection.sendRequest(readRepository, request)).local).toEqual([FILE]);

    hub.seen.length = 0;
    const result = await engine.visualize(paramsFor(text, folder, { model: { model, pooling: "auto" }, places }));
    expect(result).toMatchObject({ outcome: "complete", records: 3, model: ID });
    const fetched = engine.lastPicture.coordinates;
    await engine.visualize(paramsFor(text, folder, { run: "bundled" }));
    expect(engine.lastPicture.coordinates).toEqual(fetched);
    const models = await engine.connection.sendRequest(listModels, { places });
    expect(models.map(({ origin, model: name }) => [origin, name])).toEqual([
      ["bundled", bundledModel],
      ["store", ID],
    ]);
    expect(await fetch()).toEqual({ model: ID });
    expect(hub.seen).toEqual([]);
  });

  it("shares a download that is asked for twice, until nobody wants it", async () => {
    hub.stalls.push(1_000_000, 1_000_000);
    const [first, second] = [new CancellationTokenSource(), new CancellationTokenSource()];
    const [one, two] = [fetch(first.token), fetch(second.token)].map((asked) => asked.catch(failureOfReply));
    await vi.waitFor(() => expect(partBytes()).toEqual([1_000_000]), { timeout: 20_000, interval: 20 });
    first.cancel();
    expect(await one).toEqual({ code: "cancelled", detail: { what: ID } });
    expect(hub.requestsOf(FILE)).toHaveLength(1);
    second.cancel();
    expect(await two).toEqual({ code: "cancelled", detail: { what: ID } });
    hub.stalls.length = 0;
    expect(await fetch()).toEqual({ model: `${ID}/${FILE}` });
    expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual([undefined, "bytes=1000000-"]);
  });

  it("sends the hub's refusals over its border", async () => {
    const request = { id: "org/none", hub: hub.access(), places };
    const failure = await engine.connection.sendRequest(downloadModel, request).catch(failureOfReply);
    expect(failure).toEqual({ code: "hubNotFound", detail: { id: "org/none", host: hub.host } });
  });
});
