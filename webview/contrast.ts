/** Red, green, blue between 0 and 255, and opacity between 0 and 1. */
export type Rgba = readonly [red: number, green: number, blue: number, alpha: number];

/** A computed colour of a style sheet: `rgb(…)`, `rgba(…)` or `color(srgb …)`. */
export function parseColour(computed: string): Rgba {
  const numbers = computed.match(/[\d.]+(?:e-?\d+)?/g)?.map(Number) ?? [];
  const scale = computed.startsWith("color(") ? 255 : 1;
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return [red * scale, green * scale, blue * scale, alpha];
}

/** A colour as it is seen on an opaque ground. */
export function over([r, g, b, alpha]: Rgba, ground: Rgba): Rgba {
  const mix = (one: number, other: number): number => alpha * one + (1 - alpha) * other;
  return [mix(r, ground[0]), mix(g, ground[1]), mix(b, ground[2]), 1];
}

/** Contrast ratio of two opaque colours, 1 to 21 (WCAG 2.2, "contrast ratio"). */
export function contrastOf(one: Rgba, other: Rgba): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

function luminance([r, g, b]: Rgba): number {
  const [red = 0, green = 0, blue = 0] = [r, g, b].map((channel) => {
    const share = channel / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const STEPS = 20;

/**
 * The colour, or as little nearer to `strong` as gives it the contrast on every ground; where that is not enough,
 * nearer to black or white.
 */
export function readable(colour: Rgba, grounds: readonly Rgba[], strong: Rgba, contrast: number): Rgba {
  const [ground] = grounds;
  if (ground === undefined) return colour;
  const ends = [over(strong, ground), luminance(ground) > 0.18 ? BLACK : WHITE];
  let start = over(colour, ground);
  for (const end of ends) {
    for (let step = 0; step <= STEPS; step++) {
      const mixed = over([end[0], end[1], end[2], step / STEPS], start);
      if (grounds.every((each) => contrastOf(mixed, each) >= contrast)) return mixed;
    }
    start = end;
  }
  return start;
}

const BLACK: Rgba = [0, 0, 0, 1];
const WHITE: Rgba = [255, 255, 255, 1];
