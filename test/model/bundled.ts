import { readFileSync } from "node:fs";
import path from "node:path";

const root = path.join(import.meta.dirname, "..", "..");
const reference = path.join(root, "test", "fixtures", "reference");

/** The bundled model's folder. */
export const bundledModel = path.join(root, "media", "models", "all-MiniLM-L6-v2");

/** The tokenizer's worker, as Node runs it without a build. */
export const tokenizerWorker = path.join(root, "src", "model", "text", "tokenizerWorker.ts");

/** 22 texts, and the ids Hugging Face's tokenizer gives them, cut at 256. */
export const referenceTexts = JSON.parse(readFileSync(path.join(reference, "texts.json"), "utf8")) as string[];
export const referenceIds = JSON.parse(readFileSync(path.join(reference, "token-ids.json"), "utf8")) as number[][];

/** PyTorch's states: `pooled` `[22, 7, 384]`, `raw.0` and `raw.1` `[7, tokens, 384]`. */
export function referenceStates(name: string): { shape: number[]; data: Float32Array } {
  const bytes = readFileSync(path.join(reference, "states.safetensors"));
  const headerLength = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + headerLength)) as Record<
    string,
    { shape: number[]; data_offsets: [number, number] } | undefined
  >;
  const { shape, data_offsets } = header[name] ?? { shape: [], data_offsets: [0, 0] };
  const start = 8 + headerLength;
  const data = Uint8Array.from(bytes.subarray(start + data_offsets[0], start + data_offsets[1]));
  return { shape, data: new Float32Array(data.buffer) };
}

/** Relative error of `found` against `expected`. */
export function relativeError(found: Float32Array, expected: Float32Array): number {
  let error = 0;
  let energy = 0;
  expected.forEach((value, index) => {
    error += ((found[index] ?? NaN) - value) ** 2;
    energy += value ** 2;
  });
  return Math.sqrt(error / energy);
}
