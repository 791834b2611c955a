import { describe, expect, it } from "vitest";
import type { PerLayer } from "../../src/protocol/tasks.ts";
import { dominanceOf, layerSpans } from "../../webview/dominance.ts";
import { datasetChanged, initialState, pictureChanged, type State } from "../../webview/state.ts";
import { syntheticPage } from "./syntheticPage.ts";

const layers = ["embedding", "1", "2", "3"];

/** A page's state whose layers hold these shares, and whose axes follow the length so far. */
function stateOf(shares: readonly number[], lengths: readonly number[], pooling = "cls", records = 60): State {
  const { info, dataset, picture, result } = syntheticPage({ records, layers: 4 });
  const series = [
    { id: "largest", label: "", values: Float32Array.from(shares) },
    { id: "length1", label: "", values: new Float32Array(4).fill(NaN) },
    { id: "length2", label: "", values: Float32Array.from(lengths) },
  ];
  const found: PerLayer = { kind: "perLayer", series };
  const parameters = { standardise: { kind: "choice", default: "no", options: ["no", "yes"], help: "" } } as const;
  const tasks = info.tasks.map((task) => (task.id === "pca" ? { ...task, parameters } : task));
  const drawn = pictureChanged(datasetChanged(initialState({}), dataset), picture);
  const panel = { kind: "ready", result: { ...result, pooling } } as const;
  return { ...drawn, info: { ...info, tasks }, panel, layerResults: { dominance: found } };
}

describe("what dominates a picture", () => {
  it("is not spoken of where nothing does", () => {
    expect(dominanceOf(stateOf([0.1, 0.2, 0.4, 0.1], [0.3, 0.6, 0.1, NaN]))).toBeUndefined();
    expect(dominanceOf(stateOf([0.9, 0.9, 0.9, 0.9], [0.9, 0.9, 0.9, 0.9], "cls", 10))).toBeUndefined();
  });

  it("names the layers where one dimension and the length do, and pools without sinks by a click", () => {
    const found = dominanceOf(stateOf([0.1, 0.6, 0.98, 0.97], [0.1, 0.2, 0.9, 0.9], "mean, without special tokens"));
    expect(found?.sentence).toBe(
      "At layers 2, 3 one dimension holds up to 98 % of the variance, and an axis is the text's length.",
    );
    expect(found?.remedy).toEqual({ words: "Click to pool without attention sinks.", draw: undefined });
  });

  it("draws with standardised dimensions by a click where the pooling is not to blame, once", () => {
    const state = stateOf([0.1, 0.6, 0.7, 0.8], [0.1, 0.2, 0.1, 0.1]);
    const found = dominanceOf(state);
    expect(found?.sentence).toBe("At layers 1–3 one dimension holds up to 80 % of the variance.");
    const drawing = { projection: { id: "pca", values: { standardise: "yes" } }, dimensions: 2 } as const;
    expect(found?.remedy?.draw).toEqual(drawing);
    expect(state.info).toBeDefined();
    const after = { ...state, ...(state.info && { info: { ...state.info, drawing } }) };
    expect(dominanceOf(after)?.remedy).toBeUndefined();
  });

  it("says so where an axis is the length", () => {
    const found = dominanceOf(stateOf([0.1, 0.1, 0.1, 0.1], [0.75, 0.2, 0.1, 0.8]));
    expect(found?.sentence).toBe("At layers embedding, 3 an axis is the text's length (rank correlation 0.80).");
  });

  it("names spans of layers", () => {
    expect(layerSpans(layers, [true, true, true, false])).toBe("embedding–2");
    expect(layerSpans(layers, [false, false, false, false])).toBe("");
  });
});
