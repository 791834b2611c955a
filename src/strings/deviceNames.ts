const deviceNames: Readonly<Record<string, string>> = {
  webgpu: "WebGPU",
  cuda: "CUDA",
  dml: "DirectML",
  coreml: "CoreML",
  cpu: "CPU",
};

/** An execution provider as users know it: `CPU`. */
export function deviceName(device: string): string {
  return deviceNames[device] ?? device;
}
