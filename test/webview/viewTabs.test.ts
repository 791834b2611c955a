import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { views } from "../../webview/views.ts";
import { chromiumPath, drawn, launch, openFile } from "./browser.ts";
import { webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const german = ["Stapel", "Schicht", "Paar", "Kurven", "Tabelle"];

describe.skipIf(chromiumPath === undefined)("the views' tabs", { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launch()), 60_000);
  afterAll(() => browser.close());

  it.each([
    [320, undefined],
    [320, german],
    [500, german],
    [900, undefined],
  ])("are all in sight and can be clicked at %i px: %s", async (width, names) => {
    const file = await webviewPage(`tabs-${width}`, syntheticPage({ records: 40, layers: 4 }), { theme: "dark" });
    const { page } = await openFile(browser, file, { viewport: { width: 1200, height: 700 } });
    await drawn(page);
    if (names !== undefined)
      await page.locator(".tab > span").evaluateAll((spans, words) => {
        spans.forEach((span, i) => (span.textContent = words[i] ?? ""));
      }, names);
    await page.setViewportSize({ width, height: 700 });
    for (const { id, label } of views.toReversed()) {
      await page.getByRole("tab", { name: label, exact: true }).click();
      await page.waitForFunction(
        (mode) => document.querySelector(`.tab[aria-selected="true"] > .codicon-${mode}`) !== null,
        views.find((view) => view.id === id)?.icon,
      );
      const cut = await page.locator(".tabs").evaluate((tabs) => {
        const { left, right } = tabs.getBoundingClientRect();
        const boxes = Array.from(tabs.children, (tab) => tab.getBoundingClientRect());
        return boxes.filter((box) => box.left < left - 0.5 || box.right > right + 0.5 || box.width < 20).length;
      });
      expect(cut).toBe(0);
      expect(await page.locator('.tab[aria-selected="true"] > span').isVisible()).toBe(true);
    }
    const words = await page.locator(".tab > span:visible").count();
    expect(words).toBe(width <= 320 ? 1 : views.length);
    await page.close();
  });
});
