import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundledModel, referenceIds, referenceStates, relativeError } from "../bundled.ts";
import { tempFolder } from "../tempFolder.ts";
import { batchOf, differenceTo, truthOf, unpack } from "../zoo.ts";
import type { StatesReply, StatesRequest } from "./deviceStates.ts";
import { hasSoftwareGpu, softwareGpu } from "./softwareGpu.ts";

const folder = tempFolder();

/** A process that a driver may crash. */
function startOnGpu(script: string): ChildProcess {
  return fork(path.join(import.meta.dirname, script), {
    serialization: "advanced",
    execArgv: ["--disable-warning=MODULE_TYPELESS_PACKAGE_JSON"],
    env: { ...process.env, ...softwareGpu },
    stdio: ["ignore", "ignore", "pipe", "ipc"],
  });
}

/** WebGPU over Vulkan on SwiftShader, a GPU in software: slow, and right or wrong as a real one. */
describe.runIf(hasSoftwareGpu())("hidden states by WebGPU against PyTorch", { timeout: 240_000 }, () => {
  let child: ChildProcess;
  beforeAll(() => {
    child = startOnGpu("deviceStates.ts");
  });
  afterAll(() => child.kill());

  async function read(request: Omit<StatesRequest, "provider">): Promise<Float32Array[][]> {
    const ended = once(child, "exit").then(() => ({ failure: "the process crashed" }));
    child.send({ ...request, provider: "webgpu" });
    const replied = once(child, "message").then(([message]) => message as StatesReply);
    const reply = await Promise.race([replied, ended]);
    if ("failure" in reply) throw new Error(reply.failure);
    return reply.states;
  }

  it.each(["bert.legacy-17", "llama.dynamo-18", "gpt2.dynamo-18"])("%s", async (name) => {
    const truth = truthOf(name);
    const [states = []] = await read({ path: unpack(folder, name), layers: truth.layers, zoo: name });
    expect(states.length).toBe(truth.layers + 1);
    truth.hidden.forEach((hidden, layer) => {
      const found = states[layer] ?? new Float32Array();
      expect(differenceTo(hidden, found, batchOf(truth)), `layer ${layer}`).toBeLessThan(1e-3);
    });
  });

  it("half precision is refused with the reason: SwiftShader has no half-precision shaders", async () => {
    const path = unpack(folder, "bert.legacy-17+fp16");
    await expect(read({ path, layers: 3, zoo: "bert.legacy-17+fp16" })).rejects.toThrow(/f16.*does not support/);
  });

  it("two short texts through the bundled model", async () => {
    const batches = [0, 1].map((text) => {
      const ids = Int32Array.from(referenceIds[text] ?? []);
      return { rows: 1, tokens: ids.length, ids, lengths: Uint32Array.of(ids.length) };
    });
    const all = await read({ path: path.join(bundledModel, "onnx", "model.onnx"), layers: 6, batches });
    [0, 1].forEach((text) => {
      const { shape, data } = referenceStates(`raw.${text}`);
      const [layers = 0, tokens = 0, hidden = 0] = shape;
      expect([layers, tokens]).toEqual([7, batches[text]?.tokens]);
      for (let layer = 0; layer < layers; layer++) {
        const expected = data.subarray(layer * tokens * hidden, (layer + 1) * tokens * hidden);
        expect(relativeError(all[text]?.[layer] ?? new Float32Array(), expected), `layer ${layer}`).toBeLessThan(2e-3);
      }
    });
  });

  it("what no buffer holds is told from a lost device, which goes on", async () => {
    const process = startOnGpu("tooLarge.ts");
    const [reply] = (await once(process, "message")) as [unknown];
    expect(reply).toEqual({ large: [true, true], small: [7] });
  });
});
