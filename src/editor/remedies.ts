import type { ErrorCode, Failure } from "../protocol/errors.ts";
import type { PanelCommand } from "../protocol/panel.ts";
import type { ReadingChoice } from "../protocol/reading.ts";

/** A command that may remove the cause of a failure. */
export type Remedy = PanelCommand | "setHubToken";

const remedies: Partial<Readonly<Record<ErrorCode, readonly Remedy[]>>> = {
  fileBinary: ["chooseEncoding"],
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
  reducerNotReadable: ["drawInAxes"],
  reducerUnfit: ["drawInAxes"],
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

/** The pick of the field that is missing: it was chosen as the label, or else as the text. */
export function remediesOfField(field: string, { text, label }: ReadingChoice): readonly Remedy[] {
  return [field === label && field !== text ? "chooseLabelField" : "chooseTextField"];
}

/** Where a file cannot be read as it was chosen, what was chosen can be changed. */
export function remediesOfReading({ text, label, encoding, dialect, array, turns }: ReadingChoice): readonly Remedy[] {
  return [
    ...(array === undefined ? [] : (["chooseArray"] as const)),
    ...(turns === undefined ? [] : (["chooseTurns"] as const)),
    ...(dialect === undefined ? [] : (["chooseDialect"] as const)),
    ...(encoding === undefined ? [] : (["chooseEncoding"] as const)),
    ...(text === undefined ? [] : (["chooseTextField"] as const)),
    ...(typeof label === "string" ? (["chooseLabelField"] as const) : []),
  ];
}
