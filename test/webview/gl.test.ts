import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DIMMED, HIDDEN, HIT, SELECTED } from "../../webview/marks.ts";
import { chromiumPath, launch } from "./browser.ts";
import type { Wanted } from "./glPage.ts";
import { glPage, type ThemeName } from "./pages.ts";
import { pictureDifference } from "./pixels.ts";

const size = { width: 480, height: 360 };
/** Of the stored pictures. */
const small = { width: 300, height: 220 };
const themes: readonly ThemeName[] = ["dark", "light", "hc", "hc-light"];
const pictures = path.join(import.meta.dirname, "pictures");

/** Fixed scenes, each stored as a small picture per theme. */
const scenes: Readonly<Record<string, Wanted>> = {
  stack: {
    points: 120,
    layers: 7,
    groups: 7,
    size: small,
    shows: { kind: "stack", layer: 4 },
    selected: 5,
    near: [9, 33, 70],
  },
  deep: { points: 120, layers: 4, dimensions: 3, size: small, shows: { kind: "stack", layer: 2 }, turn: [0.7, 0.25] },
  dense: { points: 9000, layers: 5, groups: 5, size: small, spread: 0.7 },
  marked: {
    ...{ points: 90, layers: 4, groups: 7, size: small, shows: { kind: "stack", layer: 3 } },
    marks: Object.fromEntries(
      Array.from({ length: 90 }, (_, i) => [i, i % 3 === 0 ? SELECTED : i % 7 === 0 ? HIDDEN : DIMMED]),
    ),
  },
  layer: {
    ...{ points: 200, layers: 3, groups: 7, size: small, shows: { kind: "layer", from: 0, to: 2, share: 0.4 } },
    camera: { azimuth: -Math.PI / 2, elevation: Math.PI / 2 },
  },
};

describe.skipIf(chromiumPath === undefined)("the renderer", { timeout: 120_000 }, () => {
  let browser: Browser;
  const pages = new Map<ThemeName, Page>();
  const on = async (theme: ThemeName): Promise<Page> => {
    const known = pages.get(theme);
    if (known !== undefined) return known;
    const page = await browser.newPage({ viewport: { width: 800, height: 600 } });
    await page.goto(`file://${await glPage(theme)}`);
    pages.set(theme, page);
    return page;
  };

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());

  it.each(Object.keys(scenes).flatMap((name) => themes.map((theme) => [name, theme] as const)))(
    "draws %s in %s as it is stored",
    async (name, theme) => {
      const page = await on(theme);
      const png = await page.evaluate((wanted) => window.strataGl.png(wanted), scenes[name] as Wanted);
      const file = path.join(pictures, `${name}-${theme}.png`);
      if (process.env["STORE_PICTURES"] !== undefined || !existsSync(file)) {
        mkdirSync(pictures, { recursive: true });
        writeFileSync(file, Buffer.from(png.slice(png.indexOf(",") + 1), "base64"));
      }
      const stored = `data:image/png;base64,${readFileSync(file).toString("base64")}`;
      const difference = await pictureDifference(page, png, stored);
      // Another graphics card rounds edges differently; a symbol, a colour or a line that is missing is more.
      expect(difference.share).toBeLessThan(0.004);
      expect(difference.mean).toBeLessThan(0.5);
    },
  );

  it.each([
    { dimensions: 2, ratio: 1 },
    { dimensions: 3, ratio: 1 },
    { dimensions: 2, ratio: 2 },
  ] as const)("draws points where the viewpoint puts them: %o", async ({ dimensions, ratio }) => {
    const page = await on("dark");
    for (let seed = 1; seed <= 6; seed++) {
      const turn = [seed * 1.3, (seed % 3) * 0.3 - 0.2] as const;
      const wanted: Wanted = {
        points: 30,
        layers: 4,
        dimensions,
        ratio,
        seed,
        size,
        turn,
        spread: 0.6,
        symbol: seed % 3,
      };
      const shows = { kind: "stack", layer: seed % 4 } as const;
      const offset = await page.evaluate(([scene, point]) => window.strataGl.offset(scene, point), [
        { ...wanted, shows },
        seed * 3,
      ] as const);
      expect(offset, `seed ${seed}`).toBeLessThan(0.35);
    }
  });

  it.each([
    { points: 60, dimensions: 2, turn: [0, 0] },
    { points: 400, dimensions: 2, turn: [1.9, 0.5] },
    { points: 400, dimensions: 3, turn: [-1.1, -0.6] },
    { points: 1500, dimensions: 3, turn: [2.7, 1.0] },
  ] as const)("picks what lies in front on the canvas: %o", async (shape) => {
    const page = await on("dark");
    const wanted: Wanted = { ...shape, layers: 3, groups: 7, size, marks: { 3: HIDDEN, 8: HIDDEN } };
    const { tried, wrong, otherColour } = await page.evaluate((scene) => window.strataGl.picks(scene, 400), wanted);
    expect(tried).toBeGreaterThan(300);
    expect(wrong).toEqual([]);
    expect(otherColour).toEqual([]);
  });

  it("lets no category hide the others, whatever their order in the file", async () => {
    const page = await on("dark");
    const dense: Wanted = { points: 12_000, layers: 2, groups: 4, size, spread: 0.5, symbol: 0, trajectories: "none" };
    const counts = async (reversed: boolean): Promise<readonly number[]> =>
      (await page.evaluate((scene) => window.strataGl.counts(scene, 40), { ...dense, reversed })).colours;
    const [one, other] = [await counts(false), await counts(true)];
    expect(Math.min(...one, ...other)).toBeGreaterThan(100);
    one.forEach((count, group) => expect(Math.abs(count / (other[group] ?? NaN) - 1)).toBeLessThan(0.3));
  });

  it("draws no hidden point, dimmed ones fainter, selected and found ones with a ring", async () => {
    const page = await on("dark");
    const base: Wanted = { points: 40, layers: 2, groups: 1, symbol: 0, size, trajectories: "none" };
    const counts = (marks: Wanted["marks"] = {}): Promise<{ colours: number[]; painted: number }> =>
      page.evaluate((scene) => window.strataGl.counts(scene), { ...base, marks });
    const all = (mark: number): Record<number, number> =>
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [i, mark]));
    const [plain, hidden, dimmed, selected, hit] = [
      await counts(),
      await counts(all(HIDDEN)),
      await counts(all(DIMMED)),
      await counts(all(SELECTED)),
      await counts(all(HIT)),
    ];
    expect(plain.colours[0]).toBeGreaterThan(1000);
    expect(hidden.colours[0]).toBe(0);
    expect(dimmed.colours[0]).toBe(0);
    expect(dimmed.painted).toBeGreaterThan(hidden.painted + 100);
    expect(selected.colours[0]).toBeGreaterThan(800);
    expect(selected.painted).toBeGreaterThan(plain.painted);
    expect(hit).toEqual(selected);
  });

  it("draws trajectories for all, for the selected and its neighbours, or for the selected alone", async () => {
    const page = await on("dark");
    const base: Wanted = { points: 50, layers: 5, size, selected: 3, near: [7, 9] };
    const painted = async (trajectories: "all" | "selected" | "none"): Promise<number> =>
      (await page.evaluate((scene) => window.strataGl.counts(scene), { ...base, trajectories })).painted;
    const [all, selected, none] = [await painted("all"), await painted("selected"), await painted("none")];
    expect(all).toBeGreaterThan(selected + 3000);
    expect(selected).toBeGreaterThan(none + 100);
  });
});
