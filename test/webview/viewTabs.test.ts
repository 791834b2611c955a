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

  it("are short only while what stands beside them leaves them no room", async () => {
    const made = syntheticPage({ records: 40, layers: 7 });
    const name = "a field whose name is long";
    const field = { name, kind: "string", present: 40, distinct: 5, meanLength: 5 } as const;
    const data = { ...made, dataset: { ...made.dataset, fields: [...made.dataset.fields, field] } };
    const file = await webviewPage("tabs-beside", data, { theme: "dark", language: german });
    const { page } = await openFile(browser, file, { viewport: { width: 1280, height: 700 } });
    await drawn(page);
    const words = (): Promise<number> => page.locator(".tab > span:visible").count();
    const cut = (): Promise<number> =>
      page
        .locator(".toolbar")
        .evaluate((line) =>
          Math.max(
            ...Array.from(
              line.querySelectorAll(".tabs, .scrubber, .toolbar"),
              (part) => part.scrollWidth - part.clientWidth,
            ),
            line.scrollWidth - line.clientWidth,
          ),
        );
    const colourBy = async (entry: string): Promise<void> => {
      await page.locator("#stage").press("c");
      await page.locator(".menu .entry", { hasText: entry }).first().click();
      await page.locator(".colour-by", { hasText: entry.slice(0, 8) }).waitFor();
    };
    const counted: number[][] = [];
    for (const width of [771, 921, 1280]) {
      await page.setViewportSize({ width, height: 700 });
      await colourBy("topic");
      await expect.poll(words).toBe(views.length);
      expect(await cut()).toBe(0);
      await colourBy(name);
      await expect.poll(cut).toBe(0);
      counted.push([width, await words()]);
      await colourBy("topic");
      await expect.poll(words).toBe(views.length);
    }
    expect(counted).toEqual([
      [771, views.length],
      [921, 1],
      [1280, views.length],
    ]);
    await page.close();
  });
});
