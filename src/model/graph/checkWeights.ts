import { statSync } from "node:fs";
import path from "node:path";
import { wrongFile } from "../fileKind.ts";
import type { OnnxModel } from "./onnxGraph.ts";
import type { WeightFiles } from "./weightFiles.ts";

/** Throws `fileWrong` where a file beside a model holds less than the model reads from it. */
export function checkWeights({ graph }: OnnxModel, { folder, locations }: WeightFiles): void {
  const needed = new Map<string, number>();
  for (const { external } of graph.initializers.values()) {
    if (external === undefined) continue;
    const [offset, length] = ["offset", "length"].map((entry) => Number(external.entries.get(entry) ?? 0));
    const end = (offset ?? 0) + (length ?? 0);
    needed.set(external.location, Math.max(needed.get(external.location) ?? 0, end));
  }
  for (const [location, bytes] of needed) {
    const file = path.join(folder, ...(locations.get(location) ?? location).split("/"));
    if (statSync(file).size < bytes) throw wrongFile(file, "weights", "cut");
  }
}
