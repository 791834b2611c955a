import { writeFileSync } from "node:fs";
import path from "node:path";
import { labOf, rgbOf, type Rgb } from "./colourVision.ts";

/**
 * Writes the continuous colours into the style sheet: cividis (Nuñez, Anderton and Renslow 2018,
 * doi:10.1371/journal.pone.0199239), whose hues people with and without colour vision deficiencies see alike, over the
 * lightnesses that stand out from each ground.
 *
 *     node test/webview/scaleColours.ts
 */
const stops = "00224e 123570 3b496c 575d6d 707173 8a8678 a59c74 c3b369 e1cc55 fee838".split(" ");
const BINS = 64;
/** More colour than cividis has, where sRGB has it: the points are small. */
const chroma = { dark: 1.7, light: 2.1 } as const;
const lightness = { dark: [46, 90.5], light: [24, 59] } as const;

function cividis(share: number): Rgb {
  const at = share * (stops.length - 1);
  const from = Math.min(stops.length - 2, Math.floor(at));
  const [one, other] = [rgbOf(`#${stops[from] ?? ""}`), rgbOf(`#${stops[from + 1] ?? ""}`)];
  const mix = (i: 0 | 1 | 2): number => one[i] + (other[i] - one[i]) * (at - from);
  return [mix(0), mix(1), mix(2)];
}

function rgbOfLab([l, a, b]: Rgb): Rgb {
  const fy = (l + 16) / 116;
  const f = (t: number): number => (t > 6 / 29 ? t ** 3 : (116 * t - 16) / (24389 / 27));
  const [x, y, z] = [f(fy + a / 500) * 0.95045593, f(fy), f(fy - b / 200) * 1.08905775];
  const flat = [
    3.24096994 * x - 1.53738318 * y - 0.49861076 * z,
    -0.96924364 * x + 1.8759675 * y + 0.04155506 * z,
    0.05563008 * x - 0.20397696 * y + 1.05697151 * z,
  ] as const;
  const gamma = (c: number): number => (c <= 0.0031308 ? 12.92 * c : 1.055 * c ** (1 / 2.4) - 0.055);
  return [gamma(flat[0]), gamma(flat[1]), gamma(flat[2])];
}

/** As much of a chroma as sRGB has. */
function fitted([l, a, b]: Rgb, most: number): Rgb {
  for (let share = most; share > 0; share -= 0.02) {
    const rgb = rgbOfLab([l, a * share, b * share]);
    if (rgb.every((channel) => channel >= 0 && channel <= 1)) return rgb;
  }
  return rgbOfLab([l, 0, 0]);
}

function scale(ground: keyof typeof lightness): readonly string[] {
  const [low, high] = lightness[ground];
  return Array.from({ length: BINS }, (_, bin) => {
    const share = bin / (BINS - 1);
    const [, a, b] = labOf(cividis(share));
    const rgb = fitted([low + (high - low) * share, a, b], chroma[ground]);
    const digits = (channel: number): string =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, "0");
    return `  --strata-scale-${bin}: #${rgb.map(digits).join("")};`;
  });
}

const file = path.join(import.meta.dirname, "../../webview/css/scale.css");
writeFileSync(
  file,
  `/* Continuous colours: cividis over the lightnesses that stand out from the ground. Written by test/webview/scaleColours.ts. */

body {
${scale("dark").join("\n")}
}

body:is(.vscode-light, .vscode-high-contrast-light) {
${scale("light").join("\n")}
}
`,
);
