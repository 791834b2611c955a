import { describe, expect, it } from "vitest";
import { bestGraph } from "../../../src/model/store/bestGraph.ts";
import { findGraphs } from "../../../src/model/store/graphFiles.ts";

const MEGABYTE = 1e6;
const files = (names: readonly string[], bytes = MEGABYTE) => names.map((file) => ({ file, bytes }));
const graphs = (names: readonly string[]) => findGraphs(files(names)).map(({ file, style }) => [file, style]);

describe("findGraphs", () => {
  it("reads the style of every name transformers.js gives", () => {
    const styles = ["fp16", "int8", "uint8", "quantized", "q4", "q4f16", "bnb4", "q2", "q1"];
    const found = graphs(["onnx/model.onnx", ...styles.map((style) => `onnx/model_${style}.onnx`)]);
    expect(Object.fromEntries(found)).toEqual({
      "onnx/model.onnx": "fp32",
      ...Object.fromEntries(styles.map((style) => [`onnx/model_${style}.onnx`, style])),
    });
  });

  it.each([
    ["onnx/model_O3.onnx", "fp32"],
    ["onnx/model_O4.onnx", "fp16"],
    ["onnx/model_qint8_avx512_vnni.onnx", "int8"],
    ["onnx/model_quint8_avx2.onnx", "uint8"],
    ["onnx/model_no_gather_q4.onnx", "q4"],
    ["onnx/model_mine.onnx", "other"],
    ["onnx/decoder_model_merged_q4f16.onnx", "q4f16"],
    ["encoder_model_fp16.onnx", "fp16"],
    ["text_model.onnx", "fp32"],
  ])("%s is %s", (file, style) => {
    expect(graphs([file])).toEqual([[file, style]]);
  });

  it("leaves out what reads no text, and what lies elsewhere", () => {
    const names = [
      "onnx/decoder_model_merged.onnx",
      "onnx/decoder_with_past_model.onnx",
      "onnx/embed_tokens.onnx",
      "onnx/vision_encoder_q4.onnx",
      "openvino/model.onnx",
      "unet/model.onnx",
      "README.md",
    ];
    expect(graphs(names)).toEqual([["onnx/decoder_model_merged.onnx", "fp32"]]);
  });

  it("takes any name where none is known", () => {
    expect(graphs(["bert_q4.onnx", "vision.onnx", "tokenizer.json"])).toEqual([["bert_q4.onnx", "q4"]]);
    const named = ["all-MiniLM-L6-v2.onnx", "all-MiniLM-L6-v2.int8.onnx", "encoder-fp16.onnx", "bert_mine.onnx"];
    expect(Object.fromEntries(findGraphs(files(named)).map(({ file, base, style }) => [file, [base, style]]))).toEqual({
      "all-MiniLM-L6-v2.onnx": ["all-MiniLM-L6-v2", "fp32"],
      "all-MiniLM-L6-v2.int8.onnx": ["all-MiniLM-L6-v2", "int8"],
      "encoder-fp16.onnx": ["encoder", "fp16"],
      "bert_mine.onnx": ["bert_mine", "other"],
    });
  });

  it("finds builds in folders with a tokenizer, whose names say the style", () => {
    const folder = "cpu_and_mobile/cpu-int4-rtn-block-32";
    const names = [`${folder}/model.onnx`, `${folder}/model.onnx.data`, `${folder}/tokenizer.json`];
    expect(findGraphs(files(names))).toMatchObject([
      { file: `${folder}/model.onnx`, style: "q4", bytes: 2 * MEGABYTE, parts: [`${folder}/model.onnx.data`] },
    ]);
  });

  it("counts external data and the graph of the embeddings", () => {
    const names = [
      ...["onnx/decoder_model_merged_q4.onnx", "onnx/decoder_model_merged_q4.onnx_data"],
      ...["onnx/decoder_model_merged_q4.onnx_data_1", "onnx/decoder_model_merged_q4f16.onnx"],
      ...["onnx/embed_tokens.onnx", "onnx/embed_tokens_fp16.onnx", "onnx/embed_tokens_fp16.onnx_data"],
    ];
    const [q4, q4f16] = findGraphs(files(names));
    expect(q4).toMatchObject({
      bytes: 4 * MEGABYTE,
      parts: [
        "onnx/decoder_model_merged_q4.onnx_data",
        "onnx/decoder_model_merged_q4.onnx_data_1",
        "onnx/embed_tokens.onnx",
      ],
    });
    expect(q4f16).toMatchObject({
      bytes: 3 * MEGABYTE,
      parts: ["onnx/embed_tokens_fp16.onnx", "onnx/embed_tokens_fp16.onnx_data"],
    });
  });
});

describe("bestGraph", () => {
  const all = ["", "_fp16", "_int8", "_quantized", "_q4", "_q4f16"].map((suffix) => `onnx/model${suffix}.onnx`);
  const best = (names: readonly string[], device: "cpu" | "auto" | "webgpu", bytes = MEGABYTE) =>
    bestGraph(findGraphs(files(names, bytes)), device)?.file;

  it.each([
    ["cpu", all, "onnx/model.onnx"],
    ["auto", all, "onnx/model.onnx"],
    ["webgpu", all, "onnx/model_fp16.onnx"],
    ["webgpu", ["onnx/model.onnx", "onnx/model_quantized.onnx"], "onnx/model.onnx"],
    ["cpu", ["onnx/model_quantized.onnx", "onnx/model_q4.onnx"], "onnx/model_q4.onnx"],
    ["cpu", ["onnx/model_quantized.onnx", "onnx/decoder_model_merged_q4.onnx"], "onnx/decoder_model_merged_q4.onnx"],
    ["cpu", ["onnx/model_quantized.onnx"], "onnx/model_quantized.onnx"],
    ["cpu", ["model.onnx", "onnx/model.onnx"], "onnx/model.onnx"],
    ["cpu", ["onnx/model_O2.onnx", "onnx/model.onnx"], "onnx/model.onnx"],
    ["cpu", ["onnx/decoder_model.onnx", "onnx/decoder_model_merged.onnx"], "onnx/decoder_model_merged.onnx"],
    ["cpu", ["decoder.onnx", "encoder-q4.onnx"], "encoder-q4.onnx"],
    ["cpu", ["onnx/encoder_model_q4.onnx", "onnx/decoder_model.onnx"], "onnx/encoder_model_q4.onnx"],
  ] as const)("for %s of %j: %s", (device, names, file) => {
    expect(best(names, device)).toBe(file);
  });

  it("takes the most exact that is not large, and the smallest where all are", () => {
    const sized = (sizes: Readonly<Record<string, number>>) =>
      findGraphs(Object.entries(sizes).map(([suffix, bytes]) => ({ file: `onnx/model${suffix}.onnx`, bytes })));
    const billion = { "": 6.8e9, _fp16: 3.4e9, _q4: 1.2e9, _int8: 1.7e9 };
    expect(bestGraph(sized(billion), "cpu")?.style).toBe("fp16");
    expect(bestGraph(sized({ ...billion, _fp16: 4.4e9 }), "cpu")?.style).toBe("q4");
    expect(bestGraph(sized({ ...billion, _q4: 5e9, _fp16: 8e9 }), "cpu")?.style).toBe("q4");
    expect(bestGraph(sized(billion), "cpu", ({ bytes }) => bytes < 2e9)?.style).toBe("q4");
  });

  it("is nothing of nothing", () => {
    expect(bestGraph(findGraphs([]), "cpu")).toBeUndefined();
  });
});
