import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { Bookmark, SavedView } from "../../src/protocol/panel.ts";
import { views } from "../../webview/views.ts";
import { apart, chromiumPath, drawn, locate, settled, stageHas } from "./browser.ts";
import { curvesPage } from "./curvesData.ts";
import { webviewPage } from "./pages.ts";
import { darkPalette, distance, stageColours } from "./pixels.ts";
import { suitePages } from "./suitePages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 60;
const flat = syntheticPage({ records: RECORDS, layers: 7, labels: 3, unlabelled: 0 });
const deep = syntheticPage({ records: RECORDS, layers: 7, labels: 3, dimensions: 3 });
const curves = curvesPage({ records: RECORDS, layers: 7 });
/** The panel as a window of 1600 × 900 and one of 1280 × 720 have it at 200 %: alone, and beside an editor. */
const sizes = [
  [780, 390],
  [380, 390],
  [300, 300],
] as const;
const looks: Partial<SavedView> = { layer: 4, other: 1, selected: 7 };

/** Controls that can be seen, but not whole, not alone at their place, or not at all with the mouse. */
async function troubles(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const name = (element: Element): string =>
      `${element.tagName.toLowerCase()}.${element.className} ${element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 30)}`;
    const wanted = "button, select, input, a[href], [role=checkbox], [role=option], [role=columnheader]";
    const controls = Array.from(document.querySelectorAll<HTMLElement>(wanted)).filter((element) =>
      element.checkVisibility({ visibilityProperty: true, opacityProperty: true }),
    );
    for (const control of controls) {
      control.scrollIntoView({ block: "nearest", inline: "nearest" });
      const { left, right, top, bottom, width, height } = control.getBoundingClientRect();
      // What only a screen reader has.
      if (width <= 1 || height <= 1) continue;
      if (left < -0.5 || top < -0.5 || right > innerWidth + 0.5 || bottom > innerHeight + 0.5)
        found.push(`out of the window: ${name(control)} ${[left, top, right, bottom].map(Math.round).join(" ")}`);
      const hit = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isOwn =
        hit !== null &&
        (control.contains(hit) || hit.contains(control) || hit.closest("label")?.contains(control) === true);
      if (!isOwn) found.push(`under something: ${name(control)}: ${hit === null ? "nothing" : name(hit)}`);
      if (
        control.scrollWidth > control.clientWidth + 1 &&
        getComputedStyle(control).overflowX === "visible" &&
        control.tagName === "BUTTON"
      )
        found.push(`words beyond its edge: ${name(control)} ${control.scrollWidth} > ${control.clientWidth}`);
    }
    if (document.documentElement.scrollWidth > innerWidth)
      found.push(`the page is ${document.documentElement.scrollWidth} wide`);
    for (const element of document.querySelectorAll("*")) element.scrollTo(0, 0);
    /** What of a control can be seen, where its ancestors scroll. */
    const seen = (control: Element): DOMRect => {
      let { left, top, right, bottom } = control.getBoundingClientRect();
      for (let each = control.parentElement; each !== null; each = each.parentElement) {
        if (getComputedStyle(each).overflow === "visible") continue;
        const box = each.getBoundingClientRect();
        left = Math.max(left, box.left);
        top = Math.max(top, box.top);
        right = Math.min(right, box.right);
        bottom = Math.min(bottom, box.bottom);
      }
      return new DOMRect(left, top, Math.max(0, right - left), Math.max(0, bottom - top));
    };
    const boxes = controls.map((control) => [control, seen(control)] as const);
    boxes.forEach(([one, a], i) => {
      for (const [other, b] of boxes.slice(i + 1)) {
        if (one.contains(other) || other.contains(one)) continue;
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (across > 1 && down > 1) found.push(`over each other: ${name(one)}, ${name(other)}: ${across} × ${down}`);
      }
    });
    return found;
  });
}

