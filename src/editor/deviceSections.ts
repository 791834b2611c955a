import { providers, type DeviceId, type DeviceReport, type Provider } from "../protocol/models.ts";
import { deviceName } from "../strings/deviceNames.ts";
import { choosingText } from "../strings/choosing.ts";
import type { Section } from "./quickStep.ts";

/** Whether a choice needs no probe: the CPU, and what falls back to it. */
export function isAlwaysThere(device: DeviceId): boolean {
  return device === "auto" || device === "cpu";
}

/** Why a device cannot be taken, by what its probe found; `undefined` where it can. */
export function deviceRefusal(reports: readonly DeviceReport[], device: DeviceId): string | undefined {
  const report = reports.find(({ provider }) => provider === device);
  return report === undefined || report.outcome === "ran" ? undefined : choosingText.deviceRefusal(report);
}

/** `auto` and every device, each with what its probe found; `current` is what the setting names. */
export function deviceSections(reports: readonly DeviceReport[], current: DeviceId): Section<DeviceId>[] {
  const taken = reports.find(({ chosen }) => chosen);
  const facts = (device: DeviceId, words: string): string =>
    [words, device === current ? choosingText.current : ""].filter((part) => part !== "").join(" · ");
  const result = (device: Provider): string => {
    const report = reports.find(({ provider }) => provider === device);
    return report ? choosingText.deviceResult(report) : choosingText.notTested;
  };
  const detail = (device: Provider): string => {
    const report = reports.find(({ provider }) => provider === device);
    return report ? choosingText.deviceDetail(report) : "";
  };
  return [
    {
      label: "",
      choices: [
        {
          label: choosingText.auto,
          description: facts("auto", taken ? choosingText.autoTakes(taken.provider) : ""),
          detail: choosingText.autoDetail,
          value: "auto",
          first: current === "auto",
        },
      ],
    },
    {
      label: choosingText.devices,
      choices: providers.map((device) => ({
        label: deviceName(device),
        description: facts(device, result(device)),
        ...(detail(device) !== "" && { detail: detail(device) }),
        value: device,
        first: device === current,
      })),
    },
  ];
}
