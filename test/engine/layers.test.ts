import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Picture, RunResult, VisualizeParams } from "../../src/protocol/engine.ts";
import { type LayerChoice, showLayers } from "../../src/protocol/models.ts";
import { bundledModel, EngineProcess, known, noPlaces, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

let folder = "";
let engine: EngineProcess;
beforeAll(() => (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
afterEach(() => engine.end());

const block = (part: string) => `/model/encoder/layer.2/${part}`;
const attention = block("attention/output/dense/Add_output_0");
const activation = block("intermediate/intermediate_act_fn/Mul_1_output_0");
const lines = Array.from({ length: 40 }, (_, i) => `record ${i} of ${["rivers", "banks", "money"][i % 3] ?? ""}`);

/** A file of its own with a cache of its own. */
function place(name: string): { file: string; home: string } {
  const home = path.join(folder, name);
  mkdirSync(home, { recursive: true });
  return { file: writeText(home, "records.txt", lines.join("\n")), home };
}

function chosen({ file, home }: { file: string; home: string }, layers: LayerChoice): VisualizeParams {
  return paramsFor(file, home, { model: { model: bundledModel, pooling: "auto", layers } });
}

describe("chosen layers in the engine's process", { timeout: 60_000 }, () => {
  const extra = [{ tensor: attention }, { tensor: activation, pooling: "max" }];
  const choice: LayerChoice = { subset: "1,2,3,last", pooling: { last: "flatten:2" }, extra };
  const names = ["1", "2", "3 attention output", "3 mlp activation", "3", "6"];

  it("are computed once and drawn the same from the cache by another process", async () => {
    const at = place("extras");
    const results: RunResult[] = [];
    const pictures: Picture[] = [];
    for (let run = 0; run < 2; run++) {
      engine = new EngineProcess();
      results.push(await engine.visualize(chosen(at, choice)));
      pictures.push(engine.lastPicture);
      if (run === 0) await engine.end();
    }
    expect(results[0]).toMatchObject({ computed: 40, cached: 0, layers: names });
    expect(results[0]?.widths).toEqual([384, 384, 384, 1536, 384, 768]);
    expect(results[1]).toMatchObject({ computed: 0, cached: 40, layers: names, widths: results[0]?.widths });
    // The model was not even opened.
    expect(results[1]?.sessionSeconds).toBe(0);
    expect(engine.lastPicture).toEqual({ ...(pictures[0] as Picture), run: results[1]?.run });
    expect(engine.lastPicture.coordinates.every(Number.isFinite)).toBe(true);

    const details = await engine.details(7);
    const movement = Array.from(known(details).moved, (distance) =>
      Number.isNaN(distance) ? "gap" : distance > 0 ? "moved" : 0,
    );
    expect(movement).toEqual([0, "moved", "gap", "gap", "gap", "gap"]);
    expect(known(details).near.points.length).toBe(names.length * 10);
  });

  it("are read from the cache of all layers where that has them", async () => {
    const at = place("subset");
    engine = new EngineProcess();
    const whole = await engine.visualize(paramsFor(at.file, at.home));
    const picture = engine.lastPicture;
    const part = await engine.visualize(chosen(at, { subset: "0-2" }));
    expect(whole).toMatchObject({ computed: 40 });
    expect(part).toMatchObject({ computed: 0, cached: 40, layers: ["embedding", "1", "2"], widths: [384, 384, 384] });
    expect(engine.lastPicture.explained).toEqual(picture.explained?.slice(0, 6));
    expect(engine.lastPicture.coordinates).toEqual(picture.coordinates.slice(0, 3 * 40 * 2));
    // And kept by themselves: without the others they are still there.
    await engine.end();
    engine = new EngineProcess();
    writeText(at.home, "records.txt", [...lines, "one more"].join("\n"));
    expect(await engine.visualize(chosen(at, { subset: "embedding-2" }))).toMatchObject({ computed: 1, cached: 40 });
    // Other states of the same layers are others.
    expect(await engine.visualize(chosen(at, { subset: "0-2", pooling: { "1": "cls" } }))).toMatchObject({
      computed: 41,
    });
  });

  it("may be one, and very wide", async () => {
    const at = place("wide");
    engine = new EngineProcess();
    const result = await engine.visualize(chosen(at, { subset: "last", pooling: { last: "flatten:64" } }));
    expect(result).toMatchObject({ computed: 40, layers: ["6"], widths: [64 * 384] });
    expect(engine.lastPicture.coordinates.every(Number.isFinite)).toBe(true);
  });

  it.each<[string, LayerChoice, object]>([
    ["a layer", { subset: "7" }, { code: "layerUnknown", detail: { layer: "7", layers: "embedding, 1 … 6" } }],
    ["a tensor", { extra: [{ tensor: "nothing" }] }, { code: "tensorUnknown" }],
    [
      "a tensor without tokens",
      { extra: [{ tensor: block("attention/self/MatMul_output_0") }] },
      { code: "tensorUnknown" },
    ],
    ["a module where none may run", { pooling: { "1": "./pool.mjs" } }, { code: "poolingModule" }],
  ])("say which %s is wrong", async (_, layers, failure) => {
    engine = new EngineProcess();
    expect(await engine.failure(chosen(place("wrong"), layers))).toMatchObject(failure);
  });

  it("are listed with every other tensor", async () => {
    engine = new EngineProcess();
    const params = { model: { model: bundledModel, pooling: "auto", layers: { subset: "99" } }, places: noPlaces };
    const table = await engine.connection.sendRequest(showLayers, params);
    expect(table.layers.map(({ layer }) => layer)).toEqual(["embedding", "1", "2", "3", "4", "5", "6"]);
    // BERT's own arithmetic: 4 products with biases, the inner two, two norms; the pooler is not part of any layer.
    const [hidden, inner] = [384, 1536];
    const perBlock = 4 * (hidden * hidden + hidden) + 2 * hidden * inner + inner + hidden + 4 * hidden;
    for (const row of table.layers.slice(1)) expect(row.parameters).toBeGreaterThanOrEqual(perBlock);
    for (const row of table.layers.slice(1)) expect(row.parameters / perBlock).toBeLessThan(1.001);
    expect(table.layers[3]).toMatchObject({
      name: "3",
      operator: "LayerNormalization",
      shape: ["batch", "tokens", 384],
      node: "/model/encoder/layer.2/output/LayerNorm/LayerNormalization",
    });
    expect(table.others.find(({ tensor }) => tensor === activation)).toMatchObject({
      layer: undefined,
      name: "3 mlp activation",
      shape: ["batch", "tokens", 1536],
    });
    expect(table.others.find(({ tensor }) => tensor === attention)?.name).toBe("3 attention output");
    const positions = table.others.map(({ position }) => position);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });
});

describe("a pooling module", { timeout: 60_000 }, () => {
  const withModule = (name: string, source: string) => {
    const at = place(name);
    writeText(at.home, "pool.mjs", source);
    return { at, params: chosen(at, { pooling: { "2": "./pool.mjs" }, moduleFolder: at.home }) };
  };
  const firstTwo = (scale: number) =>
    `export default (states, { tokens, width }) => [${scale} * states[0], states[(tokens - 1) * width], tokens];`;

  it("pools its layer, is kept, and pools anew when it was edited", async () => {
    const { at, params } = withModule("module", firstTwo(1));
    engine = new EngineProcess();
    expect(await engine.visualize(params)).toMatchObject({ computed: 40, widths: [384, 384, 3, 384, 384, 384, 384] });
    expect(await engine.visualize(params)).toMatchObject({ computed: 0, cached: 40 });
    writeText(at.home, "pool.mjs", firstTwo(2));
    expect(await engine.visualize(params)).toMatchObject({ computed: 40, cached: 0 });
    writeText(at.home, "pool.mjs", firstTwo(1));
    expect(await engine.visualize(params)).toMatchObject({ computed: 0, cached: 40 });
  });

  it.each([
    ["throws", 'export default () => { throw new Error("too hot"); };', /too hot/],
    ["returns no number", "export default (s) => [1, s[0], NaN];", /NaN at place 2/],
    ["returns another length", "export default (s, { tokens }) => new Float32Array(tokens);", /numbers for one text/],
    ["returns nothing", "export default () => undefined;", /no array of numbers/],
    ["returns an empty array", "export default () => [];", /empty array/],
    ["has no default export", "export const pool = 1;", /no function/],
    ["cannot be read as a module", "export default (;", /pool\.mjs|Unexpected/],
  ])("that %s is named with its file and reason", async (name, source, reason) => {
    const { at, params } = withModule(name, source);
    engine = new EngineProcess();
    const failure = await engine.failure(params);
    expect(failure).toMatchObject({ code: "poolingModule", detail: { path: path.join(at.home, "pool.mjs") } });
    expect((failure.detail as { reason: string }).reason).toMatch(reason);
  });

  it("that fails in the middle of a run is named too", async () => {
    const { params } = withModule("later", "export default (s, { tokens }) => tokens > 5 ? [NaN] : [1];");
    engine = new EngineProcess();
    expect(await engine.failure(params)).toMatchObject({ code: "poolingModule" });
  });

  it.each(["../outside.mjs", "./link.mjs"])("outside its folder is refused: %s", async (name) => {
    const at = place("inside");
    const outside = writeText(folder, "outside.mjs", firstTwo(1));
    rmSync(path.join(at.home, "link.mjs"), { force: true });
    symlinkSync(outside, path.join(at.home, "link.mjs"));
    engine = new EngineProcess();
    const failure = await engine.failure(chosen(at, { pooling: { "1": name }, moduleFolder: at.home }));
    expect(failure).toMatchObject({ code: "poolingModule" });
    expect(JSON.stringify(failure)).toContain("not inside");
  });
});
