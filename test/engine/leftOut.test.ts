import { readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import { exporters } from "../../src/export/index.ts";
import type { VisualizeParams } from "../../src/protocol/engine.ts";
import { neverAborted } from "../../src/numeric/work.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { EngineProcess, known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

let folder = "";
let engine: EngineProcess;
let model = "";

beforeAll(() => {
  folder = scratchFolder();
  model = toyFolder(path.join(folder, "toy"));
  const tokenizer = readFileSync(path.join(model, "tokenizer.json"), "utf8");
  writeText(model, "tokenizer.json", tokenizer.replace('"w39":42', '"w39":5000'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => (engine = new EngineProcess()));
afterEach(() => engine.end());

/** 60 records, two of them with a token that the model has no embedding for. */
function records(bad: readonly number[] = [20, 41]): string {
  const rows = Array.from({ length: 60 }, (_, i) => ({
    text: bad.includes(i) ? "w1 w39" : `w${i % 39} w${(7 * i) % 39}`,
  }));
  return rows.map((row) => JSON.stringify(row)).join("\n");
}

function params(file: string): VisualizeParams {
  return paramsFor(file, path.join(folder, path.basename(file, ".jsonl")), { model: { model, pooling: "auto" } });
}

const reason = "its token w39 has the id 5000, and the model knows only the tokens 0 to 49";
const problem = (line: number) => ({ line, start: 9, end: 15, kind: "tokenUnknown", reason });

describe("records that the model fails at", { timeout: 60_000 }, () => {
  it("are problems with their place, the others are drawn, and so again from the cache", async () => {
    const file = writeText(folder, "two.jsonl", records());
    const cold = await engine.visualize(params(file));
    const expected = { outcome: "complete", records: 60, problems: [problem(20), problem(41)], problemCount: 2 };
    expect(cold).toMatchObject(expected);
    const { coordinates } = engine.lastPicture;
    const undrawn = Array.from({ length: 60 }, (_, i) => i).filter((i) => Number.isNaN(coordinates[2 * i]));
    expect(undrawn).toEqual([20, 41]);
    expect(engine.lastPicture.drawn).toBe(58);
    expect(engine.progress.filter(({ stage }) => stage === "run").at(-1)).toMatchObject({ done: 60, total: 60 });

    const warm = await engine.visualize(params(file));
    expect(warm).toMatchObject({ ...expected, computed: 0, cached: 58 });
    expect(engine.lastPicture.coordinates).toEqual(coordinates);
    const details = await engine.details(20);
    expect(details).toMatchObject({ text: "w1 w39", tokens: undefined });
    const near = await engine.details(30);
    expect(known(near).near.points).not.toContain(20);
  });

  it("do not move the others when they are mended", async () => {
    const file = writeText(folder, "mended.jsonl", records());
    await engine.visualize(params(file));
    const { coordinates } = engine.lastPicture;
    writeText(folder, "mended.jsonl", records([41]));
    expect(await engine.visualize(params(file))).toMatchObject({ outcome: "complete", problems: [problem(41)] });
    const now = engine.lastPicture.coordinates;
    for (const record of [0, 19, 21, 40, 59]) expect(now[2 * record]).toBe(coordinates[2 * record]);
    expect(now[2 * 20]).not.toBeNaN();
  });

  it("are a failure where they are all, and never cancelled", async () => {
    const file = writeText(folder, "all.jsonl", records(Array.from({ length: 60 }, (_, i) => i)));
    expect(await engine.failure(params(file))).toMatchObject({ code: "everyTextFailed", detail: { reason } });
  });

  it("have no place in what is exported of the others", async () => {
    const file = writeText(folder, "exported.jsonl", records());
    const nothing = () => undefined;
    const listener = {
      ...{ datasetRead: nothing, progressed: nothing, downloadProgressed: nothing, pictureDrawn: nothing },
      taskProgressed: nothing,
      warned: () => expect.fail("nothing is to be warned of"),
    };
    const inside = new Engine({ probe: "", listener });
    const signal = new AbortController().signal;
    const { run } = await inside.visualize(params(file), signal);
    const input = await inside.exportInput(run, "exported.jsonl", { script: "", style: "" }, neverAborted);
    const { results, tokens, picture } = input.page;
    const { near, moved } = known({ results });
    const layers = picture.layers.length;
    expect(moved.length).toBe(60 * layers);
    expect(Number.isNaN(moved[20])).toBe(true);
    expect(moved[21]).toBe(0);
    expect([tokens?.[20], tokens?.[21]]).toEqual([0, 4]);
    const details = await inside.details({ run, point: 59 }, signal);
    for (let layer = 0; layer < layers; layer++) {
      const start = (layer * 60 + 59) * near.count;
      const own = known(details).near.points.slice(layer * near.count, (layer + 1) * near.count);
      expect(near.points.slice(start, start + near.count)).toEqual(own);
    }
    const place = path.join(folder, "exported");
    for (const exporter of exporters) await exporter.write(`${place}.${exporter.id}`, input);
    const bytes = readFileSync(`${place}.states`);
    const start = 8 + Number(bytes.readBigUInt64LE(0));
    const first = (record: number) => bytes.readFloatLE(start + 4 * 8 * record);
    expect(Number.isNaN(first(20))).toBe(true);
    expect(Number.isNaN(first(41))).toBe(true);
    const states = await input.states.read(0, 59, 60);
    expect(first(59)).toBe(states[0]);
    expect(states.every(Number.isFinite)).toBe(true);
    await inside.dispose();
  });
});
