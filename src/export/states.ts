import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { encodeHeader } from "../activations/safetensors.ts";
import { chunksOf } from "../projection/layerStates.ts";
import type { Exporter } from "./index.ts";

/**
 * The pooled states for any tool: `layer.0 … layer.L`, float32 `[records, width]`, in record order. `layers` of the
 * metadata, a JSON list, says what the picture calls them.
 */
export const states: Exporter = {
  id: "states",
  fileName: "states.safetensors",
  write: (path, { states: source, page }) =>
    pipeline(async function* () {
      const { widths, records } = source;
      const tensors = widths.map((width, layer) => {
        return { name: `layer.${layer}`, dtype: "F32", shape: [records, width] } as const;
      });
      const layers = JSON.stringify(page.result.layers);
      yield encodeHeader(tensors, { format: "embedding-strata states", layers });
      for (const layer of widths.keys()) {
        for await (const { rows } of chunksOf(source, layer)) {
          yield Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
        }
      }
    }, createWriteStream(path)),
};
