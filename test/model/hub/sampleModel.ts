import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import type { ModelPlaces } from "../../../src/protocol/models.ts";
import { bundledModel } from "../bundled.ts";

const zoo = path.join(import.meta.dirname, "..", "..", "fixtures", "zoo");

/** A graph of a tiny transformer, real enough to be looked into. */
export const graph = gunzipSync(readFileSync(path.join(zoo, "bert.legacy-17.onnx.gz")));

/** The small files of a model in the layout of Sentence Transformers. */
export const smallFiles: Readonly<Record<string, string>> = {
  "config.json": JSON.stringify({ num_hidden_layers: 2 }),
  "tokenizer.json": "{}",
  "tokenizer_config.json": "{}",
  "modules.json": JSON.stringify([
    { type: "sentence_transformers.models.Transformer", path: "" },
    { type: "sentence_transformers.models.Pooling", path: "2_Pool" },
    { type: "sentence_transformers.models.Pooling", path: "../../escaped" },
  ]),
  "2_Pool/config.json": JSON.stringify({ pooling_mode_cls_token: true }),
};

/** What a repository has besides and is not fetched. */
export const otherFiles: Readonly<Record<string, string>> = {
  "README.md": "words",
  "model.safetensors": "weights in another format",
  "onnx/model_q4.onnx": "another graph",
};

/** Places with nothing in them but the store. */
export function placesIn(folder: string, more: Partial<ModelPlaces> = {}): ModelPlaces {
  return {
    bundled: path.join(folder, "bundled"),
    store: path.join(folder, "store"),
    hubCaches: [],
    folders: [],
    ...more,
  };
}

/** Every file of the bundled model, by its path with slashes. */
export function bundledFiles(): Record<string, Buffer> {
  const entries = readdirSync(bundledModel, { recursive: true, encoding: "utf8", withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => path.join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [path.relative(bundledModel, file).split(path.sep).join("/"), readFileSync(file)]),
  );
}
