import { rmSync } from "node:fs";
import path from "node:path";
import { probeDevices, type ProbeDevicesParams } from "../../src/protocol/models.ts";
import { EngineProcess, noPlaces, paramsFor, scratchFolder, writeText } from "../engine/engineProcess.ts";
import { bundledModel, madeModel } from "./models.ts";
import { inTurn, neitherRun, times, type Bench, type Row } from "./row.ts";
import { mixedLines } from "./texts.ts";

const LINES = 1000;

type Device = "webgpu" | "cpu";

/** Where the graphics card computes the same as the processor: how much faster. */
export const devices: Bench = {
  id: "devices",
  run: async ({ runs, python }) => [
    await row("bundled model", bundledModel, runs),
    await row("BERT-base's size", madeModel("bert-base", python), runs),
  ],
};

async function row(name: string, model: string | undefined, runs: number): Promise<Row> {
  const what = `all layers of ${LINES} mixed lines on WebGPU, ${name}`;
  const common = { what, peer: "the CPU of the same machine", goal: "–" };
  const folder = scratchFolder();
  try {
    if (model === undefined || !(await passes(model, folder))) return { ...common, ...neitherRun };
    const { ours, theirs } = await inTurn(runs, {
      ours: () => seconds(model, "webgpu", folder),
      theirs: () => seconds(model, "cpu", folder),
    });
    const rate = (time: number) => `${Math.round(LINES / time)} lines/s`;
    return { ...common, ours: rate(ours), theirs: rate(theirs), ratio: times(theirs / ours) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Whether the probe of WebGPU finds the model's states equal to the processor's. */
async function passes(model: string, folder: string): Promise<boolean> {
  const engine = new EngineProcess();
  const question = { model: choice(model, "webgpu", folder), places: noPlaces, again: false };
  const reports = await engine.connection.sendRequest(probeDevices, question);
  await engine.end();
  const webgpu = reports.find(({ provider }) => provider === "webgpu");
  if (webgpu?.outcome === "ran") return true;
  console.error(`  WebGPU: ${webgpu?.reason ?? "not in this build"}`);
  return false;
}

/** Seconds of an extraction with nothing cached, without loading the model. */
async function seconds(model: string, device: Device, folder: string): Promise<number> {
  const cache = path.join(folder, "cache");
  const file = writeText(folder, "lines.txt", mixedLines(LINES).join("\n"));
  const engine = new EngineProcess();
  const found = await engine.visualize(paramsFor(file, folder, { model: choice(model, device, folder) }));
  await engine.end();
  rmSync(cache, { recursive: true });
  if (found.device !== device) throw new Error(`${found.device} computed in place of ${device}`);
  return found.seconds.run;
}

/** The probe's answer and the size of a batch are remembered in `folder`. */
function choice(model: string, device: Device, folder: string): ProbeDevicesParams["model"] {
  return { model, pooling: "auto", device: { device, probes: path.join(folder, "probes") } };
}
