import type { ErrorCode, Failure } from "../protocol/errors.ts";
import type { PanelCommand } from "../protocol/panel.ts";

/** A command that may remove the cause of a failure. */
export type Remedy = PanelCommand | "setHubToken";

const remedies: Partial<Readonly<Record<ErrorCode, readonly Remedy[]>>> = {
  fieldMissing: ["chooseTextField"],
  noTextField: ["chooseTextField"],
  modelNotOnDisk: ["downloadModel", "chooseModel"],
  modelNameInvalid: ["chooseModel"],
  modelFileMissing: ["chooseModel"],
  modelNotFound: ["chooseModel"],
  modelNotReadable: ["chooseModel"],
  fileWrong: ["chooseModel"],
  modelNotExported: ["chooseModel"],
  weightsMissing: ["chooseModel"],
  everyTextFailed: ["chooseModel"],
  modelNotTransformer: ["chooseModel"],
  modelTapWrong: ["chooseModel"],
  modelExternalData: ["chooseModel"],
  tokenizerUnsupported: ["chooseModel"],
  tokenizerMissing: ["chooseModel"],
  promptUnknown: ["chooseModel"],
  deviceUnusable: ["chooseDevice"],
  cudaUnavailable: ["chooseDevice"],
  layerUnknown: ["showLayers"],
  tensorUnknown: ["showLayers"],
  hubUnauthorized: ["setHubToken"],
  hubGated: ["setHubToken"],
  hubForbidden: ["setHubToken"],
};

/** Commands to offer beside a failure, the likeliest first. */
export function remediesOf({ code }: Failure): readonly Remedy[] {
  return remedies[code] ?? [];
}
