import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { views } from "../../webview/views.ts";
import { chromiumPath, drawn, launch, openFile } from "./browser.ts";
import { german } from "./german.ts";
import { webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const names = views.map(({ label }) => label);
const inGerman = names.map((name) => german.words[name] ?? "");

describe.skipIf(chromiumPath === undefined)("the views' tabs", { timeout: 60_000 }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launch()), 60_000);
  afterAll(() => browser.close());

  it.each([
    [220, inGerman],
    [320, names],
    [320, inGerman],
    [500, inGerman],
    [900, names],
  ])("are all in sight and can be clicked at %i px: %s", async (width, labels) => {
    const data = syntheticPage({ records: 40, layers: 4 });
    const options = { theme: "dark", ...(labels === inGerman && { language: german }) } as const;
    const file = await webviewPage(`tabs-${width}`, data, options);
    const { page } = await openFile(browser, file, { viewport: { width: 1200, height: 700 } });
    await drawn(page);
    await page.setViewportSize({ width, height: 700 });
    for (const label of labels.toReversed()) {
      await page.getByRole("tab", { name: label, exact: true }).click();
      await page.getByRole("tab", { name: label, exact: true, selected: true }).waitFor();
      const cut = await page.locator(".tabs").evaluate((tabs) => {
        const { left, right } = tabs.getBoundingClientRect();
        const boxes = Array.from(tabs.children, (tab) => tab.getBoundingClientRect());
        return boxes.filter((box) => box.left < left - 0.5 || box.right > right + 0.5 || box.width < 20).length;
      });
      expect(cut).toBe(0);
      expect(await page.locator('.tab[aria-selected="true"] > span').isVisible()).toBe(true);
    }
    const words = await page.locator(".tab > span:visible").count();
    expect(words).toBe(width < 320 ? 1 : views.length);
    await page.close();
  });
});
