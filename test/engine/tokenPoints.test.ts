import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { ActivationCache } from "../../src/activations/activationCache.ts";
import { openShard } from "../../src/activations/shard.ts";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { exporters } from "../../src/export/index.ts";
import { bundleReading, RECORDS_FILE } from "../../src/protocol/bundles.ts";
import type { DatasetInfo, Picture, VisualizeParams } from "../../src/protocol/engine.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { known, noPlaces, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const { signal } = new AbortController();
const texts = ["w1 w2 w3", "w4 w5", "w1 w2 w3", "w6"];
const lines = texts.map((text, i) => JSON.stringify({ text, label: `label ${i % 2}` })).join("\n");

let folder = "";
let engine: Engine;
let pictures: Picture[] = [];
let datasets: DatasetInfo[] = [];

beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  pictures = [];
  datasets = [];
  const nothing = () => undefined;
  const listener: EngineListener = {
    ...{ progressed: nothing, downloadProgressed: nothing, taskProgressed: nothing },
    datasetRead: (dataset) => void datasets.push(dataset),
    pictureDrawn: (picture) => void pictures.push(picture),
    warned: () => expect.fail("nothing is to be warned of"),
  };
  engine = new Engine({ probe: "", listener });
});
afterEach(() => engine.dispose());

function tokenParams(name: string, content: string): VisualizeParams {
  const file = writeText(folder, name, content);
  const model = { model: toyFolder(path.join(folder, "toy")), pooling: "mean" };
  return {
    ...paramsFor(file, folder),
    states: { kind: "model", model, places: noPlaces, points: "tokens" },
  };
}

/** The first row of each shard of the one cache in a folder, as a cache in another. */
async function copyFirstRows(from: string, to: string, widths: readonly number[]): Promise<void> {
  const [key = ""] = readdirSync(from);
  const options = {
    key,
    widths,
    metadata: {},
    memory: 1e9,
    onWarning: () => expect.fail("nothing is to be warned of"),
  };
  const [source, target] = await Promise.all([from, to].map((root) => ActivationCache.open({ ...options, root })));
  if (source === undefined || target === undefined) throw new Error("no caches");
  for (const name of readdirSync(path.join(from, key))) {
    const { rows } = openShard(path.join(from, key, name), name, widths);
    const keys = new Uint8Array(rows.keys.slice(0, 4).buffer);
    const states = new Float32Array(widths.reduce((sum, width) => sum + width, 0));
    let start = 0;
    for (const [layer, width] of widths.entries()) {
      await source.readLayer(layer, source.lookup(keys), states.subarray(start, start + width));
      start += width;
    }
    await target.append(keys, states, rows.tokens.slice(0, 1), rows.truncated.slice(0, 1));
  }
  await Promise.all([source.close(), target.close()]);
}

describe("the tokens of a file", { timeout: 60_000 }, () => {
  it("are points of their own: each with its record, its text and its range", async () => {
    const params = tokenParams("a.jsonl", lines);
    const result = await engine.visualize(params, signal);
    expect(result).toMatchObject({ outcome: "complete", records: 9, computed: 6, distinct: 6 });
    expect(pictures.at(-1)).toMatchObject({ points: 9, drawn: 9 });
    const { tokens, records } = datasets.at(-1) ?? {};
    expect(records).toBe(4);
    expect(tokens?.recordOf).toEqual(Uint32Array.of(0, 0, 0, 1, 1, 2, 2, 2, 3));
    const source = lines.split("\n");
    const found = Array.from({ length: 9 }, (_, point) => {
      const [line = 0, start, , end] = tokens?.ranges.subarray(4 * point, 4 * point + 4) ?? [];
      return source[line]?.slice(start, end);
    });
    expect(found).toEqual(["w1", "w2", "w3", "w4", "w5", "w1", "w2", "w3", "w6"]);
    const details = await engine.details({ run: result.run, point: 6 }, signal);
    expect(details.text).toBe("w2");
    const { near } = known(details);
    // The same token of the same text has the same state.
    expect([near.points[0], near.distances[0]]).toEqual([1, 0]);
  });

  it("are cached apart from the records, and computed again only where a text is new", async () => {
    await engine.visualize(tokenParams("cached.jsonl", lines), signal);
    const picture = pictures.at(-1);
    const again = await engine.visualize(tokenParams("cached.jsonl", lines), signal);
    expect(again).toMatchObject({ computed: 0, cached: 9 });
    expect(pictures.at(-1)?.coordinates).toEqual(picture?.coordinates);
    const longer = await engine.visualize(tokenParams("cached.jsonl", `${lines}\n{"text": "w9 w1"}`), signal);
    expect(longer).toMatchObject({ records: 11, computed: 2, cached: 9 });
  });

  it("are computed where only some of a text's were kept", async () => {
    const params = tokenParams("some.jsonl", lines);
    const whole = { folder: path.join(folder, "whole"), limit: 1e9 };
    const { widths, run } = await engine.visualize({ ...params, cache: whole }, signal);
    const picture = pictures.at(-1);
    await engine.closeDocument(params.document);
    const some = { folder: path.join(folder, "some"), limit: 1e9 };
    await copyFirstRows(whole.folder, some.folder, widths);
    const again = await engine.visualize({ ...params, run: `${run} again`, cache: some }, signal);
    expect(again).toMatchObject({ outcome: "complete", records: 9, distinct: 6 });
    expect(again.computed).toBeLessThan(6);
    expect(pictures.at(-1)?.coordinates).toEqual(picture?.coordinates);
  });

  it("leave out a text that cannot be read, and say so", async () => {
    const params = tokenParams("beyond.jsonl", `${lines}\n{"text":"w2 w39 w3"}`);
    const file = path.join(folder, "toy", "tokenizer.json");
    writeFileSync(file, readFileSync(file, "utf8").replace('"w39":42', '"w39":5000'));
    const result = await engine.visualize(params, signal);
    expect(result).toMatchObject({ outcome: "complete", records: 9, problemCount: 1 });
    expect(result.problems).toMatchObject([{ line: 4, start: 9, end: 18, kind: "tokenUnknown" }]);
  });

  it("are exported with their ranges, and drawn again from the file of states", async () => {
    const { run } = await engine.visualize(tokenParams("out.jsonl", lines), signal);
    const home = path.join(folder, "out");
    mkdirSync(home);
    const input = await engine.exportInput(run, "out", { script: "", style: "" }, signal);
    for (const exporter of exporters) await exporter.write(path.join(home, exporter.fileName), input);
    const rows = readFileSync(path.join(home, RECORDS_FILE), "utf8").trim().split("\n");
    expect(rows.map((row) => JSON.parse(row) as object).at(4)).toMatchObject({
      ...{ id: 4, record: 1, offsets: [3, 5], line: 2, text: "w5", label: "label 1" },
      range: { start: { line: 1, character: 12 }, end: { line: 1, character: 14 } },
    });
    const drawn = pictures.at(-1);
    const params = paramsFor(path.join(home, RECORDS_FILE), path.join(home, "pictures"));
    const states = { kind: "bundle" as const, path: path.join(home, "states.safetensors") };
    expect(await engine.visualize({ ...params, reading: bundleReading, states }, signal)).toMatchObject({ records: 9 });
    expect(pictures.at(-1)?.coordinates).toEqual(drawn?.coordinates);
  });
});
