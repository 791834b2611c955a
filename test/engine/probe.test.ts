import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { failureOfReply } from "../../src/protocol/errors.ts";
import { probeText, type Probe } from "../../src/protocol/finding.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { bundledModel, EngineProcess, known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const texts = [
  "The orchestra played a symphony in the old hall.",
  "Her new album mixes jazz and electronic music.",
  "The striker scored twice in the final match.",
  "The goalkeeper saved a penalty in the last minute.",
  "Bake the bread until the crust is golden.",
  "Stir the soup and add a pinch of salt.",
];
const typed = "A violinist tuned her instrument before the concert.";

let folder = "";
let engine: EngineProcess;
let cached = 0;

async function draw(lines: readonly string[], more: Parameters<typeof paramsFor>[2] = {}): Promise<string> {
  const file = writeText(folder, "typed.txt", lines.join("\n"));
  const params = paramsFor(file, folder, more);
  const { cached: borrowed } = await engine.visualize(params);
  cached = borrowed;
  return params.run;
}

function probe(run: string, text: string, k = 3, metric = "cosine"): Promise<Probe> {
  return engine.connection.sendRequest(probeText, { run, text, values: { k, metric } });
}

/** Where a point of the last picture is drawn, `[layers × dimensions]`. */
function coordinatesOf(point: number): number[] {
  const { coordinates, points, layers, dimensions } = engine.lastPicture;
  return layers.flatMap((_, layer) => {
    const at = (layer * points + point) * dimensions;
    return [...coordinates.subarray(at, at + dimensions)];
  });
}

describe("a typed text among the points of a run", { timeout: 120_000 }, () => {
  beforeAll(() => {
    folder = scratchFolder();
    engine = new EngineProcess();
  });
  afterAll(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("that is a record stands where that record is drawn, and is its own nearest", async () => {
    const run = await draw(texts);
    const { coordinates, near, tokens, truncated } = await probe(run, texts[2] ?? "");
    const expected = coordinatesOf(2);
    expect(coordinates).toHaveLength(expected.length);
    expected.forEach((value, i) => expect(coordinates?.[i]).toBeCloseTo(value, 3));
    expect(near.count).toBe(3);
    for (let layer = 0; layer < engine.lastPicture.layers.length; layer++) {
      expect(near.points[3 * layer]).toBe(2);
      expect(near.distances[3 * layer]).toBeLessThan(1e-6);
    }
    expect({ tokens, truncated }).toEqual({ tokens: (await engine.details(2)).tokens, truncated: false });
  });

  it("that is none has the numbers it gets as a line of the file", async () => {
    const run = await draw(texts);
    const asked = await probe(run, typed, 6);
    // One of seven is less than a fifth: the picture stays as it is and the new line is placed in it.
    await draw([...texts, typed]);
    // What was typed was not kept: the line was computed.
    expect(cached).toBe(texts.length);
    const expected = coordinatesOf(6);
    expected.forEach((value, i) => expect(Math.abs((asked.coordinates?.[i] ?? NaN) - value)).toBeLessThan(1e-3));
    const { near } = known(await engine.details(6));
    expect([...asked.near.points]).toEqual([...near.points]);
    near.distances.forEach((distance, i) => expect(asked.near.distances[i]).toBeCloseTo(distance, 3));
    expect(asked.tokens).toBe((await engine.details(6)).tokens);
  });

  it("has nearest points by any distance", async () => {
    const run = await draw(texts);
    const { near } = await probe(run, texts[1] ?? "", 2, "euclidean");
    expect(near.points[0]).toBe(1);
    expect(near.distances[0]).toBeLessThan(1e-3);
    expect(near.distances[1]).toBeGreaterThan(0.01);
    const wrong = await probe(run, typed, 2, "guessed").catch((error: unknown) => failureOfReply(error));
    expect(wrong).toMatchObject({ code: "optionUnknown" });
  });

  it("is cut where the model reads no more", async () => {
    const model = { model: bundledModel, pooling: "auto" as const, maxTokens: 8 };
    const run = await draw(texts, { model });
    expect(await probe(run, typed)).toMatchObject({ tokens: 8, truncated: true });
    expect(await probe(run, "short")).toMatchObject({ truncated: false });
  });

  it("is refused in words where points are tokens, and where the run is gone", async () => {
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "auto" as const };
    const file = writeText(folder, "tokens.txt", "w1 w2\nw3 w4");
    const params = paramsFor(file, folder, { model });
    if (params.states.kind !== "model") throw new Error("a model was asked for");
    await engine.visualize({ ...params, states: { ...params.states, points: "tokens" } });
    const refused = await probe(params.run, "w5").catch((error: unknown) => failureOfReply(error));
    expect(refused).toEqual({ code: "probeRefused", detail: { why: "tokens" } });
    const gone = await probe("gone", "w5").catch((error: unknown) => failureOfReply(error));
    expect(gone).toMatchObject({ code: "runUnknown" });
  });
});
