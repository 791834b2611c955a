import { mkdirSync, readFileSync, readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { Devices } from "../../src/model/devices/devices.ts";
import { Extractor } from "../../src/model/extractor.ts";
import { bytesField, integerField, messageField, textField } from "../../src/model/graph/wire.ts";
import { graphFields, nodeField } from "../../src/model/graph/onnxBuilder.ts";
import { openTap } from "../../src/model/tap/openTap.ts";
import { closeTap, planTap } from "../../src/model/tap/tapPlan.ts";
import { noticeWords } from "../../src/strings/notices.ts";
import { bundledModel, relativeError } from "./bundled.ts";
import { rewriteGraph } from "./rewriteGraph.ts";
import { tempFolder, write } from "./tempFolder.ts";
import { toyFolder } from "./toyFolder.ts";
import { type ToyOptions, toyModel } from "./toyModel.ts";
import { hiddenSizeOf, truthOf, unpack } from "./zoo.ts";

const folder = tempFolder();

/** Of 1 to 30 words, every length several times. */
const texts = Array.from({ length: 90 }, (_, index) =>
  Array.from({ length: 1 + (index % 30) }, (_, word) => `w${(7 * word + index) % 40}`).join(" "),
);

/** The states of all texts in one run, and of each in a run of its own. */
async function statesOf(extractor: Extractor, of: readonly string[]) {
  const size = (await extractor.measure()).reduce((sum, width) => sum + width, 0);
  const read = async (some: readonly string[]) => {
    const states = new Float32Array(some.length * size);
    let batches = 0;
    for await (const batch of extractor.extract(some)) {
      batches++;
      batch.rows.forEach((row, at) => states.set(batch.states.subarray(at * size, (at + 1) * size), row * size));
    }
    return { states, batches };
  };
  const together = await read(of);
  const alone = new Float32Array(of.length * size);
  for (const [index, text] of of.entries()) alone.set((await read([text])).states, index * size);
  const errors = of.map((_, index) => {
    const [from, to] = [index * size, (index + 1) * size];
    return relativeError(together.states.subarray(from, to), alone.subarray(from, to));
  });
  return { worst: Math.max(...errors), batches: together.batches };
}

/** A model whose mask is 1 for every token, whatever it is fed: an export without the input. */
function withoutMask(file: string): Buffer {
  const ones = messageField(5, [
    textField(1, "value"),
    messageField(5, [integerField(1, 1), integerField(2, 7), bytesField(9, Uint8Array.of(1, 0, 0, 0, 0, 0, 0, 0))]),
    integerField(20, 4),
  ]);
  const filled = [textField(1, "ids shape"), textField(2, "attention_mask"), textField(4, "ConstantOfShape"), ones];
  return rewriteGraph(file, {
    dropInputs: ["attention_mask"],
    additions: [nodeField("Shape", ["input_ids"], ["ids shape"]), messageField(graphFields.node, filled)],
  });
}

describe("a text's states are its own", () => {
  const cases: [string, ToyOptions, string | undefined, [least: number, most: number]][] = [
    ["any texts together where the mask is read", { mask: "read" }, undefined, [2, 12]],
    ["equal lengths together where the mask is ignored", { mask: "ignored" }, "equalLengths", [30, 60]],
    ["equal lengths together where there is no mask", {}, "equalLengths", [30, 60]],
    ["one at a time where texts of equal length mix", { mask: "read", beside: "mean" }, "single", [90, 90]],
    ["one at a time where texts mix and padding is read", { beside: "mean" }, "single", [90, 90]],
  ];

  it.each(cases)("%s", async (name, options, together, [least, most]) => {
    const home = toyFolder(path.join(folder, name), {}, toyModel(options));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    const { worst, batches } = await statesOf(extractor, texts);
    await extractor.dispose();
    expect(worst).toBeLessThan(1e-5);
    expect(batches).toBeGreaterThanOrEqual(least);
    expect(batches).toBeLessThanOrEqual(most);
    expect(extractor.notices).toEqual(together === undefined ? [] : [{ code: "batching", detail: { together } }]);
  });

  it("any texts together where the configuration's padding token is beyond the table", async () => {
    const home = toyFolder(path.join(folder, "padding"), { pad_token_id: 5000 }, toyModel({ mask: "read" }));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    const { worst, batches } = await statesOf(extractor, texts);
    await extractor.dispose();
    expect(worst).toBeLessThan(1e-5);
    expect(batches).toBeLessThanOrEqual(12);
    expect(extractor.notices).toEqual([]);
  });

  it("refuses a model that gives a text other states each time", async () => {
    const home = toyFolder(path.join(folder, "noise"), {}, toyModel({ mask: "read", beside: "noise" }));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    await expect(extractor.load()).rejects.toMatchObject({ code: "modelTapWrong" });
    await extractor.dispose();
  });

  it("the bundled model without its mask", async () => {
    const home = path.join(folder, "without mask");
    mkdirSync(path.join(home, "onnx"), { recursive: true });
    for (const file of readdirSync(bundledModel).filter((name) => name.endsWith(".json")))
      write(home, file, readFileSync(path.join(bundledModel, file)));
    write(home, "onnx/model.onnx", withoutMask(path.join(bundledModel, "onnx", "model.onnx")));
    const extractor = await Extractor.open({ folder: home, pooling: "mean" });
    const long =
      "The lake was calm that morning, and the first boats had already left the harbour before the fog rose.";
    const { worst } = await statesOf(extractor, ["a short text", long, "another short one", "a text", "one text"]);
    await extractor.dispose();
    expect(worst).toBeLessThan(1e-3);
    expect(extractor.notices).toEqual([{ code: "batching", detail: { together: "equalLengths" } }]);
  });
});

describe("the key", () => {
  const device = { device: "cpu", probes: path.join(folder, "remembered"), cudaFolder: "" } as const;
  const devices = new Devices({ probe: import.meta.filename, onWarning: () => undefined });
  const open = (home: string) => Extractor.open({ folder: home, pooling: "mean", device: { choice: device, devices } });

  async function identified(home: string): Promise<string> {
    const extractor = await open(home);
    await extractor.identify();
    await extractor.dispose();
    return extractor.identity.key;
  }

  it("is another where texts run apart, and is known without loading the second time", async () => {
    const home = toyFolder(path.join(folder, "key"), {}, toyModel());
    const first = await open(home);
    expect(first.identity.isKnown).toBe(false);
    const before = first.identity.key;
    await first.identify();
    expect(first.identity.key).not.toBe(before);
    const second = await open(home);
    expect(second.identity.isKnown).toBe(true);
    expect(second.identity.key).toBe(first.identity.key);
    expect(second.notices).toEqual(first.notices);
    await Promise.all([first.dispose(), second.dispose()]);
  });

  it("is found by each load where it cannot be remembered", async () => {
    const home = toyFolder(path.join(folder, "nowhere"), {}, toyModel());
    const probes = path.join(write(folder, "no folder", ""), "probes");
    const choice = { folder: home, pooling: "mean", device: { choice: { ...device, probes }, devices } };
    const keys: string[] = [];
    for (let time = 0; time < 2; time++) {
      const extractor = await Extractor.open(choice);
      expect(extractor.identity.isKnown).toBe(false);
      await extractor.identify();
      keys.push(extractor.identity.key);
      await extractor.dispose();
    }
    expect(keys[1]).toBe(keys[0]);
    expect(keys[0]).toBe(await identified(home));
  });

  it("stays as it was where texts leave each other alone", async () => {
    const extractor = await open(toyFolder(path.join(folder, "same key"), {}, toyModel({ mask: "read" })));
    const before = extractor.identity.key;
    await extractor.identify();
    expect(extractor.identity.key).toBe(before);
    await extractor.dispose();
  });

  it("of some of the layers leads to the whole model's states of the same kind", async () => {
    const home = toyFolder(path.join(folder, "some layers"), {}, toyModel());
    const whole = await open(home);
    const choice = { folder: home, pooling: "mean", device: { choice: device, devices } };
    const some = await Extractor.open({ ...choice, layers: { subset: "1-2" } });
    await Promise.all([whole.identify(), some.identify()]);
    expect(some.identity.whole?.key).toBe(whole.identity.key);
    await Promise.all([whole.dispose(), some.dispose()]);
  });
});

describe("dynamic int8 rounds by the range of the batch, which is no mixing", () => {
  it.each([
    ["bert.legacy-17+int8", "any"],
    ["gpt2.legacy-17+int8", "any"],
    ["qwen2.legacy-17+int8", "any"],
  ])("%s", async (name, batching) => {
    const truth = truthOf(name);
    const plan = planTap(unpack(folder, name), [truth.layers]);
    const cache = { heads: undefined, headSize: undefined };
    const tap = await openTap(plan, { layerCounts: [truth.layers], hiddenSize: hiddenSizeOf(truth), cache });
    await tap.dispose();
    closeTap(plan);
    expect(tap.batching).toBe(batching);
  });

  it("without a mask its padding is found all the same", async () => {
    const file = unpack(folder, "distilbert.legacy-17+int8");
    const plan = planTap(write(folder, "unmasked.onnx", withoutMask(file)), [3]);
    const tap = await openTap(plan, {
      layerCounts: [3],
      hiddenSize: 32,
      cache: { heads: undefined, headSize: undefined },
    });
    await tap.dispose();
    closeTap(plan);
    expect(tap.batching).toBe("equalLengths");
  });
});

it("both ways of running have their words", () => {
  const words = (["equalLengths", "single"] as const).map((together) =>
    noticeWords({ code: "batching", detail: { together } }),
  );
  expect(words[0]?.sentence).toContain("padding");
  expect(words[1]?.sentence).toContain("each runs alone");
});
