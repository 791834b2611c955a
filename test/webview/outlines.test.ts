import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { PageData, SavedView } from "../../src/protocol/panel.ts";
import { chromiumPath, drawn, settled, stageHas } from "./browser.ts";
import { drag, isRound, lineRound, marked, placesOf, type Place } from "./marking.ts";
import { webviewPage } from "./pages.ts";
import { distance, stageColours } from "./pixels.ts";
import { suitePages } from "./suitePages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 90;
const flat = syntheticPage({ records: RECORDS, layers: 5, labels: 3 });
const deep = syntheticPage({ records: RECORDS, layers: 5, labels: 3, dimensions: 3 });
const [LIT, OTHER] = [4, 1];
const records = Array.from({ length: RECORDS }, (_, record) => record);

interface Case {
  readonly name: string;
  readonly data: PageData;
  readonly saved: Partial<SavedView>;
  readonly size: { readonly width: number; readonly height: number };
  /** The layer that is drawn round. */
  readonly layer: number;
  /** Keys that turn and move the picture first. */
  readonly keys: readonly string[];
}

const wide = { width: 1100, height: 760 };
const turns = ["Shift+ArrowRight", "Shift+ArrowRight", "Shift+ArrowUp"];
const pair = { mode: "pair", layer: LIT, other: OTHER } as const;
const cases: readonly Case[] = [
  { name: "Layer in 2-D", data: flat, saved: { mode: "layer", layer: LIT }, size: wide, layer: LIT, keys: ["="] },
  { name: "Layer in 3-D", data: deep, saved: { mode: "layer", layer: LIT }, size: wide, layer: LIT, keys: turns },
  { name: "Pair's first half", data: flat, saved: pair, size: wide, layer: OTHER, keys: [] },
  { name: "Pair's second half", data: flat, saved: pair, size: wide, layer: LIT, keys: ["-"] },
  { name: "Pair's first half in 3-D", data: deep, saved: pair, size: wide, layer: OTHER, keys: turns },
  { name: "Pair's lower half", data: deep, saved: pair, size: { width: 600, height: 900 }, layer: LIT, keys: turns },
];

