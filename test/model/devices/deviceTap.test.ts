import { EventEmitter, once } from "node:events";
import path from "node:path";
import { beforeEach, describe, expect, it } from "vitest";
import { Devices, type ModelDevices } from "../../../src/model/devices/devices.ts";
import { DeviceTap, probedModel } from "../../../src/model/devices/deviceTap.ts";
import { Extractor } from "../../../src/model/extractor.ts";
import { extractBatches } from "../../../src/model/extraction.ts";
import { carriedProviders } from "../../../src/model/onnxruntime.ts";
import { openTap, type Tap } from "../../../src/model/tap/openTap.ts";
import { closeTap, planTap, type TapPlan } from "../../../src/model/tap/tapPlan.ts";
import { poolingInput } from "../../../src/model/poolingInput.ts";
import { openTokenizer } from "../../../src/model/text/tokenizerThread.ts";
import { type DeviceChoice, type Notice, providers } from "../../../src/protocol/models.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyFolder } from "../toyFolder.ts";
import { TOY_HIDDEN_SIZE, toyModel } from "../toyModel.ts";

const folder = tempFolder();
const probe = path.join(import.meta.dirname, "..", "..", "fixtures", "probes", "misbehaves.mjs");
const facts = { layerCounts: [2], hiddenSize: TOY_HIDDEN_SIZE, cache: { heads: undefined, headSize: undefined } };
const carried = new Set((await carriedProviders()).filter(({ bundled }) => bundled).map(({ name }) => name));
const device = providers.find((provider) => provider !== "cpu" && carried.has(provider));

/** All of one length, because the toy model reads padding as text. */
const texts = Array.from({ length: 300 }, (_, index) =>
  [1, 3, 7, 11].map((step) => `w${(index * step + step) % 40}`).join(" "),
);

/** What a device's session does in the batch it is asked for, behind the checks at its opening. */
type Fault = (batch: number, rows: number, states: Float32Array) => Float32Array;

/**
 * The border of the session with a device behind it that fails: it computes on the CPU until then. `opened` lists what
 * was opened, `closed` what was closed again.
 */
function failing(fault: Fault) {
  const opened: string[] = [];
  const closed: string[] = [];
  const open: typeof openTap = async (plan, itsFacts, options) => {
    const provider = options?.provider ?? "cpu";
    opened.push(provider);
    const tap = await openTap(plan, itsFacts, { ...options, provider: "cpu" });
    let batches = 0;
    const run: Tap["run"] = async (batch, pooling) => {
      const found = await tap.run(batch, pooling);
      return provider === "cpu" ? found : { ...found, pooled: fault(batches++, batch.rows, found.pooled) };
    };
    const dispose = () => {
      closed.push(provider);
      return tap.dispose();
    };
    return { ...tap, run, dispose };
  };
  return { open, opened, closed };
}

interface Done {
  readonly states: Map<number, Float32Array>;
  readonly sizes: readonly number[];
  readonly provider: string;
  readonly notices: readonly Notice[];
  readonly tokens: number;
}

