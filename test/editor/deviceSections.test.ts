import { describe, expect, it } from "vitest";
import { deviceRefusal, deviceSections, isAlwaysThere } from "../../src/editor/deviceSections.ts";
import { providers, type DeviceId, type DeviceReport } from "../../src/protocol/models.ts";

const reports: readonly DeviceReport[] = [
  { provider: "webgpu", outcome: "ran", reason: "", speed: 3.14, difference: 2.3e-4, chosen: true },
  {
    provider: "cuda",
    outcome: "refused",
    reason: "its library libcudart.so.12 is missing",
    speed: undefined,
    difference: undefined,
    chosen: false,
  },
  { provider: "cpu", outcome: "ran", reason: "", speed: 1, difference: 0, chosen: false },
];

describe("the devices to choose from", () => {
  it("are all of them, untested at first", () => {
    const [, devices] = deviceSections([], "auto");
    expect(devices?.choices.map(({ value }) => value)).toEqual([...providers]);
    expect(new Set(devices?.choices.map(({ description }) => description))).toEqual(new Set(["not tested"]));
  });

  it("say what their probe found", () => {
    const [auto, devices] = deviceSections(reports, "cpu");
    const said = Object.fromEntries((devices?.choices ?? []).map((choice) => [choice.label, choice]));
    expect(auto?.choices[0]?.description).toBe("takes WebGPU");
    expect(said["WebGPU"]?.description).toBe("ran, 3.1 × the CPU");
    expect(said["CUDA"]).toMatchObject({
      description: "cannot be used",
      detail: "Its library libcudart.so.12 is missing",
    });
    expect(said["CPU"]).toMatchObject({ description: "ran · current", first: true });
  });

  it("are refused with the reason where they cannot run, and taken where they can", () => {
    expect(deviceRefusal(reports, "cuda")).toBe("CUDA cannot be used here: its library libcudart.so.12 is missing");
    expect(deviceRefusal(reports, "webgpu")).toBeUndefined();
    expect(["auto", "cpu", "cuda", "webgpu"].map((device) => isAlwaysThere(device as DeviceId))).toEqual([
      ...[true, true],
      ...[false, false],
    ]);
  });
});
