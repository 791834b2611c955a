import type { Device } from "./device.ts";
import { graphicsDrivers } from "./graphicsDrivers.ts";

/** Core ML: the graphics processor of a Mac. */
export const coreml: Device = {
  provider: "coreml",
  absence: () => undefined,
  meansAbsent: () => false,
  identity: graphicsDrivers,
};
