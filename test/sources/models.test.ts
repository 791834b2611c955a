import { appendFileSync, copyFileSync, renameSync, utimesSync } from "node:fs";
import path from "node:path";
import { afterEach, expect, it } from "vitest";
import { Models } from "../../src/sources/models.ts";
import { Devices } from "../../src/model/devices/devices.ts";
import type { Extractor } from "../../src/model/extractor.ts";
import { StrataError } from "../../src/protocol/errors.ts";
import { textField } from "../../src/model/graph/wire.ts";
import { tempFolder, write } from "../model/tempFolder.ts";
import { toyFolder } from "../model/toyFolder.ts";

const folder = tempFolder();
const places = { store: "", hubCaches: [], folders: [], bundled: folder };
const devices = new Devices({ probe: import.meta.filename, onWarning: () => undefined });
const models = new Models({}, devices);

afterEach(() => models.dispose());

const itself = (extractor: Extractor) => Promise.resolve(extractor);

it("lends the same model while its files are the same, and another when one was replaced", async () => {
  const home = toyFolder(path.join(folder, "toy"));
  const choice = { model: home, pooling: "mean" };
  const first = await models.lend(choice, places, itself);
  utimesSync(path.join(home, "onnx", "model.onnx"), 1e9, 1e9);
  expect(await models.lend(choice, places, itself)).toBe(first);

  appendFileSync(path.join(home, "onnx", "model.onnx"), textField(6, "another"));
  const second = await models.lend(choice, places, itself);
  expect(second).not.toBe(first);
  expect(second.identity.key).not.toBe(first.identity.key);

  write(home, "tokenizer_config.json", JSON.stringify({ model_max_length: 7 }));
  const third = await models.lend(choice, places, itself);
  expect(third).not.toBe(second);
  expect(third.identity.maxTokens).toBe(7);
});

it("leaves a model that was replaced to the run that has it, and gives the next run the new one", async () => {
  const home = toyFolder(path.join(folder, "shared"));
  const choice = { model: home, pooling: "mean" };
  await models.lend(choice, places, async (first) => {
    await first.load();
    appendFileSync(path.join(home, "onnx", "model.onnx"), textField(6, "another"));
    const second = await models.lend(choice, places, itself);
    expect(second).not.toBe(first);
    await second.load();
    // Still open: its session answers, though nothing of it may be kept.
    expect(await first.measure()).toEqual(await second.measure());
  });
});

it("keeps the model of a run that was stopped", async () => {
  const choice = { model: toyFolder(path.join(folder, "stopped")), pooling: "mean" };
  const first = await models.lend(choice, places, itself);
  const stopped = [new StrataError("cancelled", { what: "the run" }), AbortSignal.abort().reason as Error];
  for (const reason of stopped) {
    await expect(models.lend(choice, places, () => Promise.reject(reason))).rejects.toBe(reason);
    expect(await models.lend(choice, places, itself)).toBe(first);
  }
});

it("keeps the model that came after one that broke, also when another run of the broken one ends", async () => {
  const home = toyFolder(path.join(folder, "broken"));
  const choice = { model: home, pooling: "mean" };
  const broken = () => Promise.reject(new Error("broken"));
  let breakLate = (): void => undefined;
  const late = models.lend(
    choice,
    places,
    () => new Promise((_, reject) => (breakLate = () => reject(new Error("late")))),
  );
  await expect(models.lend(choice, places, broken)).rejects.toThrow("broken");
  const next = await models.lend(choice, places, itself);
  breakLate();
  await expect(late).rejects.toThrow("late");
  expect(await models.lend(choice, places, itself)).toBe(next);
});

it("takes a better graph that came into the folder", async () => {
  const home = toyFolder(path.join(folder, "better"));
  const choice = { model: home, pooling: "mean" };
  const graph = path.join(home, "onnx", "model.onnx");
  const quantized = path.join(home, "onnx", "model_quantized.onnx");
  renameSync(graph, quantized);
  expect((await models.lend(choice, places, itself)).identity.folder.modelFile).toBe(quantized);
  copyFileSync(quantized, graph);
  expect((await models.lend(choice, places, itself)).identity.folder.modelFile).toBe(graph);
});
