import { existsSync } from "node:fs";
import path from "node:path";
import { output } from "./output.ts";

const root = path.join(import.meta.dirname, "..", "..");

/** Folder of the bundled model. */
export const bundledModel = path.join(root, "media", "models", "all-MiniLM-L6-v2");

/** The models of `makeModels.py`, by the names of their folders. */
export type MadeModel = "bert-base" | "bert-base-external" | "bert-base-fp16" | "bert-base-int8" | "bert-tiny" | "gpt2";

/** Folder of a model of a common size with random weights, made once; `undefined` where that takes Python and it is not there. */
export function madeModel(name: MadeModel, python: string | undefined): string | undefined {
  const folder = path.join(root, "out", "benchModels");
  if (!existsSync(folder)) {
    if (python === undefined) return undefined;
    output(python, [path.join(import.meta.dirname, "makeModels.py"), folder]);
  }
  return path.join(folder, name);
}