describe.skipIf(chromiumPath === undefined)("drawing round points of single layers", { timeout: 60_000 }, () => {
  const openPage = suitePages();

  async function open({ data, saved, size, keys }: Omit<Case, "name" | "layer">): Promise<Page> {
    const page = await openPage(await webviewPage("outlines", data, { theme: "dark", saved }), { viewport: size });
    await drawn(page);
    for (const key of keys) await page.locator("#stage").press(key);
    await settled(page);
    return page;
  }
  async function take(page: Page, tool: "lasso" | "box"): Promise<void> {
    await page.locator("#stage").press(tool === "lasso" ? "l" : "m");
    await expect.poll(() => page.locator(".marks-layer").getAttribute("data-tool")).toBe(tool);
  }
  const roundBy = (corners: readonly Place[], places: readonly Place[], of = records): readonly number[] =>
    of.filter((record) => isRound(corners, places[record] ?? [NaN, NaN]));
  const box = ([x0, y0]: Place, [x1, y1]: Place): readonly Place[] => [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];

  it.each(cases)("$name: a lasso and a box take what lies inside, Shift adds, Alt takes away", async (each) => {
    const page = await open(each);
    const places = await placesOf(page, RECORDS, each.layer);
    const line = lineRound(places, 0.5, 3);
    const inside = roundBy(line, places);
    expect(inside.length).toBeGreaterThan(RECORDS / 5);
    expect(inside.length).toBeLessThan(RECORDS);
    await take(page, "lasso");
    await drag(page, line);
    expect(await marked(page)).toEqual(inside);

    await take(page, "box");
    const xs = places.map(([x]) => x).sort((a, b) => a - b);
    const ys = places.map(([, y]) => y).sort((a, b) => a - b);
    const part = (sorted: readonly number[], share: number): number =>
      Math.floor(sorted[Math.floor(share * (RECORDS - 1))] ?? 0) + 0.5;
    const middle: Place = [part(xs, 0.5), part(ys, 0.5)];
    const added = box([(xs[0] ?? 0) - 4, (ys[0] ?? 0) - 4], middle);
    await drag(page, [added[0] ?? middle, middle], "Shift");
    const both = records.filter((record) => inside.includes(record) || roundBy(added, places).includes(record));
    expect(both.length).toBeGreaterThan(inside.length);
    expect(await marked(page)).toEqual(both);

    const taken = box([part(xs, 0.3), part(ys, 0.1)], [part(xs, 0.7), part(ys, 0.9)]);
    await drag(page, [taken[0] ?? middle, taken[2] ?? middle], "Alt");
    const left = both.filter((record) => !roundBy(taken, places).includes(record));
    expect(left.length).toBeLessThan(both.length);
    expect(await marked(page)).toEqual(left);
    // Without a key it marks anew.
    await drag(page, [taken[2] ?? middle, taken[0] ?? middle]);
    expect(await marked(page)).toEqual(roundBy(taken, places));
  });

  it.each(cases)("$name: what the legend or the user hides is not taken", async (each) => {
    const page = await open(each);
    const places = await placesOf(page, RECORDS, each.layer);
    const line = lineRound(places, 0.4, 5);
    await take(page, "lasso");
    await drag(page, line);
    const hidden = await marked(page);
    expect(hidden).toEqual(roundBy(line, places));
    await page.getByRole("button", { name: "Hide", exact: true }).click();
    const label = each.data.dataset.labels[0] ?? "";
    await page.locator(".legend .check", { hasText: label }).click();
    const wider = lineRound(places, 0.9, 6);
    await drag(page, wider);
    const rest = records.filter((record) => !hidden.includes(record) && each.data.dataset.labelOf[record] !== 0);
    const expected = roundBy(wider, places, rest);
    expect(expected.length).toBeGreaterThan(5);
    expect(await marked(page)).toEqual(expected);
  });

  it("in Pair both halves show what was marked in one of them", async () => {
    const page = await open({
      data: flat,
      saved: { mode: "pair", layer: 1, other: 0, planes: { lines: "none" } },
      size: { width: 1600, height: 1000 },
      keys: [],
    });
    const stage = await page.locator("#stage").boundingBox();
    const halves = [await placesOf(page, RECORDS, 0), await placesOf(page, RECORDS, 1)];
    const seen = () =>
      Promise.all(
        halves.map((places) =>
          stageColours(
            page,
            places.map(([x, y]) => ({ x: x - (stage?.x ?? 0), y: y - (stage?.y ?? 0) })),
          ),
        ),
      );
    await page.addStyleTag({ content: ".pair-heads { visibility: hidden }" });
    const before = await seen();
    await take(page, "lasso");
    const line = lineRound(halves[0] ?? [], 0.35, 2);
    await drag(page, line);
    await settled(page);
    const found = await marked(page);
    // The pointer is on no point, and the bar over none.
    await page.addStyleTag({ content: ".float { visibility: hidden }" });
    await page.mouse.move(2, 2);
    await settled(page);
    const after = await seen();
    for (const half of [0, 1]) {
      const changed = (record: number): number =>
        distance(before[half]?.[record] ?? [0, 0, 0], after[half]?.[record] ?? [0, 0, 0]);
      const apart = records.filter((record) =>
        records.every((other) => {
          const [[x, y] = [0, 0], [u, v] = [0, 0]] = [halves[half]?.[record], halves[half]?.[other]];
          return other === record || Math.hypot(x - u, y - v) > 14;
        }),
      );
      const dimmed = apart.filter((record) => !found.includes(record));
      const kept = apart.filter((record) => found.includes(record));
      expect(Math.min(dimmed.length, kept.length), `half ${half}`).toBeGreaterThan(0);
      for (const record of dimmed) expect(changed(record), `half ${half}, ${record}`).toBeGreaterThan(20);
      for (const record of kept) expect(changed(record), `half ${half}, ${record}`).toBeLessThan(20);
    }
  });

  it("what lies beyond the half, or beyond the stage, is not drawn and not taken", async () => {
    const page = await open({ data: flat, saved: pair, size: wide, keys: ["=", "=", "=", "="] });
    await stageHas(page, "mode", "pair");
    await settled(page);
    const stage = await page.locator("#stage").boundingBox();
    const [left, top, width, height] = [stage?.x ?? 0, stage?.y ?? 0, stage?.width ?? 0, stage?.height ?? 0];
    // The sides of the first half's box.
    const ends = await page
      .locator(".underlay .side")
      .evaluateAll((sides) =>
        sides.slice(0, 4).map((side) => [Number(side.getAttribute("x1")), Number(side.getAttribute("y1"))] as const),
      );
    expect(ends).toHaveLength(4);
    const [xs, ys] = [ends.map(([x]) => left + x), ends.map(([, y]) => top + y)];
    const places = await placesOf(page, RECORDS, OTHER);
    const edge = Math.max(...xs);
    const isSeen = (record: number): boolean => {
      const [x, y] = places[record] ?? [NaN, NaN];
      return x > Math.min(...xs) && x < edge && y > Math.min(...ys) && y < Math.max(...ys);
    };
    const beyond = records.filter((record) => !isSeen(record));
    expect(beyond.length).toBeGreaterThan(3);
    expect(beyond.some((record) => (places[record]?.[0] ?? 0) > edge)).toBe(true);
    await take(page, "box");
    await drag(page, [
      [left + 2, top + 60],
      [left + width + 40, top + height + 40],
    ]);
    const expected = records.filter(
      (record) => isSeen(record) && (places[record]?.[1] ?? 0) > top + 60 && (places[record]?.[0] ?? 0) > left + 2,
    );
    expect(expected.length).toBeGreaterThan(3);
    expect(await marked(page)).toEqual(expected);
  });
});
