import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Extractor } from "../../src/model/extractor.ts";
import { fileKind } from "../../src/model/fileKind.ts";
import { planTap } from "../../src/model/tap/tapPlan.ts";
import { resolveModel } from "../../src/model/store/resolveModel.ts";
import type { FoundFile } from "../../src/protocol/modelErrors.ts";
import { failureMessage } from "../../src/strings.ts";
import { zipFile } from "./cuda/zipFile.ts";
import { externalToy } from "./externalToy.ts";
import { writeTree } from "./modelTree.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder } from "./toyFolder.ts";
import { toyModel } from "./toyModel.ts";

const folder = tempFolder();

const pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 90387606\n";

function safetensors(): Buffer {
  const header = Buffer.from('{"weight":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}');
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, Buffer.alloc(8)]);
}

const kinds: readonly (readonly [string, Buffer | string, FoundFile])[] = [
  ["nothing", "", "empty"],
  ["a git-lfs pointer", pointer, "lfsPointer"],
  ["a git-annex pointer", "/annex/objects/SHA256E-s90387606--4d7a.onnx\n", "lfsPointer"],
  ["GGUF", Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(100)]), "gguf"],
  ["safetensors", safetensors(), "safetensors"],
  ["a checkpoint", zipFile({ "archive/data.pkl": Buffer.from("x") }), "pytorch"],
  ["a pickle", Buffer.from([0x80, 0x02, 0x8a, 0x0a, 0x6c]), "pytorch"],
  ["a zip", zipFile({ "model.onnx": toyModel() }), "archive"],
  ["gzip", gzipSync(toyModel()), "archive"],
  ["a web page", "\n<!DOCTYPE html>\n<html><title>404</title></html>", "webPage"],
  ["the hub's error", '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>', "webPage"],
  ["the hub's words", "Entry not found", "text"],
  ["its answer", '{"error":"Access to model org/name is restricted"}', "text"],
  ["Keras", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"), "hdf5"],
  ["TensorFlow Lite", Buffer.from("\x1c\0\0\0TFL3\0\0", "latin1"), "tflite"],
  ["ONNX Runtime's own format", Buffer.from("\x1c\0\0\0ORTM\0\0", "latin1"), "ort"],
];

describe("what stands in a model's place", () => {
  it.each(kinds)("%s", (name, bytes, found) => {
    const file = write(folder, `${name}.onnx`, bytes);
    const detail = { path: file, wanted: "onnx", found } as const;
    expect(() => planTap(file)).toThrow(expect.objectContaining({ code: "fileWrong", detail }));
    const { explanation, remedy } = failureMessage({ code: "fileWrong", detail });
    expect(explanation.startsWith(`${file} `)).toBe(true);
    expect(remedy).not.toMatch(/try again/i);
  });

  it("is nothing of these where it is a model, or simply not known", () => {
    expect(fileKind(write(folder, "model.onnx", toyModel()))).toBeUndefined();
    expect(fileKind(write(folder, "noise.onnx", Buffer.from([7, 7, 7, 7, 7, 7, 7, 7, 7])))).toBeUndefined();
  });
});

describe("the weights beside a graph", () => {
  const { proto, data } = externalToy(folder, "model.onnx_data");

  it.each([
    ["a git-lfs pointer", pointer, "lfsPointer"],
    ["empty", "", "empty"],
    ["cut off", data.subarray(0, data.length - 4), "cut"],
  ])("%s", (name, bytes, found) => {
    const home = path.join(folder, name);
    mkdirSync(home);
    const file = write(home, "model.onnx_data", bytes);
    const detail = { path: file, wanted: "weights", found };
    const graph = write(home, "model.onnx", proto);
    expect(() => planTap(graph)).toThrow(expect.objectContaining({ code: "fileWrong", detail }));
  });
});

describe("the small files of a model", () => {
  it.each([
    ["tokenizer.json", pointer, "lfsPointer"],
    ["tokenizer.json", "", "empty"],
    ["tokenizer.json", "<!doctype html><html></html>", "webPage"],
    ["tokenizer.json", '{"model": {"type": "BPE", "vocab": {"a"', "cut"],
    ["tokenizer.json", "Entry not found", "text"],
    ["config.json", pointer, "lfsPointer"],
    ["config.json", "", "empty"],
    ["config.json", '{"hidden_size": 8,\n', "cut"],
    ["modules.json", '[{"idx": 0}, ', "cut"],
    ["sentence_bert_config.json", pointer, "lfsPointer"],
  ])("%s: %j", async (name, content, found) => {
    const home = toyFolder(path.join(folder, `small ${found} ${name}`));
    const file = write(home, name, content);
    const detail = { path: file, wanted: "json", found };
    await expect(Extractor.open({ folder: home, pooling: "auto" })).rejects.toMatchObject({
      code: "fileWrong",
      detail,
    });
  });

  it("may end in blank lines and begin with a byte order mark", async () => {
    const home = toyFolder(path.join(folder, "blank"));
    const tokenizer = readFileSync(path.join(home, "tokenizer.json"), "utf8");
    write(home, "tokenizer.json", `\n${tokenizer}\n\n`);
    const extractor = await Extractor.open({ folder: home, pooling: "auto" });
    await extractor.load();
    await extractor.dispose();
  });
});

describe("a model in another format", () => {
  const places = { bundled: path.join(folder, "none"), store: "", hubCaches: [], folders: [] };

  it("is named as the file it is", async () => {
    const file = write(folder, "model.gguf", Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(50)]));
    const detail = { path: file, wanted: "onnx", found: "gguf" };
    await expect(resolveModel(file, places)).rejects.toMatchObject({ code: "fileWrong", detail });
  });

  it("is named as the files of its folder, also beside a configuration", async () => {
    const home = writeTree(path.join(folder, "original"), {
      "config.json": {},
      "tokenizer.json": {},
      ...Object.fromEntries([1, 2, 3, 4].map((part) => [`model-0000${part}-of-00004.safetensors`, "x"])),
    });
    const found =
      "model-00001-of-00004.safetensors, model-00002-of-00004.safetensors, model-00003-of-00004.safetensors, more";
    for (const open of [() => resolveModel(home, places), () => Extractor.open({ folder: home, pooling: "auto" })])
      await expect(open()).rejects.toMatchObject({ code: "modelNotExported", detail: { folder: home, found } });
    for (const part of [1, 2, 3, 4]) rmSync(path.join(home, `model-0000${part}-of-00004.safetensors`));
    await expect(resolveModel(home, places)).rejects.toMatchObject({ code: "modelNotFound" });
    writeTree(home, { "onnx/model.onnx.crdownload": "x" });
    const detail = { path: path.join(home, "onnx", "model.onnx.crdownload"), found: "cut" };
    await expect(resolveModel(home, places)).rejects.toMatchObject({ code: "fileWrong", detail });
  });
});
