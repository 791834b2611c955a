import { rmSync } from "node:fs";
import path from "node:path";
import { CancellationTokenSource } from "vscode-jsonrpc";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { VisualizeParams } from "../../src/protocol/engine.ts";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { type DeviceId, installCuda, probeDevices } from "../../src/protocol/models.ts";
import { hasSoftwareGpu, softwareGpu } from "../model/devices/softwareGpu.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { toyModel } from "../model/toyModel.ts";
import { EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

let folder = "";
let engine: EngineProcess;
beforeEach(() => (folder = scratchFolder()));
afterEach(async () => {
  await engine.end();
  rmSync(folder, { recursive: true, force: true });
});

/** A run of a few lines through the toy model on a device, into a cache of its own. */
function run(device: DeviceId, cache: string): VisualizeParams {
  const file = writeText(folder, "a.txt", ["w1 w2 w3", "w4 w5 w6", "w7 w8 w9"].join("\n"));
  const model = toyFolder(path.join(folder, "toy"), {}, toyModel({ mask: "read" }));
  return paramsFor(file, path.join(folder, cache), {
    model: { model, pooling: "auto", device: { device, probes: path.join(folder, "probes") } },
  });
}

const question = (again: boolean) => {
  const { states } = run("auto", "none");
  if (states.kind !== "model") throw new Error("no model is asked for");
  const { model, places } = states;
  return {
    model: { ...model, device: { device: "auto" as const, probes: path.join(folder, "probes") } },
    places,
    again,
  };
};

describe.runIf(hasSoftwareGpu())("the engine with a GPU in software", { timeout: 180_000 }, () => {
  beforeEach(() => (engine = new EngineProcess(softwareGpu)));

  it("stays on the CPU with auto and says why, uses it by name, and computes the same", async () => {
    const cpu = await engine.visualize(run("cpu", "cpu"));
    expect(cpu).toMatchObject({ device: "cpu", notices: [] });
    const onCpu = engine.lastPicture.coordinates.slice();

    const auto = await engine.visualize(run("auto", "auto"));
    expect(auto).toMatchObject({ outcome: "complete", computed: 3, device: "cpu" });
    expect(auto.notices).toMatchObject([{ code: "deviceRefused", detail: { device: "webgpu" } }]);
    expect(auto.notices[0]?.detail).toMatchObject({ reason: expect.stringContaining("slower than the CPU") as string });
    expect(engine.progress.map(({ stage }) => stage)).toContain("load");

    const named = await engine.visualize(run("webgpu", "webgpu"));
    expect(named).toMatchObject({ outcome: "complete", computed: 3, device: "webgpu", notices: [] });
    engine.lastPicture.coordinates.forEach((value, index) => expect(value).toBeCloseTo(onCpu[index] ?? NaN, 2));

    // What a device computed serves all others.
    const cached = await engine.visualize(run("cpu", "webgpu"));
    expect(cached).toMatchObject({ computed: 0, cached: 3, device: undefined });
  });

  it("reports what every device did, remembers it, and may be stopped", async () => {
    const cancel = new CancellationTokenSource();
    const stopped = engine.connection.sendRequest(probeDevices, question(false), cancel.token);
    // Once the request is on its way: a cancellation before it would find nothing to cancel.
    setImmediate(() => cancel.cancel());
    expect(await stopped.catch(failureOfReply)).toMatchObject({ code: "cancelled" });

    const reports = await engine.connection.sendRequest(probeDevices, question(false));
    const byProvider = Object.fromEntries(reports.map((report) => [report.provider, report]));
    expect(byProvider["cpu"]).toMatchObject({ outcome: "ran", speed: 1, chosen: true });
    expect(byProvider["webgpu"]).toMatchObject({ outcome: "ran", reason: "", chosen: false });
    expect(byProvider["webgpu"]?.speed).toBeLessThan(1);
    expect(byProvider["webgpu"]?.difference).toBeLessThan(1e-3);
    expect(byProvider["dml"]).toMatchObject({ outcome: "absent" });
    expect(byProvider["coreml"]).toMatchObject({ outcome: "absent" });
    expect(byProvider["cuda"]?.reason).toContain("Install CUDA Provider");

    await engine.end();
    // Found again in another process, without a probe: this one's time would differ.
    engine = new EngineProcess(softwareGpu);
    expect(await engine.connection.sendRequest(probeDevices, question(false))).toEqual(reports);
  });
});

describe("the engine without a GPU", { timeout: 60_000 }, () => {
  beforeEach(() => (engine = new EngineProcess({ VK_ICD_FILENAMES: "/nowhere.json", VK_DRIVER_FILES: "" })));

  it.runIf(process.platform === "linux")("says nothing with auto, and why not by name", async () => {
    expect(await engine.visualize(run("auto", "auto"))).toMatchObject({ device: "cpu", notices: [], computed: 3 });
    const failure = await engine.failure(run("webgpu", "webgpu"));
    expect(failure).toMatchObject({ code: "deviceUnusable", detail: { device: "webgpu" } });
    expect(await engine.failure(run("dml", "dml"))).toMatchObject({
      code: "deviceUnusable",
      detail: { device: "dml", reason: `ONNX Runtime does not come with it for linux-${process.arch}` },
    });
  });

  it("installs CUDA's libraries only where there are some, and asks nobody while offline", async () => {
    const request = { folder: path.join(folder, "cuda"), hub: { host: "https://hub.example", offline: true } };
    const failure = await engine.connection.sendRequest(installCuda, request).catch(failureOfReply);
    const hasSome = process.platform === "linux" && process.arch === "x64";
    expect(failure).toMatchObject({ code: hasSome ? "hubOffline" : "cudaUnavailable" });
  });
});
