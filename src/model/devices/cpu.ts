import type { Device } from "./device.ts";

/** What every other device is compared with. */
export const cpu: Device = {
  provider: "cpu",
  absence: () => undefined,
  meansAbsent: () => false,
  identity: () => [],
};
