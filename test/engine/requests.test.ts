import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exporterInfos } from "../../src/engine/exporting.ts";
import * as protocol from "../../src/protocol/engine.ts";
import { failureOfReply, type Failure } from "../../src/protocol/errors.ts";
import { exportRun, exportTask, listExporters, type ExportParams } from "../../src/protocol/exporting.ts";
import { listPrompts } from "../../src/protocol/models.ts";
import { wholeTexts } from "../../src/protocol/wholeTexts.ts";
import { readTensors } from "../fixtures/safetensors.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { bundledModel, EngineProcess, noPlaces, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

/** Words of the toy model; the last record's text is on two lines. */
const texts = Array.from({ length: 30 }, (_, i) => `w${i % 40} w${(7 * i + 3) % 40} w${(3 * i + 1) % 40}`);
const lines = [...texts, "w5\nw6"].map((text, i) => JSON.stringify({ text, label: i % 2 === 0 ? "even" : "odd" }));
const RECORDS = lines.length;

let folder = "";
let engine: EngineProcess;
let run = "";
const model = () => ({ model: toyFolder(path.join(folder, "toy")), pooling: "mean" });

async function failureOf(work: Promise<unknown>): Promise<Failure> {
  return work.then(
    () => expect.fail("it did not fail"),
    (error: unknown) => failureOfReply(error),
  );
}

function written(exporter: string, more: Partial<ExportParams> = {}): Promise<string> {
  const file = path.join(folder, "out", `${exporter}.file`);
  const params = { run, exporter, path: file, file: "a.jsonl", withTexts: true, ...more };
  return engine.connection.sendRequest(exportRun, params).then(() => params.path);
}

