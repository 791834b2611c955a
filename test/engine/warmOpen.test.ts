import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import { bundledModel, EngineProcess, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

/** As many as make a picture worth storing. */
const RECORDS = 500;

const folder = scratchFolder();
afterAll(() => rmSync(folder, { recursive: true }));

/** Whether a process has the runtime's library in memory; only Linux tells. */
function hasRuntime(pid: number | undefined): boolean {
  return readFileSync(`/proc/${pid ?? 0}/maps`, "utf8").includes("libonnxruntime");
}

it.runIf(process.platform === "linux")("opens a file from the cache without loading the runtime", async () => {
  const file = writeText(folder, "lines.txt", Array.from({ length: RECORDS }, (_, i) => `line ${i}`).join("\n"));
  const device = { device: "cpu", probes: path.join(folder, "probes") } as const;
  const params = () => paramsFor(file, folder, { model: { model: bundledModel, pooling: "auto", device } });
  const cold = new EngineProcess();
  expect((await cold.visualize(params())).computed).toBe(RECORDS);
  expect(hasRuntime(cold.child.pid)).toBe(true);
  const { coordinates } = cold.lastPicture;
  await cold.end();
  const warm = new EngineProcess();
  expect((await warm.visualize(params())).computed).toBe(0);
  expect(warm.lastPicture.coordinates).toEqual(coordinates);
  expect(hasRuntime(warm.child.pid)).toBe(false);
  await warm.end();
});
