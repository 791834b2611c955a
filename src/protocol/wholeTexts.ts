import { RequestType } from "vscode-jsonrpc";
import type { Failure } from "./errors.ts";

/** The texts of some points of a run whose file was read, whole. */
export const wholeTexts = new RequestType<{ run: string; points: readonly number[] }, readonly string[], Failure>(
  "wholeTexts",
);