describe("what is asked of the engine's process", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = scratchFolder();
    engine = new EngineProcess();
    const file = writeText(folder, "a.jsonl", lines.join("\n"));
    ({ run } = await engine.visualize(paramsFor(file, folder, { model: model() })));
  });
  afterAll(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("whole texts, in the order they are asked for", async () => {
    const ask = (points: readonly number[], of = run) => engine.connection.sendRequest(wholeTexts, { run: of, points });
    expect(await ask([RECORDS - 1, 0, 7, 0])).toEqual(["w5\nw6", texts[0], texts[7], texts[0]]);
    expect(await ask([])).toEqual([]);
    expect(await failureOf(ask([RECORDS]))).toMatchObject({ code: "recordUnknown" });
    expect(await failureOf(ask([0], "no run"))).toMatchObject({ code: "runUnknown" });
  });

  it("every export there is, each written with its progress; of a part of the points where it can be", async () => {
    const infos = await engine.connection.sendRequest(listExporters, null);
    expect(infos).toEqual(exporterInfos);
    for (const { id, ofSelection } of infos) {
      engine.taskProgress.length = 0;
      const all = readFileSync(await written(id));
      expect(all.length, id).toBeGreaterThan(100);
      const told = engine.taskProgress.filter(({ task }) => task === exportTask(id));
      expect(told.every((each) => each.run === run && each.done >= 0 && each.done <= 1)).toBe(true);
      const part = readFileSync(await written(id, { points: Uint32Array.of(3, 4) }));
      if (ofSelection) expect(part.length, id).toBeLessThan(all.length);
      else expect(part.length, id).toBe(all.length);
      if (id === "page") expect(all.toString()).toContain("<script");
    }
    const rows = readFileSync(await written("rows", { points: Uint32Array.of(3, 4) }), "utf8");
    expect(
      rows
        .trimEnd()
        .split("\n")
        .map((line) => (JSON.parse(line) as { id: number }).id),
    ).toEqual([3, 4]);
    expect(readFileSync(await written("rows", { withTexts: false }), "utf8")).not.toContain(texts[4]);
  });

  it("exports that cannot be: of no kind, of no run, to no place, each with the reason", async () => {
    expect(await failureOf(written("pdf"))).toMatchObject({ code: "optionUnknown", detail: { value: "pdf" } });
    expect(await failureOf(written("rows", { run: "no run" }))).toMatchObject({ code: "runUnknown" });
    const inFile = path.join(writeText(folder, "no-folder", ""), "rows.jsonl");
    expect(await failureOf(written("rows", { path: inFile }))).toMatchObject({ code: "outputNotWritable" });
    expect(existsSync(inFile)).toBe(false);
  });

  it("how far the means of two sets of points are apart: as far as those of the exported states", async () => {
    const sets = { one: Uint32Array.of(0, 3, 9, 30), other: Uint32Array.of(1, 4, 29) };
    const task = { id: "meansApart", values: {} };
    const result = await engine.connection.sendRequest(protocol.runTask, { run, task, sets });
    if (result.kind !== "perLayer") throw new Error(result.kind);
    const tensors = readTensors(await written("states"));
    const layers = engine.lastPicture.layers.length;
    for (let layer = 0; layer < layers; layer++) {
      const { shape, values } = tensors.get(`layer.${layer}`) ?? expect.fail(`no layer ${layer}`);
      const width = shape[1] ?? 0;
      const mean = (points: Uint32Array) =>
        Array.from(
          { length: width },
          (_, i) => [...points].reduce((sum, point) => sum + (values[point * width + i] ?? NaN), 0) / points.length,
        );
      const [a, b] = [mean(sets.one), mean(sets.other)];
      const dot = (x: readonly number[], y: readonly number[]) =>
        x.reduce((sum, value, i) => sum + value * (y[i] ?? NaN), 0);
      const apart = Math.sqrt(a.reduce((sum, value, i) => sum + (value - (b[i] ?? NaN)) ** 2, 0));
      const cosine = 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
      const said = (id: string) => result.series.find((series) => series.id === id)?.values[layer] ?? NaN;
      expect(said("euclidean")).toBeCloseTo(apart, 4);
      expect(said("cosine")).toBeCloseTo(cosine, 5);
    }
    // The other way round it is as far, and an empty set is nowhere.
    const back = { one: sets.other, other: sets.one };
    expect(await engine.connection.sendRequest(protocol.runTask, { run, task, sets: back })).toEqual(result);
    const none = await engine.connection.sendRequest(protocol.runTask, {
      run,
      task,
      sets: { ...sets, one: new Uint32Array() },
    });
    if (none.kind !== "perLayer") throw new Error(none.kind);
    expect([...(none.series[0]?.values ?? [])]).toEqual(Array.from({ length: layers }, () => NaN));
  });

  it("the prompts of a model", async () => {
    const ask = (of: string) => engine.connection.sendRequest(listPrompts, { model: of, places: noPlaces });
    expect(await ask(bundledModel)).toEqual({});
    const home = toyFolder(path.join(folder, "prompted"));
    writeFileSync(
      path.join(home, "config_sentence_transformers.json"),
      JSON.stringify({ prompts: { query: "q: ", passage: "p: " } }),
    );
    expect(await ask(home)).toEqual({ query: "q: ", passage: "p: " });
    expect(await failureOf(ask(path.join(folder, "none")))).toMatchObject({
      code: expect.stringMatching(/^model/) as string,
    });
  });

  it("several files as one, and lines of one of them: each record has its own file, text and place", async () => {
    const words = writeText(folder, "words.txt", "w1 w2\n\nw3\nw4 w5\nw6");
    const source: protocol.Source = {
      kind: "files",
      path: "two",
      files: [
        { name: "a.jsonl", source: { kind: "file", path: path.join(folder, "a.jsonl") } },
        {
          name: "words.txt",
          source: { kind: "file", path: words, records: { kind: "lines", lines: Uint32Array.of(2, 3) } },
        },
      ],
    };
    const params = { ...paramsFor("two", folder, { model: model() }), source };
    expect(await engine.visualize(params)).toMatchObject({ records: RECORDS + 2, computed: 2 });
    const dataset = engine.datasets.at(-1);
    expect(dataset?.run).toBe(params.run);
    expect([...(dataset?.fileOf ?? [])]).toEqual([...Array.from({ length: RECORDS }, () => 0), 1, 1]);
    const asked = { run: params.run, points: [0, RECORDS, RECORDS + 1] };
    expect(await engine.connection.sendRequest(wholeTexts, asked)).toEqual([texts[0], "w3", "w4 w5"]);
    expect([...(dataset?.ranges.subarray(4 * RECORDS) ?? [])]).toEqual([2, 0, 2, 2, 3, 0, 3, 5]);
    await engine.connection.sendRequest(protocol.closeDocument, { document: "two" });
    expect(await failureOf(engine.connection.sendRequest(wholeTexts, asked))).toMatchObject({ code: "runUnknown" });
  });

  it("the size of the cache, and an empty one", async () => {
    const cache = path.join(folder, "cache");
    const size = () => engine.connection.sendRequest(protocol.cacheSize, { folder: cache });
    expect((await size()).bytes).toBeGreaterThan(0);
    await engine.connection.sendRequest(protocol.clearCache, { folder: cache });
    expect(await size()).toMatchObject({ bytes: 0 });
    // What is drawn is still there.
    expect(await engine.connection.sendRequest(wholeTexts, { run, points: [1] })).toEqual([texts[1]]);
  });
});
