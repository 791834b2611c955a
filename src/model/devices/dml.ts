import type { Device } from "./device.ts";
import { graphicsDrivers } from "./graphicsDrivers.ts";

/** DirectML: any graphics processor on Windows. */
export const dml: Device = {
  provider: "dml",
  absence: () => undefined,
  // DXGI_ERROR_NOT_FOUND: there is no adapter of that number.
  meansAbsent: (reason) => /887A0002/i.test(reason),
  identity: graphicsDrivers,
};
