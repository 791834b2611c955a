import { expect, it } from "vitest";
import { numberLabels } from "../../src/dataset/numberLabels.ts";
import { NO_LABEL } from "../../src/protocol/engine.ts";

it("numbers labels by frequency, then by place", () => {
  const { labels, labelOf, notices } = numberLabels(["b", "a", undefined, "c", "a", "", "c", " ", "__proto__"]);
  expect(labels).toEqual(["a", "c", "b", "__proto__"]);
  expect(notices).toEqual([]);
  expect([...labelOf]).toEqual([2, 0, NO_LABEL, 1, 0, NO_LABEL, 1, NO_LABEL, 3]);
});

it("keeps the most frequent 65 534, and says how many records have another", () => {
  const names = Array.from({ length: 70_000 }, (_, i) => `label ${i}`);
  const { labels, labelOf, notices } = numberLabels([...names, "label 69999"]);
  expect(labels.length).toBe(65_534);
  expect(labels[0]).toBe("label 69999");
  expect(labelOf[65_532]).toBe(65_533);
  expect(labelOf[65_533]).toBe(NO_LABEL);
  expect(labelOf[70_000]).toBe(0);
  expect(notices).toEqual([{ kind: "labelsBeyond", kept: 65_534, records: 70_000 - 65_534 }]);
});
