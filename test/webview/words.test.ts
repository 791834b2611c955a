import { describe, expect, it } from "vitest";
import { defaultCamera, turned, type Camera, type Point } from "../../webview/camera.ts";
import { boxOf, type Box, type Measure } from "../../webview/placement.ts";
import { fitAspect, projector } from "../../webview/projector.ts";
import { placeWords, type WordsInput } from "../../webview/words.ts";
import { randomFrom } from "./syntheticTexts.ts";

const measure: Measure = (text, { size }) => text.length * size * 0.55;

function input(width: number, height: number, layers: number, camera: Camera = defaultCamera): WordsInput {
  const bounds = { half: 2.1, layers };
  const size = { width, height };
  const project = projector(camera, fitAspect(size, bounds, 5), size, bounds);
  const random = randomFrom(3);
  const anywhere = (): [number, number] => [3 * random() - 1.5, 3 * random() - 1.5];
  const lit = layers - 2;
  return {
    size,
    project,
    half: 2.1,
    layers: Array.from({ length: layers }, (_, layer) => (layer === 0 ? "embedding" : String(layer))),
    layer: lit,
    path: Array.from({ length: layers }, (_, layer) => project(...anywhere(), layer)),
    text: "The delta carries silt below the mill, where the willows stand.",
    near: Array.from({ length: 4 }, (_, i) => ({ point: project(...anywhere(), lit), text: `Neighbour number ${i}` })),
    categories: [],
    points: Float32Array.from(Array.from({ length: 300 }, () => project(...anywhere(), lit)).flat()),
    taken: undefined,
    measure,
  };
}

const fonts = { layer: 11, here: 12, main: 13, near: 11, step: 11, category: 12 } as const;

function boxes(words: ReturnType<typeof placeWords>["words"]): readonly Box[] {
  return words.map((word) => {
    const font = { size: fonts[word.role], weight: 400 };
    return boxOf(word, measure(word.text, font), font);
  });
}

describe.each([
  [628, 671, 7, defaultCamera],
  [628, 671, 25, defaultCamera],
  [500, 460, 7, defaultCamera],
  [1280, 860, 13, turned(defaultCamera, 1, 0.8)],
  [628, 671, 7, turned(defaultCamera, 0.3, 1.3)],
])("words on a canvas of %i × %i with %i layers", (width, height, layers, camera) => {
  const { words, leaders } = placeWords(input(width, height, layers, camera));

  it("never overlap and never leave the canvas", () => {
    const all = boxes(words);
    for (const [i, a] of all.entries()) {
      expect(a[0]).toBeGreaterThanOrEqual(0);
      expect(a[2]).toBeLessThanOrEqual(width);
      expect(a[1]).toBeGreaterThanOrEqual(0);
      expect(a[3]).toBeLessThanOrEqual(height);
      for (const b of all.slice(i + 1)) {
        expect(a[0] >= b[2] || b[0] >= a[2] || a[1] >= b[3] || b[1] >= a[3]).toBe(true);
      }
    }
  });

  it("name the lit layer and the selected record", () => {
    expect(words.find(({ role }) => role === "here")?.text).toBe(`layer ${layers - 2}`);
    expect(words.find(({ role }) => role === "main")?.text).toMatch(/^The delta/);
  });

  it("have a leader exactly where they stand far from their point", () => {
    expect(leaders).toHaveLength(words.filter(({ far }) => far).length);
  });
});

describe("words", () => {
  it("name both ends of the stack in the default view", () => {
    const { words } = placeWords(input(628, 671, 7));
    const names = words.filter(({ role }) => role === "layer").map(({ text }) => text);
    expect(names).toContain("embedding");
    expect(names).toContain("6");
  });

  it("are only the selected record's and the layers' on a low canvas", () => {
    const { words } = placeWords(input(500, 300, 7));
    expect(words.filter(({ role }) => role === "near" || role === "step")).toEqual([]);
    expect(words.some(({ role }) => role === "main")).toBe(true);
  });

  it("name the categories while nothing is selected", () => {
    const point: Point = [300, 300];
    const { words } = placeWords({
      ...input(628, 671, 7),
      path: [],
      points: new Float32Array(),
      categories: [{ point, text: "rivers", colour: "blue" }],
    });
    expect(words.filter(({ role }) => role === "category")).toMatchObject([{ text: "rivers", colour: "blue" }]);
    expect(words.some(({ role }) => role === "main")).toBe(false);
  });

  it("are left out where there is no room", () => {
    const crowded = input(628, 671, 7);
    const points = Array.from({ length: 90 * 90 }, (_, i) => [(i % 90) * 8, Math.floor(i / 90) * 8]);
    const { words } = placeWords({ ...crowded, points: Float32Array.from(points.flat()) });
    expect(words.filter(({ role }) => role === "near")).toEqual([]);
  });
});
