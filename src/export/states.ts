import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { encodeHeader } from "../activations/safetensors.ts";
import type { Exporter } from "./index.ts";

/** Records read at a time. */
const CHUNK = 2048;

/** The pooled hidden states for any tool: `layer.0 … layer.L`, float32 `[records, hidden]`, in record order. */
export const states: Exporter = {
  id: "states",
  fileName: "states.safetensors",
  write: (path, { states: source }) =>
    pipeline(async function* () {
      const { layers, hidden, records } = source;
      const shape = [records, hidden];
      const names = Array.from({ length: layers }, (_, layer) => `layer.${layer}`);
      const tensors = names.map((name) => ({ name, dtype: "F32" as const, shape }));
      yield encodeHeader(tensors, { format: "embedding-strata states" });
      for (let layer = 0; layer < layers; layer++) {
        for (let from = 0; from < records; from += CHUNK) {
          const rows = await source.read(layer, from, Math.min(from + CHUNK, records));
          yield Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
        }
      }
    }, createWriteStream(path)),
};
