import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import { editedModel } from "../../src/model/graph/graphEdit.ts";
import { closeGraph, openGraph } from "../../src/model/graph/modelGraph.ts";
import { elementTypes, nodeField, valueField } from "../../src/model/graph/onnxBuilder.ts";
import { findResidualStream } from "../../src/model/tap/residualStream.ts";
import { write } from "./tempFolder.ts";

/**
 * Splits a decoder into the two graphs that onnx-community's repositories have: `embed_tokens` with the lookup and
 * `decoder_model_merged` with the rest, which takes `inputs_embeds`. Both refer to the weights in a copy of the file
 * beside them. Returns the decoder's path.
 */
export function splitModel(file: string, folder: string, suffix = ""): string {
  mkdirSync(folder, { recursive: true });
  const whole = path.join(folder, "whole.onnx_data");
  copyFileSync(file, whole);
  const { model, weights, path: opened } = openGraph(whole);
  try {
    const stream = findResidualStream(model);
    if ("reason" in stream) throw new Error(`${opened} has no residual stream`);
    const { source, output } = stream;
    const lookup = model.graph.nodes.find(({ outputs }) => outputs.includes(source));
    const table = model.graph.initializers.get(lookup?.inputs[0] ?? "");
    const type = table?.type === elementTypes.float16 ? "float16" : "float32";
    const embed = { reads: [source], named: new Map(), additions: [valueField("output", source)] };
    write(folder, `embed_tokens${suffix}.onnx`, editedModel(model, embed, weights));
    const graph = { ...model.graph, nodes: model.graph.nodes.filter((node) => node !== lookup) };
    const additions = [
      valueField("input", "inputs_embeds", type, ["batch", "tokens", "hidden"]),
      nodeField("Identity", ["inputs_embeds"], [source]),
      valueField("output", "logits"),
      ...(output === "logits" ? [] : [nodeField("Identity", [output], ["logits"])]),
    ];
    const rest = { reads: [output], named: new Map(), additions };
    return write(folder, `decoder_model_merged${suffix}.onnx`, editedModel({ ...model, graph }, rest, weights));
  } finally {
    closeGraph({ model, weights, path: opened });
  }
}
