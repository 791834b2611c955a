import { describe, expect, it } from "vitest";
import { panelText, shortened } from "../../src/strings/panel.ts";

describe("shortened", () => {
  it.each([
    ["short", 10, "short"],
    ["  two\n\tlines ", 20, "two lines"],
    ["a sentence with several words", 16, "a sentence with…"],
    ["one-very-long-word-without-spaces", 10, "one-very-…"],
    ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 3, "👩‍👩‍👧‍👦👩‍👩‍👧‍👦…"],
    ["é".normalize("NFD").repeat(5), 3, `${"é".normalize("NFD").repeat(2)}…`],
  ])("%j to %i is %j", (text, length, expected) => {
    expect(shortened(text, length)).toBe(expected);
  });

  it("looks only at the beginning of a huge text", () => {
    const start = performance.now();
    expect(shortened("x".repeat(1_000_000), 40)).toHaveLength(40);
    expect(performance.now() - start).toBeLessThan(200);
  });
});

describe("the panel's words", () => {
  it("name layers as people do", () => {
    expect(panelText.layerTitle("embedding")).toBe("Embedding");
    expect(panelText.layerTitle("3")).toBe("Layer 3");
    const layers = ["embedding", "3", "6", "3 attention output", "my own"];
    expect(panelText.scrubberValue("3", layers, 0.222)).toBe("layer 3 of 6, keeps 22.2 % of the variance");
    expect(panelText.scrubberValue("embedding", layers, 0.1)).toBe("embedding, keeps 10.0 % of the variance");
  });

  it("name layers beside the hidden states by their own names", () => {
    const layers = ["embedding", "3", "6", "3 attention output", "my own"];
    expect(panelText.layerTitle("3 attention output")).toBe("Layer 3 attention output");
    expect(panelText.layerTitle("my own")).toBe("My own");
    expect(panelText.ofLast("3", layers)).toBe("of 6");
    expect(panelText.ofLast("3 attention output", layers)).toBe("");
    expect(panelText.scrubberValue("my own", layers, 0.1)).toBe("my own, keeps 10.0 % of the variance");
  });

  it("say what stopped a run, and what is left", () => {
    expect(panelText.stopped({ kind: "cancelled" }, 64, 147)).toBe("The run stopped after 64 of 147 records");
    expect(panelText.stoppedWhy({ kind: "engineStopped", reason: "Out of memory" }, 64, 147)).toBe(
      "Out of memory. What is done is kept; Continue reads the other 83.",
    );
    expect(panelText.stoppedWhy({ kind: "cancelled" }, 0, 0)).toBe("What is done is kept; Continue reads the rest.");
  });

  it.each([
    [undefined, ""],
    [0.2, "about 1 s left"],
    [3.7, "about 4 s left"],
    [200, "about 3 min 20 s left"],
  ])("%s seconds left: %j", (seconds, words) => {
    expect(panelText.timeLeft(seconds)).toBe(words);
  });
});
