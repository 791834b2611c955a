import { statSync } from "node:fs";
import path from "node:path";
import { StrataError } from "../../protocol/errors.ts";
import type { FoundFile } from "../../protocol/modelErrors.ts";
import { fileKind } from "../fileKind.ts";
import type { OnnxModel } from "./onnxGraph.ts";
import type { WeightFiles } from "./weightFiles.ts";

/** What stands in the place of weights that did not come, and is never taken for some. */
const PLACEHOLDERS: readonly FoundFile[] = ["lfsPointer", "webPage", "empty"];

/** A git-lfs pointer is smaller. Graphs may leave out how many bytes they read. */
const SMALL_BYTES = 1024;

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
    const { size } = statSync(file);
    // Weights may begin with any bytes: only what is too small for them is looked into.
    const kind = size < bytes || size <= SMALL_BYTES ? fileKind(file) : undefined;
    const found = kind !== undefined && PLACEHOLDERS.includes(kind) ? kind : "cut";
    if (size < bytes || found !== "cut") throw new StrataError("fileWrong", { path: file, wanted: "weights", found });
  }
}
