import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { Devices } from "../../../src/model/devices/devices.ts";
import type { ProbedModel } from "../../../src/model/devices/probes.ts";
import { carriedProviders } from "../../../src/model/onnxruntime.ts";
import type { Failure } from "../../../src/protocol/errors.ts";
import { type DeviceId, providers } from "../../../src/protocol/models.ts";
import { tempFolder } from "../tempFolder.ts";

const probe = path.join(import.meta.dirname, "..", "..", "fixtures", "probes", "misbehaves.mjs");
const folder = tempFolder();
const probes = path.join(folder, "probes");

/** A device that this platform's package carries beside the CPU. */
const carried = new Set((await carriedProviders()).filter(({ bundled }) => bundled).map(({ name }) => name));
const device = providers.find((provider) => provider !== "cpu" && carried.has(provider));
const onlyOne = [...carried].filter((name) => name !== "cpu").length === 1;

/** A model whose name says what becomes of its probe. */
function model(behaviour: string, digest = behaviour): ProbedModel {
  const facts = { layerCounts: [], hiddenSize: undefined, cache: { heads: undefined, headSize: undefined } };
  return { modelFile: behaviour, facts, digest, bytes: 0, tolerance: 1e-3 };
}

let warnings: Failure[] = [];
let machine: Devices;
function start(timeLimit = 20_000): Devices {
  warnings = [];
  return new Devices({ probe, timeLimit, onWarning: (failure) => warnings.push(failure) });
}
const choose = (id: DeviceId, behaviour: string, folderOfProbes = probes) =>
  machine.of({ device: id, probes: folderOfProbes }, model(behaviour)).choose();

beforeEach(() => {
  rmSync(probes, { recursive: true, force: true });
  machine = start();
});

