import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { PageData } from "../../src/protocol/panel.ts";
import type { PerLayer } from "../../src/protocol/tasks.ts";
import { chromiumPath, drawn, settled } from "./browser.ts";
import { curvesPage } from "./curvesData.ts";
import { standAlonePage, webviewPage } from "./pages.ts";
import { suitePages } from "./suitePages.ts";

const LAYERS = 13;
/** The layers that one dimension fills: they keep nearly all of the variance, and show no structure. */
const ROGUE = [6, 7, 8, 10];

/** A run of a decoder whose picture keeps the most variance where it shows the least. */
function decoder(shuffle: "no" | "yes" = "no"): PageData {
  const page = curvesPage();
  const of = (usual: number, rogue: number): Float32Array =>
    Float32Array.from({ length: LAYERS }, (_, layer) => (ROGUE.includes(layer) ? rogue : usual));
  const chance = { low: of(0.58, 0.6), high: of(0.6, 0.62) };
  const structure: PerLayer = {
    kind: "perLayer",
    series: [
      { id: "structure", label: "Structure shown", values: of(0.6, 0.02) },
      { id: "trustworthiness", label: "Trustworthiness", values: of(0.84, 0.62), chance },
    ],
  };
  const explained = Float32Array.from({ length: 2 * LAYERS }, (_, i) =>
    ROGUE.includes(i >> 1) ? ([0.97, 0.01][i % 2] ?? 0) : 0.1,
  );
  return {
    ...page,
    info: {
      ...page.info,
      drawing: { projection: { id: "pca", values: { standardise: "yes", shuffle } }, dimensions: 3 },
    },
    picture: { ...page.picture, explained },
    results: { ...page.results, structure },
  };
}

describe.skipIf(chromiumPath === undefined)("a picture and its shuffled baseline", { timeout: 60_000 }, () => {
  const show = suitePages();
  let page: Page;

  async function open(data: PageData, theme: "dark" | "light" = "dark", width = 1000): Promise<void> {
    const file = await webviewPage("shuffled", data, { theme, saved: { layer: 7 } });
    page = await show(file, { viewport: { width, height: 760 } });
    await drawn(page);
  }
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );
  const heights = (): Promise<number[]> =>
    page
      .locator(".bars i")
      .evaluateAll((bars) => bars.map((bar) => Number.parseFloat(getComputedStyle(bar, "::before").height)));
  const drawing = (shuffle: string) => ({
    projection: { id: "pca", values: { standardise: "yes", shuffle } },
    dimensions: 3,
  });

  it("has low bars where one dimension has nearly all of the variance, which is still told", async () => {
    await open(decoder());
    await page.locator('.bars i[title*="structure shown"]').first().waitFor();
    const found = await heights();
    for (const [layer, height] of found.entries()) {
      if (ROGUE.includes(layer)) expect(height).toBeLessThan(4);
      else expect(height).toBeGreaterThan(10);
    }
    const title = await page.locator(".bars i").nth(7).getAttribute("title");
    expect(title).toBe(
      [
        "Layer 7: structure shown 2.0 %, the height of the bar: of the drawn neighbours 62.0 % are to be trusted, 62.0 % with shuffled states",
        "the picture keeps 98.0 % of the variance",
      ].join("\n") + (title ?? "").slice((title ?? "").indexOf("\nStructure shown")),
    );
    const spoken = await page.locator(".slots input").first().getAttribute("aria-valuetext");
    expect(spoken).toContain("shows 2.0 % of the structure");
  });

  it("is drawn by one click, or by the palette's command", async () => {
    await open(decoder());
    const button = page.getByRole("button", { name: "Compare with shuffled", exact: true });
    await settled(page);
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    await button.focus();
    await page.keyboard.press("Enter");
    await expect.poll(() => heard("drawingChosen")).toEqual([drawing("yes")]);
    await page.evaluate(
      () => void window.fakeHost.connection.sendNotification("keyInvoked", { action: "compareShuffled" }),
    );
    await expect.poll(() => heard("drawingChosen")).toEqual([drawing("yes"), drawing("yes")]);
  });

  it("says that it is shuffled, and one click goes back", async () => {
    await open(decoder("yes"));
    const button = page.getByRole("button", { name: "Compare with shuffled", exact: true });
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    const notice = page.locator(".infobar .notice", { hasText: "shuffled" });
    expect(await notice.getAttribute("title")).toContain("what looks like structure is none");
    await settled(page);
    await notice.click();
    await expect.poll(() => heard("drawingChosen")).toEqual([drawing("no")]);
    await button.click();
    await expect.poll(() => heard("drawingChosen")).toEqual([drawing("no"), drawing("no")]);
  });

  it("warns of the layers that show no more than it does; a click compares", async () => {
    await open(decoder());
    const notice = page.locator(".infobar .notice", { hasText: "as if shuffled" });
    expect(await notice.getAttribute("title")).toMatch(/^At layers 6–8, 10 the picture keeps neighbours hardly better/);
    await settled(page);
    await notice.click();
    await expect.poll(() => heard("drawingChosen")).toEqual([drawing("yes")]);
  });

  it("shows the band of shuffled pictures in Curves", async () => {
    await open(decoder());
    await page.locator("#stage").press("4");
    const chart = page.locator('[data-chart="structure"]');
    await chart.locator(".chance").first().waitFor({ state: "attached" });
    expect(await chart.locator(".key").textContent()).toMatch(/By chance 60.0 % to 62.0 %/);
  });

  it("is told on a page, which cannot draw it", async () => {
    const file = await standAlonePage("shuffled", decoder());
    page = await show(file, { viewport: { width: 1000, height: 760 } });
    await drawn(page);
    expect(await page.getByRole("button", { name: "Compare with shuffled", exact: true }).count()).toBe(0);
    await page.locator("span.notice", { hasText: "as if shuffled" }).waitFor();
    expect(Math.max(...(await heights()))).toBeGreaterThan(10);
  });
});
