import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { encodeReducer } from "../projection/reducer.ts";
import type { Exporter } from "./index.ts";

/** What the picture was drawn by, so that other files can be drawn in its axes: see `encodeReducer`. */
export const reducer: Exporter = {
  id: "reducer",
  fileName: "reducer.safetensors",
  label: "Fitted projection",
  help: "What the picture is drawn by, at every layer: other files can be drawn in its axes.",
  write: (path, { reducer: fitted, signal }) =>
    pipeline(() => encodeReducer(fitted(), signal), createWriteStream(path)),
};
