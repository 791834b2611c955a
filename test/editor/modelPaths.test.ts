import { homedir } from "node:os";
import path from "node:path";
import { describe, expect, it } from "vitest";
import {
  absolutePath,
  modelNameOf,
  repositoryOf,
  settingOfPath,
  shortName,
  wrongId,
} from "../../src/editor/modelPaths.ts";

const here = import.meta.dirname;

describe("paths of models in settings", () => {
  it("are relative to the workspace folder, or to home", () => {
    expect(absolutePath("models/a", "/work")).toBe(path.resolve("/work/models/a"));
    expect(absolutePath("/data/a", "/work")).toBe(path.resolve("/data/a"));
    expect(absolutePath("~/a", "/work")).toBe(path.join(homedir(), "a"));
    expect(absolutePath("~a", "/work")).toBe(path.resolve("/work/~a"));
  });

  it("win over names of the hub where they exist or are written as paths", () => {
    const parent = path.dirname(here);
    expect(modelNameOf("editor/modelPaths.test.ts", parent)).toBe(path.join(here, "modelPaths.test.ts"));
    expect(modelNameOf("org/name", parent)).toBe("org/name");
    expect(modelNameOf("./org/name", parent)).toBe(path.join(parent, "org", "name"));
    expect(modelNameOf("org/name/onnx/model_q4.onnx", undefined)).toBe("org/name/onnx/model_q4.onnx");
  });

  it("are written relative where they lie in the workspace folder", () => {
    expect(settingOfPath("/work/models/a", "/work")).toBe("./models/a");
    expect(settingOfPath("/work", "/work")).toBe("/work");
    expect(settingOfPath("/workshop/a", "/work")).toBe("/workshop/a");
    expect(settingOfPath("/data/a", undefined)).toBe("/data/a");
  });
});

describe("names of the hub", () => {
  it("are told from paths, with the file in them", () => {
    expect(repositoryOf("org/name")).toEqual({ id: "org/name" });
    expect(repositoryOf("org/name/onnx/model.onnx")).toEqual({ id: "org/name", file: "onnx/model.onnx" });
    expect(repositoryOf("gpt2")).toEqual({ id: "gpt2" });
    expect(repositoryOf("gpt2/onnx/model.onnx")).toEqual({ id: "gpt2", file: "onnx/model.onnx" });
    expect(repositoryOf("gpt2/model.onnx")).toEqual({ id: "gpt2", file: "model.onnx" });
    for (const other of ["", "model.onnx", "/data/a", "./models/a", "./models/a.onnx", "a/b/c", "C:\\models\\a"])
      expect(repositoryOf(other), other).toBeUndefined();
  });

  it.each([
    ["", "empty"],
    ["model.onnx", "form"],
    ["gpt2", undefined],
    ["org/", "form"],
    ["org/name/more", "form"],
    ["org/na me", "characters"],
    ["org/../name", "form"],
    ["org/..", "characters"],
    ["https://hub/x", "form"],
    ["org/name--more", "characters"],
    ["org/name.", "characters"],
    ["sentence-transformers/all-MiniLM-L6-v2", undefined],
    ["Qwen/Qwen3-0.6B", undefined],
  ])("%j is %s", (id, why) => {
    expect(wrongId(id)).toBe(why);
  });
});

describe("the short name of a model", () => {
  it.each([
    ["/x/media/models/all-MiniLM-L6-v2", "all-MiniLM-L6-v2"],
    ["org/name", "name"],
    ["org/name/onnx/model_q4.onnx", "name"],
    ["/data/bert/model.onnx", "bert"],
    ["model.onnx", "model.onnx"],
    ["C:\\models\\bert\\onnx\\model.onnx", "bert"],
  ])("of %s is %s", (model, name) => {
    expect(shortName(model)).toBe(name);
  });
});
