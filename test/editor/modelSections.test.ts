import { describe, expect, it } from "vitest";
import { fileSections, modelSections } from "../../src/editor/modelSections.ts";
import { suggestions } from "../../src/protocol/suggestions.ts";
import type { LocalModel, ModelFile } from "../../src/protocol/models.ts";

const file = (name: string, style: ModelFile["style"], bytes: number, reason?: string): ModelFile => ({
  file: name,
  style,
  bytes,
  runs: reason === undefined ? { ok: true } : { ok: false, reason },
});
const bundled: LocalModel = {
  model: "/ext/all-MiniLM-L6-v2",
  name: "all-MiniLM-L6-v2",
  origin: "bundled",
  folder: "/ext/all-MiniLM-L6-v2",
  files: [file("onnx/model.onnx", "fp32", 45e6)],
};
const stored: LocalModel = {
  model: "org/name",
  name: "org/name",
  origin: "store",
  folder: "/store/org/name",
  files: [file("onnx/model_q4.onnx", "q4", 120e6), file("onnx/model_fp16.onnx", "fp16", 1.4e9)],
};
const list = { local: [bundled, stored], recent: ["org/name", "org/other"], current: "org/name/onnx/model_q4.onnx" };

function labels(sections: ReturnType<typeof modelSections>): Record<string, string[]> {
  return Object.fromEntries(sections.map(({ label, choices }) => [label, choices.map((choice) => choice.label)]));
}

describe("the models to choose from", () => {
  it("are what is here, what was chosen before and is not here, and ways to name another", () => {
    expect(labels(modelSections({ ...list, offline: false }))).toMatchObject({
      Bundled: ["all-MiniLM-L6-v2"],
      "On this machine": ["org/name"],
      "Chosen before": ["org/other"],
      Another: ["Type a Hub id…", "Choose a folder…", "Choose an .onnx file…"],
    });
  });

  it("are suggested where they are neither here nor chosen before", () => {
    const [first = "", second = "", third = ""] = suggestions.map(({ id }) => id);
    const here = { ...stored, model: first };
    const found = labels(modelSections({ ...list, local: [here], recent: [second], offline: false }));
    expect(found["Worth trying"]).toEqual(suggestions.map(({ id }) => id).slice(2));
    expect(found["Worth trying"]?.[0]).toBe(third);
  });

  it("are those on this machine while offline, and one line says why", () => {
    const found = labels(modelSections({ ...list, offline: true }));
    expect(found["Chosen before"]).toEqual([]);
    expect(found["Worth trying"]).toEqual([]);
    expect(found["Another"]?.[0]).toContain("offline");
  });

  it("say where they are, their size and style, and which one is read now", () => {
    const choices = modelSections({ ...list, offline: false }).flatMap((section) => section.choices);
    const chosen = choices.find(({ label }) => label === "org/name");
    expect(chosen).toMatchObject({ description: "current", first: true });
    expect(chosen?.detail).toBe("downloaded · 2 files, 120 MB to 1.4 GB · 4-bit weights, half precision");
  });
});

describe("the files of a repository", () => {
  const files = [
    file("onnx/model_quantized.onnx", "quantized", 23e6),
    file("onnx/model.onnx", "fp32", 90e6),
    file("onnx/model_webgpu.onnx", "other", 50e6, "it needs WebGPU"),
  ];

  it("begin with the best, and say what distorts and why one does not run", () => {
    const [runs, runsNot] = fileSections(files, "onnx/model.onnx", ["onnx/model_quantized.onnx"]);
    expect(runs?.choices.map(({ detail }) => detail)).toEqual(["onnx/model.onnx", "onnx/model_quantized.onnx"]);
    expect(runs?.choices[0]).toMatchObject({
      label: "Full precision",
      description: "90 MB · recommended",
      first: true,
    });
    expect(runs?.choices[1]?.label).toContain("distorts the states");
    expect(runs?.choices[1]?.description).toBe("23 MB · on this machine");
    expect(runsNot?.choices.map(({ detail }) => detail)).toEqual(["onnx/model_webgpu.onnx: it needs WebGPU"]);
  });
});
