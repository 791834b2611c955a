import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Failure } from "../../src/protocol/errors.ts";
import type { Notice } from "../../src/protocol/models.ts";
import { writeTree } from "../model/modelTree.ts";
import { tempFolder } from "../model/tempFolder.ts";
import { tinyGraph, tinyModelFiles } from "../model/tinyModel.ts";
import { EngineProcess, paramsFor, writeText } from "./engineProcess.ts";

const folder = tempFolder();
const probes = path.join(folder, "probes");
const model = writeTree(path.join(folder, "tiny"), {
  ...tinyModelFiles,
  "onnx/model.onnx": tinyGraph("bert.legacy-17"),
  "onnx/model_quantized.onnx": tinyGraph("bert.legacy-17+int8"),
  "onnx/model_q4.onnx": tinyGraph("bert.legacy-17+q4"),
});

describe("a quantized file", { timeout: 60_000 }, () => {
  let engine: EngineProcess;
  beforeAll(() => void (engine = new EngineProcess()));
  afterAll(() => engine.end());

  async function noticesOf(file: string, by = engine): Promise<readonly Notice[]> {
    const choice = {
      model: path.join(model, "onnx", file),
      pooling: "mean",
      device: { device: "cpu", probes },
    } as const;
    const texts = writeText(folder, "texts.txt", "one\ntwo\nthree");
    const { notices } = await by.visualize(paramsFor(texts, folder, { model: choice }));
    return notices;
  }

  it("comes with how far its states lie from those of the float file beside it", async () => {
    const [notice] = await noticesOf("model_quantized.onnx");
    expect(notice).toMatchObject({ code: "quantized", detail: { style: "quantized", dynamic: true } });
    const { difference = NaN } = notice?.detail as { difference?: number };
    expect(difference).toBeGreaterThan(1e-3);
    expect(difference).toBeLessThan(0.5);
  });

  it("is told from weights that are only stored in fewer bits", async () => {
    const [notice] = await noticesOf("model_q4.onnx");
    expect(notice).toMatchObject({ code: "quantized", detail: { style: "q4", dynamic: false } });
  });

  it("is compared once: what was measured is remembered by the next engine", async () => {
    const remembered = readdirSync(probes).filter((name) => name.startsWith("difference-"));
    expect(remembered).toHaveLength(2);
    for (const name of remembered) {
      expect(Number(readFileSync(path.join(probes, name), "utf8"))).toBeGreaterThan(0);
      writeFileSync(path.join(probes, name), "0.25");
    }
    const other = new EngineProcess();
    const [notice] = await noticesOf("model_quantized.onnx", other);
    await other.end();
    expect(notice?.detail).toMatchObject({ difference: 0.25 });
  });

  it("is the only one something is said of", async () => {
    expect(await noticesOf("model.onnx")).toEqual([]);
  });

  it("is not compared where there is no float file", async () => {
    rmSync(path.join(model, "onnx", "model.onnx"));
    const [notice] = await noticesOf("model_quantized.onnx");
    expect(notice?.detail).toMatchObject({ dynamic: true, difference: undefined });
    expect(engine.warnings).toEqual([]);
  });
});

describe("a quantized file of a set", { timeout: 60_000 }, () => {
  const set = writeTree(path.join(folder, "set"), {
    ...tinyModelFiles,
    "encoder-int8.onnx": tinyGraph("bert.legacy-17+int8"),
    "decoder.onnx": "no model at all",
  });

  async function differenceOf(file: string): Promise<{ detail: unknown; warnings: readonly Failure[] }> {
    const engine = new EngineProcess();
    const texts = writeText(folder, "texts.txt", "one\ntwo\nthree");
    const choice = { model: path.join(set, file), pooling: "mean" };
    const { notices } = await engine.visualize(paramsFor(texts, folder, { model: choice }));
    await engine.end();
    return { detail: notices[0]?.detail, warnings: engine.warnings };
  }

  it("is not compared with a file that is no export of the same model", async () => {
    const { detail, warnings } = await differenceOf("encoder-int8.onnx");
    expect(detail).toMatchObject({ dynamic: true, difference: undefined });
    expect(warnings).toEqual([]);
  });

  it("is compared with its twin", async () => {
    writeTree(set, { "encoder.onnx": tinyGraph("bert.legacy-17") });
    const { detail, warnings } = await differenceOf("encoder-int8.onnx");
    expect((detail as { difference: number }).difference).toBeGreaterThan(1e-3);
    expect(warnings).toEqual([]);
  });
});
