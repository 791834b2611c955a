import path from "node:path";
import { describe, expect, it } from "vitest";
import { closeTap, planTap } from "../../../src/model/tap/tapPlan.ts";
import { allTapRules, type TapRule, tapRules, type TapRules } from "../../../src/model/tap/tapRules.ts";
import { tempFolder, write } from "../tempFolder.ts";
import { truthOf, unpack } from "../zoo.ts";
import { ruleGraphs } from "./ruleGraphs.ts";

const folder = tempFolder();

const without = (name: string): TapRules => new Set([...allTapRules].filter((rule) => rule !== name));

/** Where the layers of a file are, or why they are nowhere. */
function layersOf(file: string, layerCounts: readonly number[], rules: TapRules): unknown {
  try {
    const plan = planTap(file, layerCounts, rules);
    closeTap(plan);
    const { stream, declaredOutputs } = plan;
    return declaredOutputs ?? [stream.hidden, stream.rawLast];
  } catch (error) {
    return String(error);
  }
}

const inZoo: readonly TapRule[] = tapRules.filter(({ fixture }) => fixture.startsWith("zoo/"));
const byHand: readonly TapRule[] = tapRules.filter(({ fixture }) => fixture.startsWith("ruleGraphs/"));

describe("every rule of the tap is needed:", () => {
  it.each(inZoo)("$name, by the exported $fixture", ({ name, fixture }) => {
    const export_ = path.posix.basename(fixture);
    const file = unpack(folder, export_);
    const { layers } = truthOf(export_);
    // The layers of all rules are compared with PyTorch's states, file by file, in stateSession.test.ts.
    const right = layersOf(file, [layers], allTapRules);
    const isWrong = (layerCounts: readonly number[]) =>
      JSON.stringify(layersOf(file, layerCounts, without(name))) !== JSON.stringify(right);
    // What the structure has to tell where the configuration does not say the number of layers.
    expect(layersOf(file, [], allTapRules)).toEqual(right);
    expect(isWrong([layers]) || isWrong([])).toBe(true);
  });

  it.each(byHand)("$name, by a small graph", ({ name, fixture }) => {
    const graph = ruleGraphs[path.posix.basename(fixture)];
    const file = write(folder, "small.onnx", graph?.bytes ?? "");
    const layersBy = (rules: TapRules) => layersOf(file, graph?.layerCounts ?? [], rules);
    expect(layersBy(allTapRules)).toEqual([graph?.hidden, expect.anything()]);
    expect(layersBy(without(name))).not.toEqual([graph?.hidden, expect.anything()]);
  });

  it("each small graph belongs to one", () => {
    expect(Object.keys(ruleGraphs).toSorted()).toEqual(byHand.map(({ name }) => name).toSorted());
  });
});
