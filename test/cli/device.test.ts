import path from "node:path";
import { describe, expect, it } from "vitest";
import { hasSoftwareGpu, softwareGpu } from "../model/devices/softwareGpu.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { toyModel } from "../model/toyModel.ts";
import { strata } from "./strata.ts";

const folder = tempFolder();
const file = write(folder, "a.txt", "w1 w2 w3\nw4 w5 w6\nw7 w8 w9");
const model = toyFolder(path.join(folder, "toy"), {}, toyModel({ mask: "read" }));
const run = (device: string, variables: Record<string, string>) => {
  const out = path.join(folder, `out-${device}`);
  return strata(["visualize", file, "--model", model, "--out", out, "--device", device], undefined, variables);
};

describe("embedding-strata visualize --device", { timeout: 120_000 }, () => {
  it("refuses a device it does not know, with those it does", async () => {
    const { status, errors } = await run("warp", {});
    expect(status).toBe(1);
    expect(errors).toContain('--device cannot be "warp"');
    expect(errors).toContain("auto, webgpu, cuda, dml, coreml, cpu");
  });

  it.runIf(process.platform === "linux")("says in one line why a device cannot run here", async () => {
    const { status, errors } = await run("dml", {});
    expect(status).toBe(1);
    expect(errors.trim().split("\n").at(-1)).toContain(`does not come with it for linux-${process.arch}`);
  });

  it.runIf(hasSoftwareGpu())("says which device computed, and why not another", async () => {
    const auto = await run("auto", softwareGpu);
    expect(auto.status, auto.errors).toBe(0);
    expect(auto.out).toMatch(/^device +CPU$/m);
    expect(auto.out).toMatch(/^note +WebGPU is not used: .*slower than the CPU/m);
    const named = await run("webgpu", softwareGpu);
    expect(named.status, named.errors).toBe(0);
    expect(named.out).toMatch(/^device +WebGPU$/m);
    expect(named.out).not.toMatch(/^note/m);
  });
});
