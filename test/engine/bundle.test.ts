import { appendFileSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { exporters } from "../../src/export/index.ts";
import { bundleReading, RECORDS_FILE } from "../../src/protocol/bundles.ts";
import type { Picture, VisualizeParams } from "../../src/protocol/engine.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const texts = ["w1 w2 w3", "w4 w5", "w1 w2 w3", "w6 w7 w8 w9", "w10 w11 w12"];
const lines = texts.map((text, i) => JSON.stringify({ text, label: i < 2 ? "few" : "many" })).join("\n");

let folder = "";
let engine: Engine;
let pictures: Picture[] = [];
let model = "";

beforeAll(() => {
  folder = scratchFolder();
  model = toyFolder(path.join(folder, "toy"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const nothing = () => undefined;
const silent: EngineListener = {
  ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, taskProgressed: nothing },
  pictureDrawn: nothing,
  warned: () => expect.fail("nothing is to be warned of"),
};
beforeEach(() => {
  pictures = [];
  engine = new Engine({ probe: "", listener: { ...silent, pictureDrawn: (picture) => void pictures.push(picture) } });
});
afterEach(() => engine.dispose());

/** Draws the texts by the model and writes what `--states` writes into a folder of its own. */
async function exported(name: string): Promise<{ home: string; picture: Picture }> {
  const file = writeText(folder, `${name}.jsonl`, lines);
  const { run } = await engine.visualize(paramsFor(file, folder, { model: { model, pooling: "mean" } }), signal);
  const home = path.join(folder, name);
  await write(run, home);
  const picture = pictures.at(-1);
  if (picture === undefined) throw new Error("no picture was drawn");
  return { home, picture };
}

/** Writes all that `--states` writes of a run into a new folder. */
async function write(run: string, home: string): Promise<void> {
  const input = await engine.exportInput(run, path.basename(home), { script: "", style: "" }, signal);
  mkdirSync(home);
  for (const exporter of exporters) await exporter.write(path.join(home, exporter.fileName), input);
}

function bundleParams(home: string): VisualizeParams {
  const params = paramsFor(path.join(home, RECORDS_FILE), path.join(home, "pictures"));
  return { ...params, reading: bundleReading, states: { kind: "bundle", path: path.join(home, "states.safetensors") } };
}

const failure = (params: VisualizeParams) => engine.visualize(params, signal).then(() => undefined, toFailure);

describe("a file of states", { timeout: 60_000 }, () => {
  it("is drawn without the model, to the same bytes, with the run's settings", async () => {
    const { home, picture } = await exported("whole");
    rmSync(model, { recursive: true });
    const result = await engine.visualize(bundleParams(home), signal);
    model = toyFolder(path.join(folder, "toy"));
    expect(result).toMatchObject({ outcome: "complete", records: 5, computed: 0, cached: 5, device: undefined });
    expect(result).toMatchObject({ model: "toy", pooling: expect.stringContaining("mean") as string });
    expect(pictures.at(-1)?.coordinates).toEqual(picture.coordinates);
    expect(pictures.at(-1)?.layers).toEqual(picture.layers);
    const details = await engine.details({ run: result.run, point: 3 }, signal);
    expect(details).toMatchObject({ text: "w6 w7 w8 w9", tokens: 6 });
    expect(known(details).near.count).toBe(4);
  });

  it("has no label where the run had none", async () => {
    const file = writeText(folder, "plain.txt", texts.join("\n"));
    const { run } = await engine.visualize(paramsFor(file, folder, { model: { model, pooling: "mean" } }), signal);
    const home = path.join(folder, "plain");
    await write(run, home);
    const again = await engine.visualize(bundleParams(home), signal);
    const { page } = await engine.exportInput(again.run, "plain", { script: "", style: "" }, signal);
    expect(page.dataset).toMatchObject({ textField: "text", labelField: undefined, labels: [] });
  });

  it("keeps equal texts with different states apart", async () => {
    const { home } = await exported("apart");
    const file = path.join(home, "states.safetensors");
    const bytes = readFileSync(file);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    // Of records 0 and 2, which have the same text, the second gets another state at the first layer.
    bytes.writeFloatLE(bytes.readFloatLE(start) + 5, start + 2 * 4 * 8);
    writeFileSync(file, bytes);
    const { run } = await engine.visualize(bundleParams(home), signal);
    const { near } = known(await engine.details({ run, point: 0 }, signal));
    const at = near.points.subarray(0, near.count).indexOf(2);
    expect(near.distances[at]).toBeGreaterThan(0.001);
    const lastLayer = near.distances.length - near.count;
    expect(near.points[lastLayer]).toBe(2);
    expect(near.distances[lastLayer]).toBe(0);
  });

  it.each([NaN, Infinity, -1e30, 3e38])("leaves out a text whose states hold %d, and says so", async (value) => {
    const { home } = await exported(`value ${value}`);
    const file = path.join(home, "states.safetensors");
    const bytes = readFileSync(file);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    bytes.writeFloatLE(value, start + 3 * 4 * 8);
    writeFileSync(file, bytes);
    const result = await engine.visualize(bundleParams(home), signal);
    expect(result).toMatchObject({ outcome: "complete", cached: 4, problemCount: 1 });
    expect(result.problems).toMatchObject([{ line: 3, kind: "statesNotFinite" }]);
    expect(pictures.at(-1)?.drawn).toBe(4);
  });

  it("leaves out texts that were changed or added since, and says so", async () => {
    const { home } = await exported("edited");
    const records = path.join(home, RECORDS_FILE);
    writeFileSync(records, readFileSync(records, "utf8").replace("w4 w5", "w4 w9"));
    appendFileSync(records, `${JSON.stringify({ text: "w1 w2 w3", label: "new" })}\n`);
    const result = await engine.visualize(bundleParams(home), signal);
    expect(result).toMatchObject({ outcome: "complete", records: 6, cached: 4, problemCount: 2 });
    expect(result.problems.map(({ line, kind }) => [line, kind])).toEqual([
      [1, "noStates"],
      [5, "noStates"],
    ]);
    const details = await engine.details({ run: result.run, point: 5 }, signal);
    expect(details).toMatchObject({ text: "w1 w2 w3", results: {} });
  });

  it("keeps its pictures apart from those of the model, whose states it may only claim to hold", async () => {
    const many = Array.from({ length: 600 }, (_, i) => `{"text":"w${1 + (i % 20)} w${1 + Math.floor(i / 20)}"}`);
    const file = writeText(folder, "many.jsonl", many.join("\n"));
    const byModel = paramsFor(file, folder, { model: { model, pooling: "mean" } });
    const { run } = await engine.visualize(
      { ...byModel, cache: { folder: path.join(folder, "a"), limit: 1e9 } },
      signal,
    );
    const truth = pictures.at(-1)?.coordinates;
    const home = path.join(folder, "many");
    await write(run, home);
    const states = path.join(home, "states.safetensors");
    const bytes = readFileSync(states);
    bytes.writeFloatLE(1000, 8 + Number(bytes.readBigUInt64LE(0)));
    writeFileSync(states, bytes);

    await engine.closeDocument(file);
    const cache = { folder: path.join(folder, "b"), limit: 1e9 };
    await engine.visualize({ ...bundleParams(home), cache }, signal);
    expect(pictures.at(-1)?.coordinates).not.toEqual(truth);
    await engine.visualize({ ...byModel, run: "again", cache }, signal);
    expect(pictures.at(-1)?.coordinates).toEqual(truth);
  });

  it("says what is wrong with it", async () => {
    const { home } = await exported("wrong");
    const file = path.join(home, "states.safetensors");
    const whole = readFileSync(file);
    const reason = async () => {
      const found = await failure(bundleParams(home));
      return found?.code === "bundleNotReadable" ? found.detail.reason : found?.code;
    };
    truncateSync(file, whole.length - 3);
    expect(await reason()).toMatch(/^it has \d+ of \d+ bytes of states$/);
    writeFileSync(
      file,
      whole.toString("latin1").replace("embedding-strata states", "something else's states"),
      "latin1",
    );
    expect(await reason()).toMatch(/does not hold the states of a run/);
    const key = /"key":"([0-9a-f]{32})"/.exec(whole.toString("latin1"))?.[1] ?? "";
    // A key names a folder of the cache: this one would lie outside.
    writeFileSync(file, whole.toString("latin1").replace(key, `../../../${"x".repeat(23)}`), "latin1");
    expect(await reason()).toMatch(/does not say which model's states/);
    writeFileSync(file, "no tensors at all");
    expect(await reason()).toMatch(/header/);
    rmSync(file);
    expect(await reason()).toMatch(/ENOENT/);
    writeFileSync(file, whole);
    writeFileSync(path.join(home, RECORDS_FILE), `${JSON.stringify({ text: "quite another" })}\n`);
    expect(await reason()).toBe("bundleUnfit");
    rmSync(path.join(home, RECORDS_FILE));
    expect(await reason()).toBe("fileNotFound");
  });

  it("finds the states of equal texts again after an edit in front of them", async () => {
    const { home } = await exported("again");
    const first = await engine.visualize(bundleParams(home), signal);
    expect(first).toMatchObject({ cached: 5, problemCount: 0 });
    const records = path.join(home, RECORDS_FILE);
    writeFileSync(records, readFileSync(records, "utf8").replace("w4 w5", "w4 w9"));
    const second = await engine.visualize({ ...bundleParams(home), run: "second" }, signal);
    expect(second).toMatchObject({ cached: 4, problemCount: 1 });
    expect(second.problems).toMatchObject([{ line: 1, kind: "noStates" }]);
  });

  it("says how many of its points have no text any more", async () => {
    const { home } = await exported("without text");
    const records = path.join(home, RECORDS_FILE);
    const [, ...rest] = readFileSync(records, "utf8").trimEnd().split("\n");
    writeFileSync(records, rest.join("\n"));
    // Of the two records with the same text the first line is gone, and nobody knows that it was the first.
    const { notices } = await engine.visualize(bundleParams(home), signal);
    expect(notices).toEqual([{ code: "statesWithoutText", detail: { rows: 1, points: 5 } }]);
  });

  it("of tokens is one of tokens again, and so is what is written of it", async () => {
    const file = writeText(folder, "tokens.jsonl", lines);
    const params = paramsFor(file, folder, { model: { model, pooling: "auto" } });
    const states = { ...params.states, points: "tokens" } as VisualizeParams["states"];
    const { run, records } = await engine.visualize({ ...params, states }, signal);
    const home = path.join(folder, "tokens");
    await write(run, home);
    const drawn = pictures.at(-1);
    const result = await engine.visualize(bundleParams(home), signal);
    expect(result).toMatchObject({ kind: "tokens", records, cached: records, notices: [] });
    expect(pictures.at(-1)?.coordinates).toEqual(drawn?.coordinates);
    expect(await engine.details({ run: result.run, point: 3 }, signal)).toMatchObject({ text: "w4" });
    const again = path.join(folder, "tokens again");
    await write(result.run, again);
    const [row = ""] = readFileSync(path.join(again, RECORDS_FILE), "utf8").split("\n");
    expect(Object.keys(JSON.parse(row) as object)).toEqual(["id", "line", "range", "text", "label"]);
    expect(await engine.visualize({ ...bundleParams(again), run: "again" }, signal)).toMatchObject({ kind: "tokens" });
  });

  it("is fitted anew when it was made anew, however few texts differ", async () => {
    const { home } = await exported("anew");
    await engine.visualize(bundleParams(home), signal);
    const before = pictures.at(-1)?.coordinates;
    const file = path.join(home, "states.safetensors");
    const bytes = readFileSync(file);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    bytes.writeFloatLE(bytes.readFloatLE(start) + 5, start);
    writeFileSync(file, bytes);
    await engine.visualize({ ...bundleParams(home), run: "anew" }, signal);
    expect(pictures.at(-1)?.coordinates).not.toEqual(before);
  });

  it("finds no fault with a token of nothing but space", async () => {
    const { home } = await exported("space");
    const records = path.join(home, RECORDS_FILE);
    writeFileSync(records, `${JSON.stringify({ text: " " })}\n${readFileSync(records, "utf8")}`);
    const infos: number[] = [];
    const other = new Engine({
      probe: "",
      listener: { ...silent, datasetRead: (info) => infos.push(info.problemCount) },
    });
    await other.visualize(bundleParams(home), signal);
    await other.dispose();
    expect(infos).toEqual([0]);
  });

  it("is not read on when it was replaced", async () => {
    const { home } = await exported("replaced");
    const { run } = await engine.visualize(bundleParams(home), signal);
    const file = path.join(home, "states.safetensors");
    writeFileSync(file, Buffer.concat([readFileSync(file), Buffer.alloc(8)]));
    const asked = engine.details({ run, point: 0 }, signal).then(() => undefined, toFailure);
    expect(await asked).toMatchObject({ code: "bundleNotReadable" });
  });
});
