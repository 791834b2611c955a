import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { downloadModel, type DownloadRequest } from "../../../src/model/hub/downloadModel.ts";
import { resolveModel } from "../../../src/model/store/resolveModel.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import type { DownloadProgress } from "../../../src/protocol/models.ts";
import { externalToy } from "../externalToy.ts";
import { writeHubCache, writeTree } from "../modelTree.ts";
import { tempFolder } from "../tempFolder.ts";
import { FakeHub } from "./fakeHub.ts";
import { graph, otherFiles, placesIn, smallFiles } from "./sampleModel.ts";

const ID = "org/name";
const FILE = "onnx/model.onnx";
const folder = tempFolder();
const places = placesIn(folder);
const stored = path.join(places.store, ID);
let hub: FakeHub;

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put(ID, { ...smallFiles, ...otherFiles, [FILE]: graph });
});
afterEach(async () => {
  await hub.close();
  rmSync(places.store, { recursive: true, force: true });
});

function download(more: Partial<DownloadRequest> = {}, signal = new AbortController().signal) {
  const progress: DownloadProgress[] = [];
  const request = { id: ID, hub: hub.access(), places, ...more };
  const result = downloadModel(request, { signal, progressed: (now) => progress.push(now) });
  return { result, progress };
}

/** Every file of the stored model but the records. */
function filesIn(root: string): string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8", withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes(".strata"))
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

/** Parts of files, however they are called. */
const partsIn = (root: string) => filesIn(root).filter((file) => file.endsWith(".part"));

/** Bytes of the graph's part; undefined where there is none. */
function partBytes(): number | undefined {
  const [part] = existsSync(stored) ? partsIn(stored).filter((file) => file.startsWith(path.normalize(FILE))) : [];
  return part === undefined ? undefined : statSync(path.join(stored, part)).size;
}

