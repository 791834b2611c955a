/** Colours as people with and without colour vision deficiencies see them. Channels are 0 to 1. */
export type Rgb = readonly [number, number, number];
type Matrix = readonly [Rgb, Rgb, Rgb];

/** Machado, Oliveira and Fernandes 2009, doi:10.1109/TVCG.2009.113: severity 1, on linear RGB. */
const deficiencies = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
} as const satisfies Readonly<Record<string, Matrix>>;

export const visions = ["normal", "protanopia", "deuteranopia", "tritanopia"] as const;
export type Vision = (typeof visions)[number];

/** `#rrggbb` */
export function rgbOf(hex: string): Rgb {
  const channel = (at: number): number => Number.parseInt(hex.slice(at, at + 2), 16) / 255;
  return [channel(1), channel(3), channel(5)];
}

export function linear(channel: number): number {
  return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
}

/** Relative luminance and contrast of WCAG 2. */
export function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb;
  return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
}

export function contrast(one: Rgb, other: Rgb): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((x, y) => x - y);
  return (light + 0.05) / (dark + 0.05);
}

function times(matrix: Matrix, [x, y, z]: Rgb): Rgb {
  const row = ([a, b, c]: Rgb): number => a * x + b * y + c * z;
  return [row(matrix[0]), row(matrix[1]), row(matrix[2])];
}

const clamp = (value: number): number => Math.max(0, Math.min(1, value));

/** CIE L*a*b* under D65, as seen with that vision. */
export function labOf(rgb: Rgb, vision: Vision = "normal"): Rgb {
  const [r, g, b] = rgb;
  const flat: Rgb = [linear(r), linear(g), linear(b)];
  const seen = vision === "normal" ? flat : times(deficiencies[vision], flat);
  const [x, y, z] = times(
    [
      [0.4123908, 0.3575843, 0.1804808],
      [0.212639, 0.7151687, 0.0721923],
      [0.0193308, 0.1191948, 0.9505322],
    ],
    [clamp(seen[0]), clamp(seen[1]), clamp(seen[2])],
  );
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const [fx, fy, fz] = [f(x / 0.95045593), f(y), f(z / 1.08905775)];
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

/** CIE76: the straight distance in L*a*b*. */
export function distance76(one: Rgb, other: Rgb): number {
  return Math.hypot(one[0] - other[0], one[1] - other[1], one[2] - other[2]);
}

const radians = (degrees: number): number => (degrees * Math.PI) / 180;
const P25 = 25 ** 7;

/** CIEDE2000, as Sharma, Wu and Dalal 2005 write it: doi:10.1002/col.20070. */
export function distance2000([l1, a1, b1]: Rgb, [l2, a2, b2]: Rgb): number {
  const mean7 = ((Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2) ** 7;
  const g = 1.5 - 0.5 * Math.sqrt(mean7 / (mean7 + P25));
  const [c1, c2] = [Math.hypot(a1 * g, b1), Math.hypot(a2 * g, b2)];
  const angle = (a: number, b: number): number => {
    const degrees = (Math.atan2(b, a * g) * 180) / Math.PI;
    return degrees < 0 ? degrees + 360 : degrees;
  };
  const [h1, h2] = [c1 === 0 ? 0 : angle(a1, b1), c2 === 0 ? 0 : angle(a2, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = Math.abs(h2 - h1) <= 180 ? 0 : h2 > h1 ? -360 : 360;
  const dh = isGrey ? 0 : h2 - h1 + turn;
  const mean = isGrey ? h1 + h2 : (h1 + h2 + (turn === 0 ? 0 : h1 + h2 < 360 ? 360 : -360)) / 2;
  const [l, c] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const cosine = (factor: number, shift: number): number => Math.cos(radians(factor * mean + shift));
  const t = 1 - 0.17 * cosine(1, -30) + 0.24 * cosine(2, 0) + 0.32 * cosine(3, 6) - 0.2 * cosine(4, -63);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const [sc, sh] = [1 + 0.045 * c, 1 + 0.015 * c * t];
  const turning =
    2 * Math.sqrt(c ** 7 / (c ** 7 + P25)) * Math.sin(radians(60 * Math.exp(-(((mean - 275) / 25) ** 2))));
  const [dl, dc] = [(l2 - l1) / sl, (c2 - c1) / sc];
  const dH = (2 * Math.sqrt(c1 * c2) * Math.sin(radians(dh / 2))) / sh;
  return Math.sqrt(dl ** 2 + dc ** 2 + dH ** 2 - turning * dc * dH);
}
