import { contrast, distance2000, labOf, rgbOf, visions, type Rgb } from "./colourVision.ts";

/**
 * Searches the colours of categories: twelve that stay as far apart as they can, seen with and without colour vision
 * deficiencies, each with enough contrast to its grounds. The first three are given. Prints them in an order in which
 * every next one is the farthest from those before.
 *
 *     node test/webview/searchPalette.ts dark [seed]
 */
interface Wanted {
  readonly grounds: readonly string[];
  readonly contrast: number;
  readonly given: readonly string[];
  /** What is drawn beside categories: other, and the selected record's colour. */
  readonly beside: readonly string[];
  readonly lightness: readonly [number, number];
}

const wanted: Readonly<Record<string, Wanted>> = {
  dark: {
    grounds: ["#1f1f1f", "#181818", "#000000"],
    contrast: 3.95,
    given: ["#56b4e9", "#f0a030", "#bde89a"],
    beside: ["#9a9a9a", "#ffffff"],
    lightness: [40, 94],
  },
  light: {
    grounds: ["#ffffff", "#f8f8f8"],
    contrast: 4.55,
    given: ["#0072b2", "#c45500", "#2c6144"],
    beside: ["#6e6e6e", "#000000"],
    lightness: [27, 52],
  },
};

const COUNT = 12;
const STEPS = 30_000;
/** People without a deficiency are to see more of a difference. */
const NORMAL = 0.62;
/** From grey and from the selected record's colour a little less is enough. */
const BESIDE = 1.25;
/** Neither grey nor glaring. */
const CHROMA = [26, 74] as const;

type Seen = readonly Rgb[];

function seen(rgb: Rgb): Seen {
  return visions.map((vision) => labOf(rgb, vision));
}

function apart(one: Seen, other: Seen): number {
  let least = Infinity;
  for (const [i, lab] of one.entries())
    least = Math.min(least, distance2000(lab, other[i] ?? lab) * (i === 0 ? NORMAL : 1));
  return least;
}

function randomOf(seed: number): () => number {
  let state = seed >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

const hexOf = (rgb: Rgb): string =>
  `#${rgb
    .map((channel) =>
      Math.round(channel * 255)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;

function search({ grounds, contrast: least, given, beside, lightness }: Wanted, seed: number) {
  const random = randomOf(seed * 7919);
  const behind = grounds.map(rgbOf);
  const around = beside.map((hex) => seen(rgbOf(hex)));
  const isFit = (rgb: Rgb): boolean => {
    const [l, a, b] = labOf(rgb);
    const chroma = Math.hypot(a, b);
    const isColour = chroma >= CHROMA[0] && chroma <= CHROMA[1] && l >= lightness[0] && l <= lightness[1];
    return isColour && behind.every((ground) => contrast(rgb, ground) >= least);
  };
  const some = (): Rgb => {
    for (;;) {
      const rgb: Rgb = [random(), random(), random()];
      if (isFit(rgb)) return rgb;
    }
  };
  const near = (rgb: Rgb, size: number): Rgb => {
    for (let tries = 0; tries < 20; tries++) {
      const [r, g, b] = rgb.map((channel) => Math.max(0, Math.min(1, channel + (random() - 0.5) * size)));
      const moved: Rgb = [r ?? 0, g ?? 0, b ?? 0];
      if (isFit(moved)) return moved;
    }
    return rgb;
  };
  const colours = Array.from({ length: COUNT }, (_, i) => (i < given.length ? rgbOf(given[i] ?? "") : some()));
  const looks = colours.map(seen);
  const own = (i: number, look: Seen): number => {
    let nearest = Infinity;
    for (let j = 0; j < COUNT; j++) if (j !== i) nearest = Math.min(nearest, apart(look, looks[j] ?? look));
    for (const other of around) nearest = Math.min(nearest, apart(look, other) * BESIDE);
    return nearest;
  };
  for (let step = 0; step < STEPS; step++) {
    const heat = 1 - step / STEPS;
    const i = given.length + Math.floor(random() * (COUNT - given.length));
    const current = colours[i] ?? some();
    const moved = random() < 0.03 * heat ? some() : near(current, 0.02 + 0.5 * heat ** 2);
    const look = seen(moved);
    const gain = own(i, look) - own(i, looks[i] ?? look);
    if (gain < 0 && random() >= Math.exp(gain / (0.02 + 1.5 * heat ** 2))) continue;
    colours[i] = moved;
    looks[i] = look;
  }
  const least12 = Math.min(...looks.map((look, i) => own(i, look)));
  const order = [0, 1, 2];
  while (order.length < COUNT) {
    const left = colours.map((_, i) => i).filter((i) => !order.includes(i));
    const distance = (i: number): number => Math.min(...order.map((j) => apart(looks[i] ?? [], looks[j] ?? [])));
    order.push(left.toSorted((a, b) => distance(b) - distance(a))[0] ?? 0);
  }
  return { least: least12, colours: order.map((i) => hexOf(colours[i] ?? [0, 0, 0])) };
}

const [mode = "dark", seeds = "8"] = process.argv.slice(2);
const target = wanted[mode];
if (target === undefined) throw new Error(`one of ${Object.keys(wanted).join(", ")}`);
let best: ReturnType<typeof search> | undefined;
for (let seed = 1; seed <= Number(seeds); seed++) {
  const found = search(target, seed);
  if (best === undefined || found.least > best.least) {
    best = found;
    process.stdout.write(`${seed}: ${found.least.toFixed(2)} ${found.colours.join(" ")}\n`);
  }
}
