import type { Provider } from "../../protocol/models.ts";
import { coreml } from "./coreml.ts";
import { cpu } from "./cpu.ts";
import { cuda } from "./cuda.ts";
import type { Device } from "./device.ts";
import { dml } from "./dml.ts";
import { webgpu } from "./webgpu.ts";

/** All devices in the order they are probed in; what a platform's package does not carry is passed over. */
export const devices: readonly Device[] = [cuda, dml, coreml, webgpu, cpu];

export function deviceOf(provider: Provider): Device {
  return devices.find((device) => device.provider === provider) ?? cpu;
}
