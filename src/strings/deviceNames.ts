const deviceNames: Readonly<Record<string, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  cpu: "CPU",
};

/** An execution provider as users know it: `CPU`; where nothing had to be computed, what served. */
export function deviceName(device: string | undefined): string {
  return device === undefined ? "cache" : (deviceNames[device] ?? device);
}
