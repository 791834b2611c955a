import { expect, it } from "vitest";
import type { RunResult } from "../../src/protocol/engine.ts";
import { deviceWords } from "../../src/strings/deviceNames.ts";
import { editorText } from "../../src/strings/editor.ts";

const result: RunResult = {
  ...{
    run: "1",
    outcome: "complete",
    kind: "records",
    problems: [],
    problemCount: 0,
    effects: { leftOut: 0, guessed: 0, asItStands: 0 },
  },
  ...{ records: 3, computed: 0, cached: 3, distinct: 3, truncated: 0, layers: ["embedding"], widths: [4] },
  ...{ model: "toy", pooling: "mean", maxTokens: 8, device: undefined, notices: [], sessionSeconds: 0 },
  seconds: { read: 0, load: 0, run: 0, align: 0, total: 0.5 },
  drawing: { projection: { id: "pca", values: {} }, dimensions: 2 },
};
const onGpu: RunResult = { ...result, computed: 2, cached: 1, device: "cuda" };

it("names the device that computed", () => {
  expect(deviceWords("cuda")).toBe("CUDA");
  expect(editorText.statusReady(onGpu)).toBe("toy · 2 records computed on CUDA");
  expect(editorText.statusTooltip(onGpu)).toContain("toy on CUDA. ");
  expect(editorText.runEnded("a.txt", onGpu)).toMatch(/ on CUDA$/);
});

it("names none where all came from the cache", () => {
  expect(deviceWords(undefined)).toBe("from the cache");
  expect(editorText.statusReady(result)).toBe("toy · 3 records from the cache");
  expect(editorText.statusTooltip(result)).toMatch(/^toy\. Of 3 records 3 came from the cache/);
  expect(editorText.runEnded("a.txt", result)).not.toMatch(/ on /);
});