describe("a download", () => {
  it("brings the graph and what is read of a model, byte for byte, and nothing else", async () => {
    const { result, progress } = download();
    expect(await result).toEqual({ model: `${ID}/${FILE}` });
    expect(filesIn(places.store)).toEqual(
      [...Object.keys(smallFiles), FILE].map((file) => path.join(ID, file)).toSorted(),
    );
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
    for (const [file, content] of Object.entries(smallFiles))
      expect(readFileSync(path.join(stored, file), "utf8")).toBe(content);
    expect(progress.at(-1)).toMatchObject({ id: ID, file: FILE, secondsLeft: 0 });
    expect(progress.at(-1)?.bytes).toBe(progress.at(-1)?.total);
    expect(await resolveModel(ID, places)).toMatchObject({ folder: stored, origin: "store" });
    expect(existsSync(path.join(folder, "escaped"))).toBe(false);
  });

  it("asks nothing where the model is on this machine, wherever it is", async () => {
    await download().result;
    hub.seen.length = 0;
    expect(await download().result).toEqual({ model: ID });
    expect(await download({ file: FILE }).result).toEqual({ model: `${ID}/${FILE}` });
    const cache = path.join(folder, "cache");
    writeHubCache(cache, "org/cached", { ...smallFiles, [FILE]: "weights" });
    const own = writeTree(path.join(folder, "own"), {
      "org/mine/onnx/model.onnx": "",
      "org/mine/tokenizer.json": "{}",
    });
    const elsewhere = placesIn(folder, { hubCaches: [cache], folders: [own] });
    for (const id of ["org/cached", "org/mine"]) {
      const offline = hub.access({ offline: true });
      expect(await download({ id, places: elsewhere, hub: offline }).result).toEqual({ model: id });
    }
    expect(hub.seen).toEqual([]);
  });

  it("asks nothing offline", async () => {
    const failure = { code: "hubOffline", detail: { id: ID } };
    await expect(download({ hub: hub.access({ offline: true }) }).result).rejects.toMatchObject(failure);
    expect(hub.seen).toEqual([]);
    expect(existsSync(places.store)).toBe(false);
  });

  it("fetches another graph without what both share, and the best for the device where none is named", async () => {
    await download().result;
    hub.put(ID, { ...smallFiles, [FILE]: graph, "onnx/model_fp16.onnx": graph });
    hub.seen.length = 0;
    expect(await download({ file: "onnx/model_fp16.onnx" }).result).toEqual({ model: `${ID}/onnx/model_fp16.onnx` });
    expect(hub.seen.map(({ server }) => server)).toEqual(["hub", "hub", "files"]);
    rmSync(places.store, { recursive: true });
    expect(await download({ device: "webgpu" }).result).toEqual({ model: `${ID}/onnx/model_fp16.onnx` });
  });

  it("takes what lies in the store without records where its content is right, and fetches what is not", async () => {
    writeTree(stored, { ...smallFiles, "config.json": smallFiles["config.json"]?.replace("2", "3"), [FILE]: graph });
    await download({ file: FILE }).result;
    expect(hub.seen.map(({ path: asked }) => path.basename(asked))).toEqual(["main", "config.json"]);
    expect(readFileSync(path.join(stored, "config.json"), "utf8")).toBe(smallFiles["config.json"]);
  });

  it("fetches again what was damaged or changed since", async () => {
    await download().result;
    truncateSync(path.join(stored, FILE), 100);
    await download({ file: FILE }).result;
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
    writeFileSync(path.join(stored, FILE), Buffer.alloc(graph.length));
    await download({ file: FILE }).result;
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
    expect(hub.requestsOf(FILE).length).toBe(3);
  });

  it("brings external data and the graph of the embeddings", async () => {
    const files = {
      "onnx/decoder_model_merged_q4.onnx": graph,
      "onnx/decoder_model_merged_q4.onnx_data": "a",
      "onnx/decoder_model_merged_q4.onnx_data_1": "bc",
      "onnx/embed_tokens_q4.onnx": "d",
      "onnx/embed_tokens.onnx": "not this",
    };
    hub.put(ID, { ...smallFiles, ...files });
    await download().result;
    const onnx = readdirSync(path.join(stored, "onnx"));
    expect(onnx).toEqual(
      Object.keys(files)
        .filter((file) => !file.endsWith("embed_tokens.onnx"))
        .map((file) => path.basename(file)),
    );
  });

  it("brings weights under whatever name the graph gives them, and what it finds is whole", async () => {
    const { proto, data } = externalToy(folder, "weights/part.bin");
    const weights = Buffer.concat([Buffer.alloc(64, 1), data]);
    hub.put(ID, { ...smallFiles, [FILE]: proto, "onnx/weights/part.bin": weights, "onnx/other.bin": "" });
    const { result, progress } = download();
    await result;
    expect(progress.at(-1)?.bytes).toBe(progress.at(-1)?.total);
    expect(readdirSync(path.join(stored, "onnx"))).toEqual(["model.onnx", "weights"]);
    const plan = planTap(path.join(stored, FILE), [2]);
    expect(plan.weights.files).toEqual([path.join(stored, "onnx", "weights", "part.bin")]);
    closeTap(plan);
    rmSync(path.join(stored, "onnx", "weights", "part.bin"));
    await download({ file: FILE }).result;
    expect(readFileSync(path.join(stored, "onnx", "weights", "part.bin")).equals(weights)).toBe(true);
  });

  it("keeps the graph where its weights do not come, and asks for these alone the next time", async () => {
    const { proto, data } = externalToy(folder, "part.bin");
    hub.put(ID, { ...smallFiles, [FILE]: proto, "onnx/part.bin": Buffer.concat([Buffer.alloc(64, 1), data]) });
    hub.special = ({ path: asked }, response) => {
      if (asked.endsWith("part.bin")) response.writeHead(403).end();
      return asked.endsWith("part.bin");
    };
    await expect(download().result).rejects.toMatchObject({ code: "hubForbidden" });
    await expect(resolveModel(ID, places)).rejects.toMatchObject({ code: "modelNotOnDisk" });
    hub.special = () => false;
    hub.seen.length = 0;
    const { result, progress } = download();
    await result;
    expect(hub.seen.map(({ path: asked }) => path.basename(asked))).toEqual(["main", "part.bin"]);
    expect(progress.at(-1)?.bytes).toBe(progress.at(-1)?.total);
  });

  it("takes no weights a graph names outside its folder", async () => {
    const { proto } = externalToy(folder, "../../escaped.bin");
    hub.put(ID, { ...smallFiles, [FILE]: proto, "escaped.bin": "" });
    await download().result;
    expect(filesIn(folder).filter((file) => file.includes("escaped"))).toEqual([]);
  });

  it("puts a renamed repository under its new name", async () => {
    hub.renamed.set("old/name", ID);
    expect(await download({ id: "old/name" }).result).toEqual({ model: `${ID}/${FILE}` });
    expect(readdirSync(places.store)).toEqual(["org"]);
  });

  it("finds one that is named without its organisation, and knows it from then on", async () => {
    hub.renamed.set("name", ID);
    expect(await download({ id: "name" }).result).toEqual({ model: `${ID}/${FILE}` });
    expect(readdirSync(places.store).toSorted()).toEqual([".strata", "org"]);
    hub.seen.length = 0;
    const { result } = download({ id: "name", file: FILE });
    expect((await resolveModel((await result).model, places)).name).toBe(ID);
    expect(hub.seen).toEqual([]);
  });

  it("reports at most every tenth of a second, with rate and time left", async () => {
    hub.put(ID, { ...smallFiles, [FILE]: graph, "onnx/model.onnx_data": Buffer.alloc(1 << 20, 7) });
    hub.pieces = 4096;
    const started = performance.now();
    const { result, progress } = download();
    await result;
    const seconds = (performance.now() - started) / 1000;
    expect(progress.length).toBeGreaterThan(1);
    expect(progress.length).toBeLessThanOrEqual(seconds * 10 + 2);
    const bytes = progress.map((now) => now.bytes);
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(progress.at(-1)?.bytesPerSecond).toBeGreaterThan(0);
  });
});

