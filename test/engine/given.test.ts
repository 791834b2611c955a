import { mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { Engine } from "../../src/engine/engine.ts";
import type { EngineListener } from "../../src/engine/engineListener.ts";
import { layerwise } from "../../src/export/layerwise.ts";
import type { DatasetInfo, Dimensions, Picture } from "../../src/protocol/engine.ts";
import { toFailure } from "../../src/protocol/errors.ts";
import { toyFolder } from "../model/toyFolder.ts";
import { paramsFor, scratchFolder, writeText } from "./engineProcess.ts";
import { pageSchema } from "./layersTravel.ts";

const { signal } = new AbortController();
const panel = { script: "", style: "" };
const nothing = () => undefined;

let folder = "";
let engine: Engine;
let pictures: Picture[] = [];
let datasets: DatasetInfo[] = [];

beforeAll(() => void (folder = scratchFolder()));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
beforeEach(() => {
  pictures = [];
  datasets = [];
  const listener: EngineListener = {
    ...{ progressed: nothing, downloadProgressed: nothing, taskProgressed: nothing },
    datasetRead: (dataset) => void datasets.push(dataset),
    pictureDrawn: (picture) => void pictures.push(picture),
    warned: () => expect.fail("nothing is to be warned of"),
  };
  engine = new Engine({ probe: "", listener });
});
afterEach(() => engine.dispose());

/** Three layers of places; the two dogs are two items. */
const texts = ["a dog", "a cat", "a dog", "a bird", "a fish"];
const places = [0, 1, 2].map((layer) =>
  texts.map((_, i) => ({ x: 10 + 3 * Math.cos(i + layer), y: -4 + (i * i) / 7 - layer })),
);
function file(name: string, change: (layers: { items: object[] }[]) => void = nothing): string {
  const layers = places.map((layer) => ({
    items: layer.map((place, i) => ({ text: texts[i], category: i === 3 ? "wild" : "home", pca_coordinates: place })),
    explained_variance: [0.5, 0.25],
  }));
  change(layers);
  return writeText(folder, name, JSON.stringify({ set: { layers: Object.fromEntries(layers.entries()) } }, null, 1));
}

/** Without a model: there is none at this place. */
const params = (name: string) => paramsFor(name, folder, { model: { model: "/there/is/none", pooling: "auto" } });
const last = <T>(of: readonly T[]): T => of.at(-1) ?? expect.fail("nothing was told");

describe("a file of pictures", { timeout: 60_000 }, () => {
  it("is drawn without a model as it is given: in the middle, at the same radius, x and y alike", async () => {
    const { run, ...result } = await engine.visualize(params(file("a.json")), signal);
    expect(result).toMatchObject({ outcome: "complete", records: 5, given: true, device: undefined, problems: [] });
    const picture = last(pictures);
    expect(picture).toMatchObject({ run, layers: ["embedding", "1", "2"], dimensions: 2, drawn: 5 });
    expect([...(picture.explained ?? [])]).toEqual([0.5, 0.25, 0.5, 0.25, 0.5, 0.25]);
    for (const [layer, given] of places.entries()) {
      const mean = (axis: "x" | "y") => given.reduce((sum, place) => sum + place[axis], 0) / 5;
      const centred = given.map(({ x, y }) => [x - mean("x"), y - mean("y")] as const);
      const radius = Math.sqrt(centred.reduce((sum, [x, y]) => sum + x * x + y * y, 0) / 5);
      for (const [i, [x, y]] of centred.entries()) {
        const at = 2 * (5 * layer + i);
        expect(picture.coordinates[at]).toBeCloseTo(x / radius, 5);
        expect(picture.coordinates[at + 1]).toBeCloseTo(y / radius, 5);
      }
    }
  });

  it("says of a record where it lies in the plane, and nothing of states", async () => {
    const { run } = await engine.visualize(params(file("b.json")), signal);
    const { coordinates } = last(pictures);
    const details = await engine.details({ run, point: 2 }, signal);
    expect(details).toMatchObject({ text: "a dog", tokens: undefined });
    expect(Object.keys(details.results).toSorted()).toEqual(["movedDrawn", "nearestDrawn"]);
    const { nearestDrawn: near, movedDrawn: moved } = details.results;
    if (near?.kind !== "related" || moved?.kind !== "perPoint") return expect.fail("other results");
    const distance = (a: number, b: number) =>
      Math.hypot(
        (coordinates[2 * a] ?? 0) - (coordinates[2 * b] ?? 0),
        (coordinates[2 * a + 1] ?? 0) - (coordinates[2 * b + 1] ?? 0),
      );
    for (let layer = 0; layer < 3; layer++) {
      const order = [0, 1, 3, 4].toSorted(
        (a, b) => distance(5 * layer + 2, 5 * layer + a) - distance(5 * layer + 2, 5 * layer + b),
      );
      expect([...near.points.subarray(4 * layer, 4 * layer + 4)]).toEqual(order);
      expect(near.distances[4 * layer]).toBeCloseTo(distance(5 * layer + 2, 5 * layer + (order[0] ?? 0)), 5);
      expect(moved.values[layer]).toBeCloseTo(layer === 0 ? 0 : distance(5 * layer + 2, 5 * layer - 3), 5);
    }
    const asked = engine.runTask({ run, task: { id: "neighbours", values: {} } }, signal).then(nothing, toFailure);
    expect(await asked).toMatchObject({ code: "optionUnknown", detail: { option: "task", value: "neighbours" } });
    const { page } = await engine.exportInput(run, "b.json", panel, signal);
    expect(page.info.tasks.map(({ id }) => id)).toEqual(["asGiven", "nearestDrawn", "movedDrawn", "alignmentDrawn"]);
    // The picture has one distance: no other can be chosen.
    expect(Object.keys(page.info.tasks[1]?.parameters ?? {})).toEqual(["k"]);
  });

  it("mends axes that flip from layer to layer, where that is wished", async () => {
    const flip = (layers: { items: object[] }[]) =>
      layers.forEach((layer, i) => {
        layer.items =
          places[0]?.map(({ x, y }, k) => ({ text: texts[k], pca_coordinates: i % 2 ? { x: -x, y: -y } : { x, y } })) ??
          [];
      });
    const flipped = file("flip.json", flip);
    const drawing = (align: string, dimensions: Dimensions = 2) => ({
      projection: { id: "asGiven", values: { align } },
      dimensions,
    });
    await engine.visualize({ ...params(flipped), drawing: drawing("none") }, signal);
    const asGiven = last(pictures).coordinates;
    expect(asGiven[10]).toBeCloseTo(-(asGiven[0] ?? 0), 5);
    await engine.visualize({ ...params(flipped), drawing: drawing("procrustes", 3) }, signal);
    const mended = last(pictures);
    expect(mended.dimensions).toBe(2);
    for (let i = 0; i < 10; i++) expect(mended.coordinates[10 + i]).toBeCloseTo(mended.coordinates[i] ?? NaN, 5);
  });

  it("leaves out what has no place, and says at which layer and line", async () => {
    const name = file("fault.json", (layers) => {
      const [, second] = layers;
      second?.items.splice(1, 1, { text: "a cat", pca_coordinates: { x: 1 } });
    });
    const result = await engine.visualize(params(name), signal);
    expect(last(pictures)).toMatchObject({ points: 5, drawn: 4 });
    const line = readFileSync(name, "utf8")
      .split("\n")
      .findLastIndex((text, i, all) => /a cat/.test(text) && /"x": 1$/.test(all[i + 2] ?? ""));
    expect(result.problems).toMatchObject([
      { kind: "noStates", reason: `its coordinates at layer 1 (line ${line}) are missing, or no numbers` },
    ]);
    const all = file("none.json", (layers) =>
      layers.forEach((layer) => (layer.items = [{ text: "a" }, { text: "pca_coordinates" }])),
    );
    const whole = readFileSync(all, "utf8").replace("{", '{ "pca_coordinates": 0, ');
    const failed = await engine
      .visualize(params(writeText(folder, "none.json", whole)), signal)
      .then(nothing, toFailure);
    expect(failed).toMatchObject({ code: "coordinatesNotReadable" });
  });

  it.each<[Dimensions, string]>([
    [2, "two"],
    [3, "three"],
  ])("holds any run in %i dimensions, and gives it back", async (dimensions, name) => {
    const lines = Array.from({ length: 40 }, (_, i) =>
      JSON.stringify({ text: `w${i} w${(7 * i) % 40}`, label: i % 3 === 0 ? "third" : "other" }),
    );
    const source = writeText(folder, `${name}.jsonl`, [...lines, lines[0]].join("\n"));
    const model = { model: toyFolder(path.join(folder, `toy-${name}`)), pooling: "mean" };
    const drawing = { projection: { id: "pca", values: {} }, dimensions };
    const { run } = await engine.visualize({ ...paramsFor(source, folder, { model }), drawing }, signal);
    const drawn = last(pictures);
    const home = path.join(folder, `out-${name}`);
    mkdirSync(home);
    const written = path.join(home, layerwise.fileName);
    await layerwise.write(written, await engine.exportInput(run, `${name}.jsonl`, panel, signal));
    const problems = pageSchema(JSON.parse(readFileSync(written, "utf8")));
    expect(problems).toEqual([]);

    const again = await engine.visualize(params(written), signal);
    expect(again).toMatchObject({ outcome: "complete", records: 41, given: true, problems: [] });
    const back = last(pictures);
    expect(back).toMatchObject({ layers: drawn.layers, dimensions, drawn: 41 });
    for (const [i, value] of drawn.coordinates.entries())
      expect(Math.abs((back.coordinates[i] ?? NaN) - value)).toBeLessThan(1e-6);
    for (const [i, value] of (drawn.explained ?? []).entries()) expect(back.explained?.[i]).toBeCloseTo(value, 6);
    expect(last(datasets)).toMatchObject({ labels: ["other", "third"], given: { title: name } });
    expect([...last(datasets).labelOf]).toEqual([...(datasets[0]?.labelOf ?? [])]);
    expect(await engine.details({ run: again.run, point: 40 }, signal)).toMatchObject({ text: "w0 w0" });
  });
});
