import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { gunzipSync } from "node:zlib";
import { modelFeeds, type TokenBatch } from "../../src/model/tap/feeds.ts";
import type { GraphValue } from "../../src/model/graph/onnxGraph.ts";
import type { Tensors } from "../../src/model/onnxruntime.ts";

const fixtures = path.join(import.meta.dirname, "..", "fixtures", "zoo");

const files = readdirSync(fixtures)
  .filter((file) => file.endsWith(".onnx.gz"))
  .map((file) => file.replace(".onnx.gz", ""));

/** Names of the tiny models without layers that can be read. */
export const withoutLayers = files.filter((name) => /^(mamba|gemma3n)\.|\+qop$/.test(name));

/** Names of all tiny transformers whose layers can be had. */
export const zoo = files.filter((name) => !withoutLayers.includes(name));

interface Stored {
  readonly dims: readonly number[];
  readonly data: readonly number[];
}

/** What PyTorch computed. */
export interface Truth {
  readonly layers: number;
  readonly feeds: Readonly<Record<string, Stored>>;
  readonly hidden: readonly Stored[];
  readonly raw: readonly Stored[];
}

/** Unpacks a model into `folder` and returns its path. */
export function unpack(folder: string, name: string): string {
  const file = path.join(folder, `${name}.onnx`);
  writeFileSync(file, gunzipSync(readFileSync(path.join(fixtures, `${name}.onnx.gz`))));
  return file;
}

export function truthOf(name: string): Truth {
  const base = name.replace(/\+.*/, "");
  return JSON.parse(gunzipSync(readFileSync(path.join(fixtures, `${base}.truth.json.gz`))).toString()) as Truth;
}

export function hiddenSizeOf(truth: Truth): number {
  return truth.hidden[0]?.dims[2] ?? 0;
}

/** The batch PyTorch ran. */
export function batchOf(truth: Truth): TokenBatch {
  const [rows = 0, tokens = 0] = truth.feeds["input_ids"]?.dims ?? [];
  const mask = truth.feeds["attention_mask"]?.data ?? [];
  const lengths = new Uint32Array(rows);
  mask.forEach(
    (one, index) => (lengths[Math.floor(index / tokens)] = (lengths[Math.floor(index / tokens)] ?? 0) + one),
  );
  return { rows, tokens, ids: Int32Array.from(truth.feeds["input_ids"]?.data ?? []), lengths };
}

/** The inputs PyTorch ran: ours, but for the token types, of which it also tried the second. */
export function feedsOf(truth: Truth, inputs: readonly GraphValue[]): Tensors {
  const feeds = modelFeeds("", inputs, batchOf(truth), { heads: 2, headSize: hiddenSizeOf(truth) / 4 });
  const types = truth.feeds["token_type_ids"];
  if (!types || !("token_type_ids" in feeds)) return feeds;
  const data = BigInt64Array.from(types.data, (type) => BigInt(type));
  return { ...feeds, token_type_ids: { type: "int64", dims: types.dims, data } };
}

/** Relative root-mean-square difference over the tokens that are no padding. */
export function differenceTo(truth: Stored | undefined, found: Float32Array, batch: TokenBatch): number {
  const expected = truth?.data ?? [];
  if (found.length !== expected.length) return NaN;
  const hidden = expected.length / (batch.rows * batch.tokens);
  let error = 0;
  let energy = 0;
  expected.forEach((value, index) => {
    const token = Math.floor(index / hidden);
    if (token % batch.tokens >= (batch.lengths[Math.floor(token / batch.tokens)] ?? 0)) return;
    error += ((found[index] ?? NaN) - value) ** 2;
    energy += value ** 2;
  });
  return Math.sqrt(error / energy);
}
