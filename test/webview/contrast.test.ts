import { describe, expect, it } from "vitest";
import { contrastOf, over, parseColour, readable, type Rgba } from "../../webview/contrast.ts";

const white: Rgba = [255, 255, 255, 1];
const black: Rgba = [0, 0, 0, 1];

describe("contrast", () => {
  it("is that of WCAG's own examples", () => {
    expect(contrastOf(black, white)).toBeCloseTo(21, 10);
    expect(contrastOf(white, white)).toBe(1);
    // #767676 on white is the lightest grey that passes, as WCAG's understanding document has it.
    expect(contrastOf([0x76, 0x76, 0x76, 1], white)).toBeCloseTo(4.54, 2);
  });

  it("reads the forms computed colours have", () => {
    expect(parseColour("rgb(1, 2, 3)")).toEqual([1, 2, 3, 1]);
    expect(parseColour("rgba(1, 2, 3, 0.5)")).toEqual([1, 2, 3, 0.5]);
    expect(parseColour("color(srgb 1 0.5 0 / 0.25)")).toEqual([255, 127.5, 0, 0.25]);
    expect(over([255, 255, 255, 0.5], black)).toEqual([127.5, 127.5, 127.5, 1]);
  });

  it("leaves a colour that is readable, and strengthens one that is not on every ground", () => {
    const strong: Rgba = [40, 40, 40, 1];
    expect(readable([80, 80, 80, 1], [white], strong, 4.5)).toEqual([80, 80, 80, 1]);
    for (const start of [140, 160, 200, 255])
      for (const ground of [255, 235, 220]) {
        const grounds: readonly Rgba[] = [white, [ground, ground, ground, 1]];
        const made = readable([start, start, start, 1], grounds, strong, 4.5);
        for (const each of grounds) expect(contrastOf(made, each)).toBeGreaterThanOrEqual(4.5);
      }
  });

  it("goes beyond a foreground that is too faint itself", () => {
    const made = readable([160, 160, 160, 1], [white], [150, 150, 150, 1], 4.5);
    expect(contrastOf(made, white)).toBeGreaterThanOrEqual(4.5);
    expect(contrastOf(readable([60, 60, 60, 1], [black], [70, 70, 70, 1], 4.5), black)).toBeGreaterThanOrEqual(4.5);
  });
});