describe.runIf(device !== undefined)("a device that fails in the middle of a run", () => {
  const named = device ?? "cpu";
  let plan: TapPlan;
  let devices: ModelDevices;
  let truth: Done;

  beforeEach(async (context) => {
    const home = toyFolder(path.join(folder, context.task.id));
    plan = planTap(path.join(home, "onnx", "model.onnx"), [2]);
    // The probe of a model of this name passes, eight times as fast as the CPU.
    const model = { ...probedModel(plan, facts, home), modelFile: "fast" };
    const machine = new Devices({ probe, onWarning: (failure) => expect.fail(failure.code) });
    devices = machine.of({ device: "auto", probes: path.join(home, "probes") }, model);
    truth = await extracted(home, {});
    return () => closeTap(plan);
  });

  async function extracted(home: string, options: { devices?: ModelDevices; open?: typeof openTap }): Promise<Done> {
    const session = await DeviceTap.open(plan, facts, options);
    const files = { tokenizer: path.join(home, "tokenizer.json"), config: undefined, maxTokens: 64 };
    const tokenizer = await openTokenizer(files);
    const widths = session.tap.tokenWidths;
    const reading = { reading: { prompt: "", lowerCase: false }, promptTokens: 0, table: undefined, path: plan.path };
    const extraction = { session, tokenizer, widths, modules: [], points: "records", ...reading } as const;
    const states = new Map<number, Float32Array>();
    const sizes: number[] = [];
    for await (const batch of extractBatches(extraction, texts)) {
      const perText = batch.states.length / batch.rows.length;
      batch.rows.forEach((text, row) => states.set(text, batch.states.slice(row * perText, (row + 1) * perText)));
      sizes.push(batch.rows.length);
    }
    await session.settle();
    const { provider, notices, batchSize } = session;
    await session.dispose();
    return { states, sizes, provider, notices, tokens: batchSize.tokens };
  }

  const homeOf = () => path.dirname(path.dirname(plan.path));

  function expectSame(found: Done): void {
    expect(found.states.size).toBe(texts.length);
    for (const [text, expected] of truth.states)
      found.states.get(text)?.forEach((value, index) => expect(value).toBeCloseTo(expected[index] ?? NaN, 4));
  }

  it("is replaced by the CPU from that batch on, and not tried again", async () => {
    const border = failing((batch, _, states) => {
      if (batch < 2) return states;
      throw new Error("the GPU was lost. ");
    });
    const run = await extracted(homeOf(), { devices, open: border.open });
    expectSame(run);
    const lost = [{ code: "deviceLost", detail: { device: named, reason: "the GPU was lost" } }];
    expect(run).toMatchObject({ provider: "cpu", notices: lost });
    expect(border.opened).toEqual([named, "cpu"]);
    expect(border.closed).toEqual([named, "cpu"]);
    const next = await extracted(homeOf(), { devices, open: border.open });
    expect(next).toMatchObject({ provider: "cpu", notices: lost });
    expect(border.opened).toEqual([named, "cpu", "cpu"]);
  });

  it("is replaced where it gives no numbers and the CPU does", async () => {
    const border = failing((batch, _, states) => (batch === 1 ? states.fill(NaN) : states));
    const run = await extracted(homeOf(), { devices, open: border.open });
    expectSame(run);
    expect(run).toMatchObject({ provider: "cpu", notices: [{ code: "deviceLost", detail: { device: named } }] });
  });

  it("is given up once where two runs fail on it, and its session closes behind the last of them", async () => {
    const [inFlight, late] = [new EventEmitter(), new EventEmitter()];
    const isInFlight = once(inFlight, "now");
    const used: string[] = [];
    const closed: string[] = [];
    let batches = 0;
    const open: typeof openTap = async (itsPlan, itsFacts, options) => {
      const on = options?.provider ?? "cpu";
      const tap = await openTap(itsPlan, itsFacts, { ...options, provider: "cpu" });
      const fail = async () => {
        const isLate = batches++ > 0;
        if (isLate) {
          const isLateNow = once(late, "now");
          inFlight.emit("now");
          await isLateNow;
        }
        used.push(closed.includes(on) ? "closed" : "open");
        throw new Error("the GPU was lost.");
      };
      const run: Tap["run"] = (batch, pooling) => {
        if (on !== "cpu") return fail();
        expect(closed).not.toContain("cpu");
        return tap.run(batch, pooling);
      };
      return { ...tap, run, dispose: () => (closed.push(on), tap.dispose()) };
    };
    const session = await DeviceTap.open(plan, facts, { devices, open });
    const batch = { rows: 1, tokens: 3, ids: Int32Array.of(4, 5, 6), lengths: Uint32Array.of(3) };
    const pooling = session.tap.poolings.map((its) => poolingInput(its, batch, { before: 0, behind: 0 }, 0));
    const runs = [session.run(batch, pooling), session.run(batch, pooling)];
    await isInFlight;
    const expected = await runs[0];
    expect(session.provider).toBe("cpu");
    expect(closed).toEqual([]);
    late.emit("now");
    expect(await runs[1]).toEqual(expected);
    expect(used).toEqual(["open", "open"]);
    expect(await session.run(batch, pooling)).toEqual(expected);
    expect(session.notices).toEqual([{ code: "deviceLost", detail: { device: named, reason: "the GPU was lost" } }]);
    await session.dispose();
    expect(closed).toEqual([named, "cpu"]);
  });

  it("gets smaller batches where its memory ends, and they are remembered", async () => {
    const border = failing((_, rows, states) => {
      if (rows > 10) throw new Error("Failed to allocate memory for requested buffer of size 4096");
      return states;
    });
    const run = await extracted(homeOf(), { devices, open: border.open });
    expectSame(run);
    expect(run).toMatchObject({ provider: named, notices: [] });
    expect(Math.max(...run.sizes)).toBeLessThanOrEqual(10);
    expect(border.opened).toEqual([named]);
    expect(await devices.batchTokens(named)).toBe(run.tokens);
    const next = await extracted(homeOf(), { devices, open: border.open });
    expect(next.tokens).toBe(run.tokens);
  });

  it("goes on finding the size of batches in the next run, where one was too short", async () => {
    const border = failing((_, __, states) => states);
    const run = await extracted(homeOf(), { devices, open: border.open });
    expect(run).toMatchObject({ provider: named, notices: [] });
    expect(await devices.batchTokens(named)).toBeUndefined();
  });

  it("that has no memory for a single text leaves it to the CPU", async () => {
    const border = failing(() => {
      throw new Error("out of memory");
    });
    const run = await extracted(homeOf(), { devices, open: border.open });
    expectSame(run);
    expect(run).toMatchObject({ provider: "cpu", notices: [{ code: "deviceLost" }] });
  });
});