describe.runIf(device !== undefined && onlyOne)("a device", { timeout: 60_000 }, () => {
  const named = device ?? "cpu";

  it.each([
    ["crashes", /^the probe crashed \(SIGABRT/],
    ["ends", /^the probe crashed \(exit code 3\)/],
    ["wrong numbers", /0\.020 away from the CPU's; at most 0\.001 is allowed/],
    ["no numbers", /computes no numbers/],
    ["fails", /^the driver is too old$/],
  ])("whose probe %s is refused", async (behaviour, reason) => {
    await expect(choose(named, behaviour)).rejects.toMatchObject({
      code: "deviceUnusable",
      detail: { device: named, reason: expect.stringMatching(reason) as string },
    });
    expect(await choose("auto", behaviour)).toEqual({
      provider: "cpu",
      notices: [{ code: "deviceRefused", detail: { device: named, reason: expect.stringMatching(reason) as string } }],
    });
  });

  it("whose probe hangs is refused within the limit, and its process ended", async () => {
    machine = start(500);
    const { provider, notices } = await choose("auto", "hangs");
    expect(provider).toBe("cpu");
    expect(notices).toMatchObject([{ code: "deviceRefused", detail: { reason: "no answer within 1 s" } }]);
    await vi.waitFor(() => expect(process.getActiveResourcesInfo()).not.toContain("ProcessWrap"));
  });

  it("that passes and is faster is taken, and one that is slower only by name", async () => {
    expect(await choose("auto", "fast")).toEqual({ provider: named, notices: [] });
    expect(await choose("auto", "slow")).toMatchObject({
      provider: "cpu",
      notices: [
        { code: "deviceRefused", detail: { device: named, reason: expect.stringMatching(/0\.50 ×/) as string } },
      ],
    });
    expect(await choose(named, "slow")).toEqual({ provider: named, notices: [] });
  });

  it("that the machine does not have is passed over in silence, unless it is named", async () => {
    expect(await choose("auto", "no adapter")).toEqual({ provider: "cpu", notices: [] });
    await expect(choose(named, "no adapter")).rejects.toMatchObject({ code: "deviceUnusable" });
    expect(await choose("cpu", "hangs")).toEqual({ provider: "cpu", notices: [] });
  });

  it("is probed once: another process remembers, and a damaged memory is probed again", async () => {
    expect((await choose("auto", "fast")).provider).toBe(named);
    const [file = ""] = readdirSync(probes);
    const remembered = readFileSync(path.join(probes, file), "utf8");
    expect(JSON.parse(remembered)).toEqual({ outcome: "ran", reason: "", speed: 8, difference: 1e-6 });

    // The digest is the model's; a probe that is made again would hang now.
    const again = (limit: number) => start(limit).of({ device: "auto", probes }, model("hangs", "fast")).choose();
    expect((await again(500)).provider).toBe(named);
    writeFileSync(path.join(probes, file), remembered.slice(0, 20));
    expect((await again(500)).provider).toBe("cpu");
    expect(readdirSync(probes)).toEqual([file]);
  });

  it("is found also where nothing can be remembered, with a warning", async () => {
    const occupied = path.join(folder, "occupied");
    writeFileSync(occupied, "");
    expect((await choose("auto", "fast", occupied)).provider).toBe(named);
    expect(warnings).toMatchObject([{ code: "cacheNotWritable", detail: { folder: occupied } }]);
  });

  it("that was lost is not tried again in this process", async () => {
    machine.of({ device: "auto", probes }, model("fast")).lose(named, "it fell off");
    const lost = {
      provider: "cpu",
      notices: [{ code: "deviceLost", detail: { device: named, reason: "it fell off" } }],
    };
    expect(await choose("auto", "fast")).toEqual(lost);
    expect(await choose(named, "fast")).toEqual(lost);
    expect(await choose(named, "slow")).toEqual({ provider: named, notices: [] });
  });

  it("is reported with all others, and again only where asked", async () => {
    const { signal } = new AbortController();
    const report = (again: boolean, behaviour: string) =>
      machine.of({ device: "auto", probes }, model(behaviour, "one")).report(again, signal);
    const reports = await report(false, "fast");
    expect(new Set(reports.map(({ provider }) => provider))).toEqual(new Set(providers));
    const ran = { outcome: "ran", reason: "" };
    for (const found of reports) {
      if (found.provider === named) expect(found).toMatchObject({ ...ran, speed: 8, difference: 1e-6, chosen: true });
      else if (found.provider === "cpu")
        expect(found).toMatchObject({ ...ran, speed: 1, difference: 0, chosen: false });
      else {
        expect(found).toMatchObject({ outcome: "absent", speed: undefined, chosen: false });
        expect(found.reason).not.toBe("");
      }
    }
    expect(await report(false, "slow")).toEqual(reports);
    const slower = await report(true, "slow");
    expect(slower.find(({ chosen }) => chosen)?.provider).toBe("cpu");
    expect(slower.find(({ provider }) => provider === named)?.speed).toBe(0.5);
  });

  it("may be given up while it is probed", async () => {
    const cancel = new AbortController();
    const report = machine.of({ device: "auto", probes }, model("waits")).report(false, cancel.signal);
    setImmediate(() => cancel.abort());
    await expect(report).rejects.toMatchObject({ code: "cancelled" });
    // The next probe has its turn.
    expect((await choose("auto", "fast")).provider).toBe(named);
  });

  it("keeps the size of batches beside its probe", async () => {
    const ofModel = machine.of({ device: "auto", probes }, model("fast"));
    expect(await ofModel.batchTokens(named)).toBeUndefined();
    await ofModel.choose();
    await ofModel.rememberBatchTokens(named, 4096);
    await ofModel.rememberBatchTokens("cpu", 768);
    const later = start().of({ device: "auto", probes }, model("hangs", "fast"));
    expect(await later.batchTokens(named)).toBe(4096);
    expect(await later.batchTokens("cpu")).toBe(768);
    expect((await later.choose()).provider).toBe(named);
  });
});
