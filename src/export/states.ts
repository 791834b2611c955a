import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { encodeHeader } from "../activations/safetensors.ts";
import { chunksOf } from "../numeric/layerStates.ts";
import { bundleMetadata, bundleTensors } from "../sources/bundle.ts";
import type { Exporter } from "./index.ts";

/**
 * The pooled states for any tool, in the order of the points, with all that opening them without a model needs: see
 * `bundleTensors`. `layers` of the metadata, a JSON list, says what the picture calls them.
 */
export const states: Exporter = {
  id: "states",
  fileName: "states.safetensors",
  label: "Hidden states",
  help: "The pooled states of every layer for other tools; with records.jsonl beside it, opened without the model.",
  write: (path, { states: source, bundle: bundleOf, withTexts, signal, onDone }) =>
    pipeline(async function* () {
      const { widths, records } = source;
      const bundle = bundleOf();
      yield encodeHeader(bundleTensors(widths, records), bundleMetadata(bundle.facts));
      for (const layer of widths.keys()) {
        for await (const { rows } of chunksOf(source, layer)) {
          signal.throwIfAborted();
          yield Buffer.from(rows.buffer, rows.byteOffset, rows.byteLength);
        }
        onDone((layer + 1) / widths.length);
      }
      const { tokens, truncated } = bundle;
      // A key is the hash of a text: short ones could be guessed by it.
      const keys = withTexts ? bundle.keys : new Uint8Array(bundle.keys.length);
      yield Buffer.from(tokens.buffer, tokens.byteOffset, tokens.byteLength);
      yield keys;
      yield truncated;
    }, createWriteStream(path)),
};