describe.runIf(device !== undefined)("a device that cannot be opened", () => {
  const named = device ?? "cpu";

  it.each(["auto", named] as const)("%s", async (choice) => {
    const home = toyFolder(path.join(folder, `closed-${choice}`));
    const plan = planTap(path.join(home, "onnx", "model.onnx"), [2]);
    const machine = new Devices({ probe, onWarning: (failure) => expect.fail(failure.code) });
    const model = { ...probedModel(plan, facts, home), modelFile: "fast" };
    const devices = machine.of({ device: choice, probes: path.join(home, "probes") }, model);
    const open: typeof openTap = (itsPlan, itsFacts, options) =>
      options?.provider === "cpu" ? openTap(itsPlan, itsFacts, options) : Promise.reject(new Error("no more memory."));
    const opening = DeviceTap.open(plan, facts, { devices, open });
    const detail = { device: named, reason: "no more memory" };
    if (choice === "auto") {
      const tap = await opening;
      expect(tap).toMatchObject({ provider: "cpu", notices: [{ code: "deviceRefused", detail }] });
      await tap.dispose();
    } else await expect(opening).rejects.toMatchObject({ code: "deviceUnusable", detail });
    closeTap(plan);
  });
});

it.runIf(device !== undefined)("an extractor that is closed while it probes does not wait for the probe", async () => {
  const home = toyFolder(path.join(folder, "closed-early"));
  // A model of this name has a probe that never answers.
  const file = write(path.join(home, "onnx"), "waits.onnx", toyModel());
  const devices = new Devices({ probe, onWarning: (failure) => expect.fail(failure.code) });
  const choice: DeviceChoice = { device: "auto", probes: path.join(home, "probes") };
  const extractor = await Extractor.open({ folder: home, file, pooling: "mean", device: { choice, devices } });
  const loading = expect(extractor.load()).rejects.toMatchObject({ code: "cancelled" });
  await extractor.dispose();
  await loading;
});
