import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { NO_LABEL } from "../../src/protocol/engine.ts";
import { failureOfReply, type Failure } from "../../src/protocol/errors.ts";
import { pointValues, type PointValues, type ValuesParams } from "../../src/protocol/pointValues.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { EngineProcess, known, paramsFor, scratchFolder, writeText } from "./engineProcess.ts";

const records = Array.from({ length: 60 }, (_, i) => ({
  text: `w${i % 7} w${(i * 3) % 11}${i === 5 ? " 😀" : ""}`,
  label: i % 2 === 0 ? "even" : "odd",
  note: i === 3 ? undefined : i < 30 ? `n${i % 3}` : `rare ${i}`,
  score: i / 4,
}));

let folder = "";
let engine: EngineProcess;
let run = "";

function ask(source: object): Promise<PointValues | Failure> {
  const params = { run, ...source } as ValuesParams;
  return engine.connection.sendRequest(pointValues, params).catch((error: unknown) => failureOfReply(error));
}

async function numbersOf(source: object): Promise<readonly number[]> {
  const values = await ask(source);
  if (!("kind" in values) || values.kind !== "numbers") throw new Error(JSON.stringify(values));
  return [...values.values];
}

describe("values of points, asked of the engine", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = scratchFolder();
    engine = new EngineProcess();
    const file = writeText(folder, "a.jsonl", records.map((record) => JSON.stringify(record)).join("\n"));
    const model = { model: toyFolder(path.join(folder, "toy")), pooling: "auto" as const };
    const params = paramsFor(file, folder, { model });
    run = params.run;
    await engine.visualize(params);
  }, 60_000);

  afterAll(async () => {
    await engine.end();
    rmSync(folder, { recursive: true, force: true });
  });

  it("a field of numbers gives numbers", async () => {
    expect(await numbersOf({ field: "score" })).toEqual(records.map(({ score }) => score));
  });

  it("a field of many words gives the nineteen most frequent, and counts the others", async () => {
    const values = await ask({ field: "note" });
    if (!("kind" in values) || values.kind !== "categories") throw new Error(JSON.stringify(values));
    expect(values.names).toHaveLength(19);
    expect(values.names.slice(0, 3)).toEqual(["n1", "n2", "n0"]);
    expect(values.others).toBe(33 - 19);
    const expected = records.map(({ note }) => {
      const at = note === undefined ? NO_LABEL : values.names.indexOf(note);
      return at < 0 ? values.names.length : at;
    });
    expect([...values.of]).toEqual(expected);
  });

  it("a field of few words gives all of them", async () => {
    const values = await ask({ field: "label" });
    expect(values).toMatchObject({ kind: "categories", names: ["even", "odd"], others: 0 });
  });

  it("lengths are characters, tokens are what the model read", async () => {
    expect(await numbersOf({ of: "length" })).toEqual(records.map(({ text }) => Array.from(text).length));
    const tokens = await numbersOf({ of: "tokens" });
    const told = await Promise.all([0, 5, 59].map((point) => engine.details(point)));
    expect([0, 5, 59].map((point) => tokens[point])).toEqual(told.map((details) => details.tokens));
  });

  it("similarities are one less the distances that neighbours have", async () => {
    const layer = 1;
    const similarities = await numbersOf({ of: "similarity", point: 4, layer });
    expect(similarities[4]).toBeCloseTo(1, 6);
    const { near } = known(await engine.details(4));
    for (let i = layer * near.count; i < (layer + 1) * near.count; i++)
      expect(similarities[near.points[i] ?? 0]).toBeCloseTo(1 - (near.distances[i] ?? NaN), 6);
  });

  it("what is not there is said", async () => {
    expect(await ask({ field: "nowhere" })).toMatchObject({ code: "fieldMissing", detail: { field: "nowhere" } });
    expect(await ask({ of: "similarity", point: 99, layer: 0 })).toMatchObject({ code: "recordUnknown" });
    expect(await ask({ of: "similarity", point: 0, layer: 9 })).toMatchObject({ code: "optionUnknown" });
    expect(await ask({ run: "gone", field: "label" })).toMatchObject({ code: "runUnknown" });
  });
});
