import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { categoriesOf, COLOURS, lookOf, MAX_LABELS } from "../../webview/categories.ts";
import { BINS } from "../../webview/scale.ts";
import { contrast, distance2000, distance76, labOf, luminance, rgbOf, visions, type Rgb } from "./colourVision.ts";
import { dataset } from "./samples.ts";

const css = path.join(import.meta.dirname, "../../webview/css");

/** The colours of a style sheet whose names match: on dark grounds, on light ones. */
function colours(file: string, name: string): readonly [dark: readonly string[], light: readonly string[]] {
  const all = [
    ...readFileSync(path.join(css, file), "utf8").matchAll(new RegExp(`--strata-${name}: (#[\\da-f]{6});`, "g")),
  ];
  const found = all.map(([, colour = ""]) => colour);
  return [found.slice(0, found.length / 2), found.slice(found.length / 2)];
}

const [dark, light] = colours("palette.css", "\\d+");
const [darkOther = "", lightOther = ""] = colours("palette.css", "other").flat();
/** VS Code's grounds: editor and side bar of its default themes, and of its high contrast themes. */
const palettes = [
  ["dark", dark, darkOther, ["#1f1f1f", "#181818"], 3.9],
  ["high contrast", dark, darkOther, ["#000000"], 3.9],
  ["light", light, lightOther, ["#ffffff"], 4.5],
  ["high contrast light", light, lightOther, ["#ffffff"], 4.5],
] as const;

describe("CIEDE2000", () => {
  it.each<[Rgb, Rgb, number]>([
    [[50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425],
    [[50, 0, 0], [50, -1, 2], 2.3669],
    [[50, 2.49, -0.001], [50, -2.49, 0.0009], 7.1792],
    [[50, 2.5, 0], [73, 25, -18], 27.1492],
    [[60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644],
    [[2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082],
  ])("of %j and %j is that of Sharma's table", (one, other, distance) => {
    expect(distance2000(one, other)).toBeCloseTo(distance, 4);
    expect(distance2000(other, one)).toBeCloseTo(distance, 4);
  });

  it("takes white for no colour, and red and green for alike with deuteranopia", () => {
    expect(labOf([1, 1, 1])[0]).toBeCloseTo(100, 3);
    expect(Math.hypot(...labOf([1, 1, 1]).slice(1))).toBeLessThan(0.02);
    const seen = (hex: string, vision: (typeof visions)[number]): Rgb => labOf(rgbOf(hex), vision);
    const apart = (vision: (typeof visions)[number]): number =>
      distance76(seen("#c8503c", vision), seen("#8c7828", vision));
    expect(apart("normal")).toBeGreaterThan(2 * apart("deuteranopia"));
  });
});

describe.each(palettes)("the twelve colours in %s themes", (_, palette, other, grounds, least) => {
  it("stand out from the ground", () => {
    expect(palette).toHaveLength(COLOURS);
    for (const colour of palette)
      for (const ground of grounds) expect(contrast(rgbOf(colour), rgbOf(ground))).toBeGreaterThanOrEqual(least);
  });

  it.each(visions)("are told apart, any two, and from grey, with %s vision", (vision) => {
    const all = [...palette, other].map((colour) => labOf(rgbOf(colour), vision));
    for (const [i, one] of all.entries())
      for (const next of all.slice(i + 1)) {
        // 2.3 is what one just notices side by side; these are dots apart from each other.
        expect(distance2000(one, next)).toBeGreaterThan(vision === "normal" ? 10 : 6.5);
      }
  });

  it("differ from each other in colour for the first twelve labels, in colour or symbol for the first forty", () => {
    const labels = categoriesOf(dataset(Array.from({ length: MAX_LABELS }, (__, i) => i))).list;
    const looks = labels.map(lookOf);
    expect(looks).toHaveLength(40);
    expect(new Set(looks.slice(0, 12).map(({ colour }) => palette[colour])).size).toBe(12);
    const seen = looks.map(({ colour, symbol }) => `${palette[colour] ?? ""} ${symbol}`);
    for (const [i, one] of seen.entries()) for (const next of seen.slice(i + 1)) expect(one).not.toBe(next);
  });
});

describe("the continuous colours", () => {
  const [darkScale, lightScale] = colours("scale.css", "scale-\\d+");
  it.each([
    ["dark", darkScale, ["#1f1f1f", "#181818", "#000000"]],
    ["light", lightScale, ["#ffffff", "#f8f8f8"]],
  ] as const)(
    "on %s grounds grow lighter step by step to every eye, and stand out from the ground",
    (_, scale, grounds) => {
      expect(scale).toHaveLength(BINS);
      const rgb = scale.map(rgbOf);
      for (const vision of visions) {
        const light = rgb.map((colour) => labOf(colour, vision)[0]);
        // Half a unit is not seen; over four steps it always rises.
        for (const [bin, step] of light.entries()) {
          expect(step).toBeGreaterThan((light[bin - 1] ?? -1) - 0.5);
          expect(step).toBeGreaterThan(light[bin - 4] ?? -1);
        }
        // No step is seen as an edge.
        for (const [bin, colour] of rgb.slice(1).entries())
          expect(distance2000(labOf(colour, vision), labOf(rgb[bin] ?? colour, vision))).toBeLessThan(4);
      }
      expect(rgb.map(luminance)).toEqual(rgb.map(luminance).toSorted((a, b) => a - b));
      for (const colour of rgb)
        for (const ground of grounds) expect(contrast(colour, rgbOf(ground))).toBeGreaterThan(3);
    },
  );
});
