import path from "node:path";
import { describe, expect, it } from "vitest";
import { modelFeeds } from "../../../src/model/tap/feeds.ts";
import { openStates } from "../../../src/model/tap/stateSession.ts";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { bundledModel, referenceIds, referenceStates, relativeError } from "../bundled.ts";
import { familyTable, type Outcome, outcomeOf, tableInPage, taken } from "../familyTable.ts";
import { measureTap } from "../measureTap.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { toyModel } from "../toyModel.ts";
import { truthOf, unpack, withoutLayers, zoo } from "../zoo.ts";

const folder = tempFolder();

/** What became of each file, for CONTRIBUTING.md. */
const outcomes = new Map<string, Outcome>();

/** Largest relative error allowed; with so few units, 4 bits and static scales leave little but the right neighbour. */
function tolerance(name: string): number {
  if (/int8/.test(name)) return 0.15;
  if (/q4|int4|qdq/.test(name)) return 0.7;
  return name.includes("fp16") ? 5e-3 : 1e-4;
}

describe("hidden states against PyTorch", () => {
  it("has 18 families in every style", () => {
    expect(new Set(zoo.map((name) => name.split(".")[0])).size).toBeGreaterThanOrEqual(18);
    for (const style of [
      "legacy-13",
      "dynamo",
      "fused",
      "ortO2",
      "int8",
      "fp16",
      "q4",
      "qdq",
      "merged",
      "past",
      "genai",
    ])
      expect(zoo.some((name) => name.includes(style))).toBe(true);
  });

  it.each(zoo)("%s", async (name) => {
    const { layers, hidden, raw } = truthOf(name);
    const { errors, nearest } = await measureTap(folder, name, [layers]);
    outcomes.set(name, { name, found: Math.max(...errors) });
    expect(nearest).toEqual(Array.from(hidden.keys()));
    expect(errors.length).toBe(layers + 1 + Number(raw.length > 0));
    for (const error of errors) expect(error).toBeLessThan(tolerance(name));
  });

  it("is as the table in CONTRIBUTING.md has it", { timeout: 60_000 }, async () => {
    for (const name of [...zoo, ...withoutLayers])
      if (!outcomes.has(name)) outcomes.set(name, await outcomeOf(folder, name));
    const measured = taken(await familyTable([...outcomes.values()]));
    const written = taken(tableInPage());
    expect(written.words, "run node test/model/familyTable.ts --write").toBe(measured.words);
    // Rounding, and what a processor's own instructions change.
    for (const [cell, error] of measured.errors.entries())
      expect(Math.abs(Math.log10((written.errors[cell] ?? NaN) / error)), `cell ${cell}`).toBeLessThan(0.5);
  });
});

describe("the bundled model, token by token", () => {
  it.each([0, 1])("text %i as in PyTorch", async (text) => {
    const { shape, data } = referenceStates(`raw.${text}`);
    const [layers = 0, tokens = 0, hidden = 0] = shape;
    const ids = Int32Array.from(referenceIds[text] ?? []);
    const batch = { rows: 1, tokens, ids, lengths: Uint32Array.of(tokens) };
    const plan = planTap(path.join(bundledModel, "onnx", "model.onnx"), [6]);
    const session = await openStates(plan);
    const states = await session.run(modelFeeds(plan.path, session.inputs, batch), batch);
    await session.dispose();
    closeTap(plan);
    expect(ids.length).toBe(tokens);
    for (let layer = 0; layer < layers; layer++) {
      const expected = data.subarray(layer * tokens * hidden, (layer + 1) * tokens * hidden);
      expect(relativeError(states[layer]?.data ?? new Float32Array(), expected)).toBeLessThan(2e-3);
    }
    expect(states[7]?.data).toEqual(states[6]?.data);
  });
});

it("nodes that nothing needed go where what they read goes", async () => {
  // A dead node of the toy reads x1, which the embedding alone does not need.
  const plan = planTap(write(folder, "toy.onnx", toyModel()), [2]);
  const session = await openStates(plan, ["x0"]);
  await session.dispose();
  closeTap(plan);
  expect(session.inputs.map((input) => input.name)).toEqual(["input_ids"]);
});

describe("the tensors", () => {
  const tensorsOf = (name: string, layerCounts: readonly number[]) => {
    const plan = planTap(unpack(folder, name), layerCounts);
    closeTap(plan);
    return plan.stream.hidden;
  };

  it.each(zoo)("of %s are the same where the layer count is unknown", (name) => {
    expect(tensorsOf(name, [])).toEqual(tensorsOf(name, [truthOf(name).layers]));
  });

  const floatFile = (name: string) => name.replace(/\+.*/, "");
  const converted = zoo.filter((name) => /\+(int8|q4|qdq|fp16|ortO2)$/.test(name) && zoo.includes(floatFile(name)));
  it.each(converted)("of %s are those of the float file", (name) => {
    // What stands before a declared output is renamed by some converters.
    const [found, expected] = [tensorsOf(name, [3]), tensorsOf(floatFile(name), [3])];
    expect(found.slice(0, -1)).toEqual(expected.slice(0, -1));
    expect(found.length).toBe(expected.length);
  });
});
