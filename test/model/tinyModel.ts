import { readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";

const fixtures = path.join(import.meta.dirname, "..", "fixtures", "zoo");

/** A graph of the zoo: 3 blocks, hidden size 32, vocabulary 120, random weights. */
export function tinyGraph(name: string): Uint8Array {
  return gunzipSync(readFileSync(path.join(fixtures, `${name}.onnx.gz`)));
}

/** What stands beside the graph of a tiny model: a token per character, at most 16 of a text. */
export const tinyModelFiles: Readonly<Record<string, string>> = {
  "config.json": JSON.stringify({ model_type: "bert", num_hidden_layers: 3, hidden_size: 32 }),
  "tokenizer_config.json": JSON.stringify({ model_max_length: 16 }),
  "tokenizer.json": JSON.stringify({
    version: "1.0",
    truncation: null,
    padding: null,
    added_tokens: [],
    normalizer: { type: "Lowercase" },
    pre_tokenizer: { type: "Split", pattern: { Regex: "." }, behavior: "Isolated", invert: false },
    post_processor: null,
    decoder: null,
    model: { type: "WordLevel", vocab: vocabulary(), unk_token: "?" },
  }),
};

/** A tiny model in a folder, ready to be written: its graph under `onnx/model.onnx` and what stands beside it. */
export function tinyModel(folder: string, graph = "bert.legacy-17"): Readonly<Record<string, string | Uint8Array>> {
  const files = Object.entries({ ...tinyModelFiles, "onnx/model.onnx": tinyGraph(graph) });
  return Object.fromEntries(files.map(([name, content]) => [`${folder}/${name}`, content]));
}

function vocabulary(): Readonly<Record<string, number>> {
  return Object.fromEntries(
    ["?", ...Array.from("abcdefghijklmnopqrstuvwxyz .,")].map((character, id) => [character, id]),
  );
}
