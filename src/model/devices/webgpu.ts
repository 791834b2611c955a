import type { Device } from "./device.ts";
import { graphicsDrivers } from "./graphicsDrivers.ts";

/** Any graphics processor: Vulkan on Linux, Direct3D 12 on Windows, Metal on macOS. */
export const webgpu: Device = {
  provider: "webgpu",
  absence: () => undefined,
  meansAbsent: (reason) => /Failed to get a WebGPU adapter|No supported adapters/i.test(reason),
  identity: graphicsDrivers,
};