describe("what breaks", () => {
  it("goes on from where the connection broke, as often as it gets on", async () => {
    hub.cuts.push(1000, 3000, 1);
    await download().result;
    expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual([
      undefined,
      "bytes=1000-",
      "bytes=4000-",
      "bytes=4001-",
    ]);
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
    expect(partsIn(places.store)).toEqual([]);
  });

  it("gives up after some tries, and goes on the next time", async () => {
    hub.cuts.push(5000, 0, 0, 0, 0);
    const failure = { code: "hubUnreachable", detail: { reason: expect.stringContaining("broke") as string } };
    await expect(download().result).rejects.toMatchObject(failure);
    expect(partsIn(places.store)).toHaveLength(1);
    await expect(resolveModel(ID, places)).rejects.toMatchObject({ code: "modelNotOnDisk" });
    hub.seen.length = 0;
    await download().result;
    expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual(["bytes=5000-"]);
    expect(hub.requestsOf("config.json")).toEqual([]);
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
  });

  it("tries again where the server is busy, with a new address where the old one ran out", async () => {
    const statuses = [503, 403];
    hub.special = ({ server }, response) => {
      const status = server === "files" ? statuses.shift() : undefined;
      if (status !== undefined) response.writeHead(status).end();
      return status !== undefined;
    };
    await download().result;
    expect(hub.requestsOf(FILE).length).toBe(3);
    expect(hub.seen.filter((seen) => seen.server === "hub" && seen.path.endsWith(FILE)).length).toBe(3);
  });

  it("starts over where the server does not know ranges", async () => {
    hub.cuts.push(5000);
    hub.special = ({ server, range }, response) => {
      if (server === "hub" || range === undefined) return false;
      response.end(graph);
      return true;
    };
    await download().result;
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
  });

  it("keeps the part when cancelled, and goes on from it in the same process", async () => {
    hub.stalls.push(5000);
    const stop = new AbortController();
    const { result } = download({}, stop.signal);
    await vi.waitFor(() => expect(partBytes()).toBe(5000), { timeout: 5000, interval: 5 });
    stop.abort();
    await expect(result).rejects.toMatchObject({ code: "cancelled", detail: { what: ID } });
    expect(partBytes()).toBe(5000);
    hub.seen.length = 0;
    await download().result;
    expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual(["bytes=5000-"]);
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
  });

  it("asks for nothing of a part that is whole, and starts over with one that is too long", async () => {
    hub.cuts.push(5000, 0, 0, 0, 0);
    await expect(download().result).rejects.toThrow();
    const part = path.join(places.store, partsIn(places.store)[0] ?? "");
    writeFileSync(part, graph);
    hub.seen.length = 0;
    await download().result;
    expect(hub.requestsOf(FILE)).toEqual([]);
    rmSync(path.join(stored, FILE));
    writeFileSync(part, graph);
    appendFileSync(part, "more");
    await download().result;
    expect(hub.requestsOf(FILE).map(({ range }) => range)).toEqual([undefined]);
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
  });
});

