import * as l10n from "@vscode/l10n";

const deviceNames: Readonly<Record<string, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  cpu: "CPU",
};

/** An execution provider as users know it: `CPU`; where nothing had to be computed, what served. */
export function deviceName(device: string): string {
  return deviceNames[device] ?? device;
}

/** What computed a picture; nothing did where all its states were there before. */
export function deviceWords(device: string | undefined): string {
  return device === undefined ? l10n.t("from the cache") : deviceName(device);
}
