import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readRepository, type RepositoryRequest } from "../../../src/model/hub/readRepository.ts";
import { writeHubCache, writeTree } from "../modelTree.ts";
import { tempFolder } from "../tempFolder.ts";
import { COMMIT, FakeHub } from "./fakeHub.ts";
import { placesIn } from "./sampleModel.ts";

const ID = "org/name";
const files = {
  "config.json": "{}",
  "tokenizer.json": "{}",
  "onnx/model.onnx": "1234",
  "onnx/model.onnx_data": "123456",
  "onnx/model_fp16.onnx": "12345",
  "onnx/model_quantized.onnx": "123",
  "cuda/cuda-fp16/model.onnx": "12",
  "cuda/cuda-fp16/tokenizer.json": "{}",
};
let hub: FakeHub;
let folder = "";

beforeEach(async () => {
  hub = await FakeHub.start();
  hub.put(ID, files);
  folder = tempFolder();
});
afterEach(() => hub.close());

const read = (more: Partial<RepositoryRequest> = {}) =>
  readRepository(
    { id: ID, hub: hub.access(), places: placesIn(folder), device: "cpu", ...more },
    new AbortController().signal,
  );

describe("a repository", () => {
  it("tells its graphs with style and size, and what does not run here, by one request", async () => {
    expect(await read()).toEqual({
      id: ID,
      revision: COMMIT,
      files: [
        { file: "onnx/model.onnx", style: "fp32", bytes: 10, runs: { ok: true } },
        { file: "onnx/model_fp16.onnx", style: "fp16", bytes: 5, runs: { ok: true } },
        {
          file: "cuda/cuda-fp16/model.onnx",
          style: "fp16",
          bytes: 2,
          runs: { ok: false, reason: "it is built for CUDA" },
        },
        { file: "onnx/model_quantized.onnx", style: "quantized", bytes: 3, runs: { ok: true } },
      ],
      best: "onnx/model.onnx",
      local: [],
    });
    expect(hub.seen.map((seen) => seen.path)).toEqual([`/api/models/${ID}/revision/main`]);
  });

  it("has another best for another device, which may run what the CPU does not", async () => {
    const repository = await read({ device: "cuda" });
    expect(repository.best).toBe("onnx/model_fp16.onnx");
    expect(repository.files.every(({ runs }) => runs.ok)).toBe(true);
  });

  it("does not recommend what does not fit into the memory", async () => {
    hub.listed = (siblings) => {
      const [large] = siblings.filter(({ rfilename }) => rfilename === "onnx/model.onnx");
      Object.assign(large ?? {}, { lfs: { sha256: "0".repeat(64), size: 1e15 } });
    };
    const { files: listed, best } = await read();
    expect(listed[0]?.runs).toMatchObject({ ok: false, reason: expect.stringContaining("1000000.0 GB") as string });
    expect(best).toBe("onnx/model_fp16.onnx");
  });

  it("tells what of it is on this machine, whole", async () => {
    const store = path.join(folder, "store", ID);
    writeTree(store, { "onnx/model.onnx": "1234", "onnx/model_fp16.onnx": "half" });
    const cache = path.join(folder, "cache");
    writeHubCache(cache, ID, { "onnx/model_quantized.onnx": "123" });
    const places = placesIn(folder, { hubCaches: [cache] });
    expect((await read({ places })).local).toEqual(["onnx/model_quantized.onnx"]);
    writeTree(store, { "onnx/model.onnx_data": "123456" });
    expect((await read({ places })).local).toEqual(["onnx/model.onnx", "onnx/model_quantized.onnx"]);
  });

  it("is followed to its new name, by a path and in full", async () => {
    hub.renamed.set("old/name", ID);
    expect((await read({ id: "old/name" })).id).toBe(ID);
    hub.special = ({ path: asked }, response) => {
      const isOlder = asked.includes("older/name");
      if (isOlder) response.writeHead(307, { location: `${hub.host}/api/models/${ID}/revision/main?blobs=true` }).end();
      return isOlder;
    };
    expect((await read({ id: "older/name" })).id).toBe(ID);
  });

  it("is found by its name alone, by a redirect and by what the listing says", async () => {
    hub.renamed.set("name", ID);
    expect((await read({ id: "name" })).id).toBe(ID);
    const { special } = hub;
    const sha = "5c38ec7c405ec4b44b94cc5a9bb96e735b38267a";
    hub.special = ({ path: asked }, response) => {
      const isShort = asked === "/api/models/short/revision/main";
      if (isShort) response.end(JSON.stringify({ id: ID, sha, siblings: [{ rfilename: "onnx/model.onnx", size: 1 }] }));
      return isShort;
    };
    expect((await read({ id: "short" })).id).toBe(ID);
    hub.special = special;
  });

  it("without graphs, or none at all, is a failure", async () => {
    hub.put(ID, { "config.json": "{}", "model.safetensors": "" });
    await expect(read()).rejects.toMatchObject({ code: "modelFileMissing", detail: { id: ID, files: "" } });
    await expect(read({ id: "org/none" })).rejects.toMatchObject({ code: "hubNotFound", detail: { id: "org/none" } });
    await expect(read({ id: "gpt2.onnx" })).rejects.toMatchObject({
      code: "modelNameInvalid",
      detail: { model: "gpt2.onnx" },
    });
    await expect(read({ hub: hub.access({ offline: true }) })).rejects.toMatchObject({ code: "hubOffline" });
  });

  it.each([
    ["is no JSON", "<html>"],
    ["is no object", "[]"],
    ["has no commit", JSON.stringify({ siblings: [] })],
    ["has a commit that leads elsewhere", JSON.stringify({ sha: "../../../x", siblings: [] })],
    ["has no files", JSON.stringify({ sha: COMMIT })],
  ])("whose listing %s is no answer of a hub", async (_, text) => {
    hub.special = (__, response) => {
      response.end(text);
      return true;
    };
    await expect(read()).rejects.toMatchObject({
      code: "hubUnreachable",
      detail: { host: hub.host, reason: "it does not answer as a hub does" },
    });
  });
});