describe("what is wrong", () => {
  const wrong = (file: string, change: (sibling: Record<string, unknown>) => void) => {
    hub.listed = (siblings) => siblings.filter(({ rfilename }) => rfilename === file).forEach(change);
  };

  it.each([
    ["the hash of a large file", FILE, { lfs: { sha256: "0".repeat(64), size: graph.length } }, /hash/],
    ["the hash of a small file", "config.json", { blobId: "0".repeat(40) }, /hash/],
    ["a size too small", FILE, { lfs: { sha256: "0".repeat(64), size: 10 } }, /not the 10 /],
    ["a size too large", FILE, { lfs: { sha256: "0".repeat(64), size: graph.length + 1 } }, /not the \d+ /],
  ])("%s: the file is thrown away", async (_, file, changed, reason) => {
    wrong(file, (sibling) => Object.assign(sibling, changed));
    await expect(download().result).rejects.toMatchObject({
      code: "downloadDamaged",
      detail: {
        url: expect.stringContaining(`${hub.host}/${ID}/resolve/`) as string,
        reason: expect.stringMatching(reason) as string,
      },
    });
    expect(filesIn(places.store).filter((name) => name.includes(file))).toEqual([]);
    await expect(resolveModel(ID, places)).rejects.toMatchObject({ code: "modelNotOnDisk" });
  });

  it("a part another content was put into is thrown away, and the next time is right", async () => {
    hub.cuts.push(5000, 0, 0, 0, 0);
    await expect(download().result).rejects.toThrow();
    const part = path.join(places.store, partsIn(places.store)[0] ?? "");
    writeFileSync(part, Buffer.alloc(5000));
    await expect(download().result).rejects.toMatchObject({ code: "downloadDamaged" });
    await download().result;
    expect(readFileSync(path.join(stored, FILE)).equals(graph)).toBe(true);
  });

  it.each([
    "../../escaped.json",
    "/tmp/escaped",
    "C:\\escaped",
    "a\\..\\b",
    "onnx/../../config.json",
    "con.json",
    "a:b",
  ])("the path %s: it is not even seen", async (rfilename) => {
    hub.listed = (siblings) => siblings.push({ ...siblings[0], rfilename });
    await download().result;
    expect(hub.seen.filter(({ path: asked }) => asked.includes("escaped"))).toEqual([]);
    expect(readdirSync(folder).toSorted()).not.toContain("escaped.json");
  });

  it("a repository without graphs, without this one, or without a tokenizer", async () => {
    await expect(download({ file: "onnx/model_fp16.onnx" }).result).rejects.toMatchObject({
      code: "modelFileMissing",
      detail: { id: ID, file: "onnx/model_fp16.onnx", files: "onnx/model.onnx, onnx/model_q4.onnx" },
    });
    hub.put(ID, { "config.json": "{}", "model.safetensors": "" });
    await expect(download().result).rejects.toMatchObject({ code: "modelFileMissing", detail: { files: "" } });
    hub.put(ID, { "config.json": "{}", "vocab.txt": "", [FILE]: graph });
    const detail = { folder: ID, found: "vocab.txt" };
    await expect(download().result).rejects.toMatchObject({ code: "tokenizerMissing", detail });
    expect(existsSync(stored)).toBe(false);
  });

  it.each(["gpt2.onnx", "org/name/onnx/model.onnx", "../x", "a b/c"])(
    "%j, which is no repository's name",
    async (id) => {
      await expect(download({ id }).result).rejects.toMatchObject({ code: "modelNameInvalid" });
      expect(hub.seen).toEqual([]);
    },
  );

  it.each([
    [401, {}, "hubUnauthorized"],
    [403, {}, "hubForbidden"],
    [403, { "x-error-code": "GatedRepo" }, "hubGated"],
    [404, { "x-error-code": "EntryNotFound" }, "hubFileNotFound"],
  ])("a graph that the hub answers with %s %j", async (status, headers, code) => {
    hub.special = ({ path: asked }, response) => {
      if (asked.endsWith(FILE)) response.writeHead(status, headers).end();
      return asked.endsWith(FILE);
    };
    await expect(download().result).rejects.toMatchObject({ code });
  });

  it("a hub that is none", async () => {
    hub.special = (_, response) => {
      response.end("<html>Log in to the hotel's network</html>");
      return true;
    };
    await expect(download().result).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { reason: "it does not answer as a hub does" },
    });
  });
});
