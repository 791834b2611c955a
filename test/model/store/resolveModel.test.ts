import { mkdirSync, rmSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { listModels } from "../../../src/model/store/localModels.ts";
import { resolveModel } from "../../../src/model/store/resolveModel.ts";
import { rememberName } from "../../../src/model/store/shortNames.ts";
import type { ModelPlaces } from "../../../src/protocol/models.ts";
import { bundledModel } from "../bundled.ts";
import { writeHubCache, writeTree } from "../modelTree.ts";
import { tempFolder } from "../tempFolder.ts";

const root = tempFolder();
const minimal = { "config.json": {}, "tokenizer.json": {}, "onnx/model.onnx": "12345" };
const place = (...parts: string[]) => path.join(root, ...parts);
const places: ModelPlaces = {
  bundled: path.dirname(bundledModel),
  store: place("store"),
  hubCaches: [place("cache")],
  folders: [place("own")],
};

beforeEach(() => {
  for (const folder of ["store", "cache", "own", "elsewhere"]) rmSync(place(folder), { recursive: true, force: true });
});

describe("a name means", () => {
  it("a folder by its path", async () => {
    const folder = writeTree(place("elsewhere", "mine"), minimal);
    expect(await resolveModel(folder, places)).toEqual({
      folder,
      file: path.join(folder, "onnx", "model.onnx"),
      name: "mine",
      origin: "folder",
    });
  });

  it("a graph by its path, with the tokenizer beside it or one folder up", async () => {
    const folder = writeTree(place("elsewhere", "mine"), { ...minimal, "onnx/model_q4.onnx": "" });
    const inner = path.join(folder, "onnx", "model_q4.onnx");
    expect(await resolveModel(inner, places)).toMatchObject({ folder, file: inner, name: "mine (q4)" });
    const bare = writeTree(place("elsewhere", "bare"), { "tokenizer.json": {}, "some.onnx": "" });
    const file = path.join(bare, "some.onnx");
    expect(await resolveModel(file, places)).toMatchObject({ folder: bare, file, name: "bare" });
    expect(await resolveModel(bare, places)).toMatchObject({ folder: bare, file });
  });

  it("a folder of graphs alone, whose tokenizer is above it", async () => {
    const folder = writeTree(place("elsewhere", "mine"), minimal);
    expect(await resolveModel(path.join(folder, "onnx"), places)).toMatchObject({
      folder,
      file: path.join(folder, "onnx", "model.onnx"),
    });
  });

  it("a repository in the store, then in a cache of the hub, then in the user's folders, then a bundled one", async () => {
    const own = writeTree(place("own", "org", "name"), minimal);
    expect(await resolveModel("org/name", places)).toMatchObject({ folder: own, name: "org/name", origin: "folder" });
    const cached = writeHubCache(place("cache"), "org/name", minimal);
    expect(await resolveModel("org/name", places)).toMatchObject({ folder: cached, origin: "hubCache" });
    const stored = writeTree(place("store", "org", "name"), minimal);
    expect(await resolveModel("org/name", places)).toMatchObject({ folder: stored, origin: "store" });
    expect(await resolveModel("all-MiniLM-L6-v2", places)).toEqual({
      folder: bundledModel,
      file: path.join(bundledModel, "onnx", "model.onnx"),
      name: "all-MiniLM-L6-v2",
      origin: "bundled",
    });
  });

  it("a file of a repository, wherever it is", async () => {
    const stored = writeTree(place("store", "org", "name"), minimal);
    const cached = writeHubCache(place("cache"), "org/name", { ...minimal, "onnx/model_q4.onnx": "" });
    expect(await resolveModel("org/name/onnx/model.onnx", places)).toMatchObject({ folder: stored });
    expect(await resolveModel("org/name/onnx/model_q4.onnx", places)).toEqual({
      folder: cached,
      file: path.join(cached, "onnx", "model_q4.onnx"),
      name: "org/name (q4)",
      origin: "hubCache",
    });
    const bundled = await resolveModel("all-MiniLM-L6-v2/onnx/model.onnx", places);
    expect(bundled).toMatchObject({ folder: bundledModel, origin: "bundled" });
  });

  it("a word alone: a folder of the user's or a bundled model, then what the hub calls so", async () => {
    const cached = writeHubCache(place("cache"), "gpt2", minimal);
    expect(await resolveModel("gpt2", places)).toMatchObject({ folder: cached, name: "gpt2", origin: "hubCache" });
    const stored = writeTree(place("store", "openai-community", "gpt2"), minimal);
    expect((await resolveModel("gpt2", places)).folder).toBe(cached);
    await rememberName(places.store, "gpt2", "openai-community/gpt2");
    const whole = { folder: stored, name: "openai-community/gpt2", origin: "store" };
    expect(await resolveModel("gpt2", places)).toMatchObject(whole);
    expect(await resolveModel("gpt2/onnx/model.onnx", places)).toMatchObject(whole);
    const own = writeTree(place("own", "gpt2"), minimal);
    expect(await resolveModel("gpt2", places)).toMatchObject({ folder: own, name: "gpt2", origin: "folder" });
    writeTree(place("store", "all-MiniLM-L6-v2"), minimal);
    expect((await resolveModel("all-MiniLM-L6-v2", places)).origin).toBe("bundled");
    const listed = await listModels(places);
    expect(listed.map(({ model, origin }) => `${origin} ${model}`)).toEqual(
      expect.arrayContaining(["hubCache gpt2", "store openai-community/gpt2", "store all-MiniLM-L6-v2"]),
    );
  });

  it("a repository whose builds have folders of their own", async () => {
    const build = { "genai_config.json": {}, "tokenizer.json": {}, "model.onnx": "", "model.onnx.data": "" };
    const files = Object.entries(build).map(([file, content]) => [`cpu/cpu-int4/${file}`, content] as const);
    const stored = writeTree(place("store", "org", "name"), { ...Object.fromEntries(files), "config.json": {} });
    const folder = path.join(stored, "cpu", "cpu-int4");
    expect(await resolveModel("org/name", places)).toMatchObject({ folder, file: path.join(folder, "model.onnx") });
  });

  it("the whole of a repository's folder in a cache of the hub", async () => {
    const folder = writeHubCache(place("cache"), "org/name", minimal);
    const found = await resolveModel(path.join(folder, "..", ".."), places);
    expect(found).toMatchObject({ folder, name: "org/name" });
  });

  it("the graph the device computes best, where none is named", async () => {
    writeTree(place("store", "org", "name"), { ...minimal, "onnx/model_fp16.onnx": "", "onnx/model_int8.onnx": "" });
    expect((await resolveModel("org/name", places)).name).toBe("org/name");
    expect((await resolveModel("org/name", places, "webgpu")).name).toBe("org/name (fp16)");
  });
});

describe("no model", () => {
  it.each(["org/name", "org/name/onnx/model.onnx", "Xenova/gpt2", "gpt2", "gpt2/onnx/model.onnx"])(
    "%s is not on this machine",
    async (model) => {
      const failure = { code: "modelNotOnDisk", detail: { model } };
      await expect(resolveModel(model, places)).rejects.toMatchObject(failure);
    },
  );

  it("a repository without graphs, as in caches of PyTorch weights, is not on this machine", async () => {
    writeHubCache(place("cache"), "org/name", { "config.json": {}, "model.safetensors": "" });
    writeTree(place("store", "org", "name"), { "config.json": {}, "onnx/model.onnx.4e1243bd22c6.part": "" });
    await expect(resolveModel("org/name", places)).rejects.toMatchObject({ code: "modelNotOnDisk" });
  });

  it.each([
    "",
    "gpt3.onnx",
    "a b/c",
    "../secret",
    "org/../../etc/passwd",
    "org/name/../../x.onnx",
    "C:\\models",
    "a//b",
  ])("%j is no name", async (model) => {
    const failure = { code: "modelNameInvalid", detail: { model } };
    await expect(resolveModel(model, places)).rejects.toMatchObject(failure);
  });

  it("a path that is not there, or no graph", async () => {
    const folder = writeTree(place("elsewhere", "mine"), { ...minimal, "text.txt": "no model" });
    const [model, file] = [place("nowhere"), path.join(folder, "text.txt")];
    await expect(resolveModel(model, places)).rejects.toMatchObject({ code: "modelNameInvalid", detail: { model } });
    await expect(resolveModel(file, places)).rejects.toMatchObject({
      code: "fileWrong",
      detail: { path: file, wanted: "onnx", found: "other" },
    });
    await expect(resolveModel(path.join(folder, "onnx", "model_q4.onnx"), places)).rejects.toMatchObject({
      code: "modelFileMissing",
      detail: { id: path.join(folder, "onnx"), file: "model_q4.onnx", files: "model.onnx" },
    });
    await expect(resolveModel(place("elsewhere"), places)).rejects.toMatchObject({
      code: "modelNotFound",
      detail: { folder: place("elsewhere") },
    });
  });
});

describe("listModels", () => {
  it("names all of them with their graphs, as resolveModel takes them", async () => {
    writeTree(place("store", "org", "one"), { ...minimal, "onnx/model.onnx_data": "123", "onnx/model_q4.onnx": "1" });
    writeHubCache(place("cache"), "org/two", { ...minimal, "onnx/model.onnx_data": "123" });
    writeTree(place("own", "three"), minimal);
    writeTree(place("own", "org", "four"), minimal);
    const models = await listModels(places);
    expect(models.map(({ model, name, origin }) => [model, name, origin])).toEqual([
      [bundledModel, "all-MiniLM-L6-v2", "bundled"],
      ["org/one", "org/one", "store"],
      ["org/two", "org/two", "hubCache"],
      [place("own", "three"), "three", "folder"],
      [place("own", "org", "four"), "org/four", "folder"],
    ]);
    expect(models[1]?.files).toEqual([
      { file: "onnx/model.onnx", style: "fp32", bytes: 8, runs: { ok: true } },
      { file: "onnx/model_q4.onnx", style: "q4", bytes: 1, runs: { ok: true } },
    ]);
    expect(models[2]?.files).toMatchObject([{ bytes: 8 }]);
    for (const { model, folder } of models) expect((await resolveModel(model, places)).folder).toBe(folder);
  });

  it("takes a folder that is a model itself", async () => {
    const folder = writeTree(place("own"), minimal);
    const [, model] = await listModels(places);
    expect(model).toMatchObject({ model: folder, name: "own", origin: "folder" });
  });

  it("passes over what is broken", async () => {
    writeTree(place("store"), { "a file": "", "org/also a file": "", "org/empty/config.json": "" });
    writeTree(place("cache"), { "models--org--name/refs/main": "gone", "models--x": "", "models--a--b--c/d": "" });
    mkdirSync(place("cache", "models--org--other", "snapshots", "1", "onnx", "model.onnx"), { recursive: true });
    const broken = {
      ...places,
      folders: [place("nowhere"), place("store", "a file")],
      hubCaches: [place("cache"), ""],
    };
    expect((await listModels(broken)).map(({ name }) => name)).toEqual(["all-MiniLM-L6-v2"]);
  });
});