describe.skipIf(chromiumPath === undefined)("at 200 %", { timeout: 90_000 }, () => {
  const openPage = suitePages();

  async function open(
    saved: Partial<SavedView>,
    [width, height]: readonly [number, number],
    data = flat,
  ): Promise<Page> {
    const file = await webviewPage("zoomed", data, { theme: "dark", saved: { ...looks, ...saved } });
    const page = await openPage(file, { viewport: { width, height }, deviceScaleFactor: 2, reducedMotion: "reduce" });
    await drawn(page);
    return page;
  }

  for (const mode of views.map(({ id }) => id))
    it.each(sizes)(`every control of the view ${mode} is whole and within reach at %i × %i`, async (width, height) => {
      const page = await open({ mode }, [width, height], mode === "curves" ? curves : mode === "layer" ? deep : flat);
      await page.locator(".record .text").waitFor({ state: "attached" });
      const found = await troubles(page);
      await page.locator("#stage, .table, .curves").first().press("Control+a");
      await page.locator(".float.selection").waitFor({ state: "attached" });
      found.push(...(await troubles(page)).map((what) => `with a selection: ${what}`));
      await page.keyboard.press("b");
      await page.waitForFunction(() => document.body.classList.contains("folded"));
      found.push(...(await troubles(page)).map((what) => `folded: ${what}`));
      expect([...new Set(found)]).toEqual([]);
    });

  it.each(sizes.slice(0, 2))("points are drawn where they are picked, at %i × %i", async (width, height) => {
    for (const mode of ["stack", "layer", "pair"] as const) {
      const page = await open(
        { mode, layer: 1, other: 0, trajectories: "none", selected: -1, planes: { lines: "none" } },
        [width, height],
      );
      await settled(page);
      const records = (await apart(page, RECORDS, 8)).slice(0, 4);
      expect(records.length, mode).toBeGreaterThan(1);
      const places = await Promise.all(records.map((record) => locate(page, record)));
      const colours = await stageColours(
        page,
        places.map(({ x, y }) => ({ x: 2 * x, y: 2 * y })),
      );
      for (const [i, record] of records.entries()) {
        const colour = darkPalette[flat.dataset.labelOf[record] ?? 0] ?? [0, 0, 0];
        expect(distance(colours[i] ?? [0, 0, 0], colour), `${mode}, ${record}`).toBeLessThan(60);
        await page.locator("#stage").click({ position: places[i] ?? { x: 0, y: 0 } });
        await stageHas(page, "selected", record);
      }
      await page.close();
    }
  });
});

const panelWidths = [220, 320, 399, 471, 500, 571, 621, 696, 759, 771, 921, 1000];

/** Panes that cannot be scrolled into the window with so much of them that one can work there, or that lie over another. */
async function lostPanes(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const panes = Array.from(document.querySelectorAll<HTMLElement>(".pane:not([hidden])"));
    const seen = panes.map((pane) => {
      pane.scrollIntoView({ block: "nearest" });
      const { top, bottom, left, right, width } = pane.getBoundingClientRect();
      const height = Math.min(innerHeight, bottom) - Math.max(0, top);
      const wanted = Math.min(pane.scrollHeight, pane.matches(".lists *") ? 100 : 40);
      if (height < wanted || width < 150 || left < -0.5 || right > innerWidth + 0.5)
        found.push(`${pane.className}: ${width} × ${height}, not ${wanted} high`);
      for (const row of pane.querySelectorAll(".head, .row, .note, .record, .pin-row")) {
        if (!row.checkVisibility()) continue;
        row.scrollIntoView({ block: "nearest" });
        const box = row.getBoundingClientRect();
        const hit = document.elementFromPoint(box.left + Math.min(box.width, 30) / 2, (box.top + box.bottom) / 2);
        if (box.height < innerHeight / 2 && hit?.closest(".pane") !== pane)
          found.push(`${pane.className}: ${row.className} ${row.textContent} is out of reach`);
      }
      return pane.className;
    });
    found.push(...seen.filter((name) => name === ""));
    return found;
  });
}

describe.skipIf(chromiumPath === undefined)("the sheet", { timeout: 120_000 }, () => {
  const openPage = suitePages();
  const bookmarksOf = (count: number): readonly Bookmark[] =>
    Array.from({ length: count }, (_, i) => ({ name: `bookmark ${i}`, view: { layer: 1 } }));

  it.each(
    (["stack", "pair"] as const).flatMap((mode) => [
      [mode, 7, 1] as const,
      [mode, 7, 40] as const,
      [mode, -1, 0] as const,
    ]),
  )("keeps every pane within reach at every width: %s, record %i, %i bookmarks", async (mode, selected, count) => {
    const saved: Partial<SavedView> = { ...looks, mode, selected, bookmarks: bookmarksOf(count) };
    const found: string[] = [];
    for (const like of ["", "sentence 7 of a river"]) {
      const options = { theme: "dark", saved: { ...saved, like } } as const;
      const page = await openPage(await webviewPage("sheet", flat, options), {
        viewport: { width: 1000, height: 800 },
      });
      await drawn(page);
      if (selected >= 0) await page.locator(".near:not(.like) .row").first().waitFor();
      if (like !== "") await page.locator(".near.like .row").first().waitFor();
      for (const pins of [false, true]) {
        if (pins)
          for (const key of ["Control+a", "Shift+A", "Shift+B", "Escape"]) await page.locator("#stage").press(key);
        await page.locator(".pins").waitFor({ state: pins ? "attached" : "hidden" });
        for (const width of panelWidths) {
          await page.setViewportSize({ width, height: 800 });
          const lost = await lostPanes(page);
          found.push(...lost.slice(0, 3).map((what) => `${width}${like && ", like"}${pins ? ", pins" : ""}: ${what}`));
        }
      }
      await page.close();
    }
    expect(found).toEqual([]);
  });
});
