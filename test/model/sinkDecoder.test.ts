import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { dominance } from "../../src/analysis/dominance.ts";
import { Extractor } from "../../src/model/extractor.ts";
import { Algebra } from "../../src/numeric/algebra.ts";
import { fitStack } from "../../src/projection/fitStack.ts";
import { pca } from "../../src/projection/pca.ts";
import { prepared } from "../../src/projection/prepare.ts";
import { resultOf } from "../analysis/analysisInput.ts";
import { arrayStates } from "../numeric/arrayStates.ts";
import { sinkDecoderFolder, SUNK, topicTexts } from "./sinkDecoder.ts";
import { tempFolder } from "./tempFolder.ts";

const folder = tempFolder();
const { texts, topics } = topicTexts(240);
const layers = 5;
const width = 32;
let algebra: Algebra;
let model: string;
beforeAll(() => {
  algebra = new Algebra();
  model = sinkDecoderFolder(path.join(folder, "decoder"));
});
afterAll(() => algebra.dispose());

async function statesBy(pooling: string, of: readonly string[] = texts) {
  const extractor = await Extractor.open({ folder: model, pooling });
  const rows = Array.from({ length: layers }, () => new Float32Array(of.length * width));
  for await (const batch of extractor.extract(of))
    for (const [at, text] of batch.rows.entries())
      for (const [layer, own] of rows.entries()) {
        const from = (at * layers + layer) * width;
        own.set(batch.states.subarray(from, from + width), text * width);
      }
  await extractor.dispose();
  return { rows, pooling: extractor.identity.pooling };
}

/** Share of the texts whose nearest other has their topic. */
function leaveOneOut(points: Float32Array, size: number): number {
  const place = (text: number) => points.subarray(text * size, (text + 1) * size);
  const isRight = Array.from(topics, (topic, text) => {
    const own = place(text);
    let [nearest, least] = [-1, Infinity];
    for (let other = 0; other < topics.length; other++) {
      const squares = place(other).reduce((sum, value, i) => sum + (value - (own[i] ?? 0)) ** 2, 0);
      if (other !== text && squares < least) [nearest, least] = [other, squares];
    }
    return topics[nearest] === topic;
  });
  return isRight.filter(Boolean).length / topics.length;
}

/** What is seen of the layers with a sink: topics in the states and in the picture, and the length on its axes. */
async function seen(rows: readonly Float32Array[], values: Record<string, number | string>) {
  const states = arrayStates(rows, width);
  const { coordinates } = await fitStack(states, { projection: pca, values, dimensions: 2, algebra });
  const picture = { dimensions: 2, coordinates, madeBy: { projection: pca, values } } as const;
  const asked = { states, from: 0, to: texts.length, algebra, picture, labels: undefined, files: undefined };
  const { series } = await resultOf(dominance, { ...asked, textOf: (point) => texts[point] ?? "" });
  const ofSeries = (id: string, layer: number) => series.find((one) => one.id === id)?.values[layer] ?? NaN;
  const found = [];
  for (const layer of SUNK) {
    const { states: own } = await prepared(states, layer, values, algebra);
    const size = own.widths[layer] ?? 0;
    found.push({
      largest: ofSeries("largest", layer),
      length: Math.max(ofSeries("length1", layer), ofSeries("length2", layer)),
      inStates: leaveOneOut(await own.read(layer, 0, texts.length), size),
      inPicture: leaveOneOut(coordinates.subarray(layer * texts.length * 2, (layer + 1) * texts.length * 2), 2),
    });
  }
  return found;
}

describe("a decoder with an attention sink and a rogue dimension", () => {
  it("shows the texts' length where sinks are pooled", async () => {
    for (const { largest, length, inPicture } of await seen((await statesBy("mean")).rows, {})) {
      expect(largest).toBeGreaterThan(0.9);
      expect(length).toBeGreaterThan(0.8);
      expect(inPicture).toBeLessThan(0.5);
    }
  });

  it("shows its clusters where they are left out, as they are by default, and the rogue dimension is dropped", async () => {
    const { rows, pooling } = await statesBy("auto");
    expect(pooling).toBe("mean without sinks, without special tokens");
    for (const { length, inPicture } of await seen(rows, {})) {
      expect(length).toBeLessThan(0.2);
      expect(inPicture).toBeLessThan(0.9);
    }
    for (const values of [{ drop_dimensions: 1 }, { standardise: "yes" }, { remove_components: 1 }]) {
      for (const { largest, length, inStates, inPicture } of await seen(rows, values)) {
        expect(largest).toBeLessThan(0.3);
        expect(length).toBeLessThan(0.2);
        expect(inStates).toBeGreaterThan(0.9);
        expect(inPicture).toBeGreaterThan(0.85);
      }
    }
  });

  it("tells its final norm, and the layers before it", async () => {
    const extractor = await Extractor.open({ folder: model, pooling: "auto" });
    const { identity } = extractor;
    expect(identity.finalNorm?.norm).toMatchObject({ centres: true, scale: new Float64Array(width).fill(1) });
    expect(identity.finalNorm?.layers).toEqual([true, true, true, true, false]);
    await extractor.dispose();
  });

  it("pools a text by itself, whatever runs beside it, and a single token as it is", async () => {
    const few = [texts[0] ?? "", "w3", texts[7] ?? ""];
    const { rows } = await statesBy("auto");
    const { rows: beside } = await statesBy("auto", few);
    const { rows: single } = await statesBy("mean", ["w3"]);
    for (let layer = 0; layer < layers; layer++) {
      const one = (of: readonly Float32Array[], text: number) =>
        of[layer]?.subarray(text * width, (text + 1) * width) ?? new Float32Array();
      for (const [i, value] of one(beside, 0).entries()) expect(value).toBeCloseTo(one(rows, 0)[i] ?? NaN, 4);
      for (const [i, value] of one(beside, 2).entries()) expect(value).toBeCloseTo(one(rows, 7)[i] ?? NaN, 4);
      for (const [i, value] of one(beside, 1).entries())
        expect(Math.abs(value - (one(single, 0)[i] ?? NaN))).toBeLessThan(1e-3);
    }
  });
});
