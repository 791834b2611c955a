import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Field } from "../../src/protocol/engine.ts";
import type { PageData, SavedView } from "../../src/protocol/panel.ts";
import { BINS } from "../../webview/scale.ts";
import { chromiumPath, drawn, launch, openFile, settled } from "./browser.ts";
import { standAlonePage, webviewPage, type ThemeName } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 120;
const patient = { timeout: 10_000 };

function field(name: string, kind: Field["kind"], distinct: number): Field {
  return { name, kind, present: RECORDS, distinct, meanLength: 8 };
}

function data(labels = 14): PageData {
  const page = syntheticPage({ records: RECORDS, layers: 5, labels });
  const { labelField = "topic" } = page.dataset;
  const fields = [
    field("text", "string", RECORDS),
    field(labelField, "string", labels),
    field("source", "string", 6),
    field("stars", "number", 5),
    field("always", "string", 1),
  ];
  return { ...page, dataset: { ...page.dataset, textField: "text", fields } };
}

function withoutLabels(): PageData {
  const page = data();
  const labelOf = page.dataset.labelOf.map(() => 0xffff);
  return { ...page, dataset: { ...page.dataset, labels: [], labelOf, labelField: undefined } };
}

describe.skipIf(chromiumPath === undefined)("colours in the panel", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });
  afterAll(() => browser.close());

  async function open(made: PageData, saved: Partial<SavedView> = {}, theme: ThemeName = "dark", width = 1000) {
    const file = await webviewPage("colours", made, { theme, saved });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width, height: 760 } }));
    await drawn(page);
    await settled(page);
  }

  const kept = (): Promise<SavedView | undefined> => page.evaluate(() => window.fakeHost.saved);
  const title = (): Promise<string | null> => page.locator(".legend .heading").textContent();
  const names = (): Promise<readonly string[]> => page.locator(".legend .row:visible .name").allTextContents();
  const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.textContent ?? "");

  it("are chosen by keyboard from a menu that shows the current ones, and kept over a reload", async () => {
    await open(data());
    await page.keyboard.press("c");
    const entries = page.getByRole("menuitemradio");
    expect(await page.getByRole("menuitemradio", { checked: true }).allTextContents()).toEqual(["topic (label)"]);
    expect((await entries.allTextContents()).slice(0, 6)).toEqual([
      "topic (label)",
      "source6",
      "stars5",
      "line",
      "characters",
      "tokens",
    ]);
    await page.keyboard.press("s");
    expect(await focused()).toContain("source");
    await page.keyboard.press("Enter");
    await expect.poll(title, patient).toBe("source");
    expect(await names()).toEqual(Array.from({ length: 6 }, (_, i) => `source ${i}`));
    expect(await page.locator(".colour-by").evaluate((button) => button === document.activeElement)).toBe(true);
    await expect.poll(async () => (await kept())?.colouring, patient).toEqual({ kind: "field", name: "source" });
    const saved = await kept();

    await page.close();
    await open(data(), saved);
    await expect.poll(title, patient).toBe("source");
    await page.keyboard.press("c");
    expect(await page.getByRole("menuitemradio", { checked: true }).allTextContents()).toEqual(["source6"]);
    await page.keyboard.press("Escape");
    expect(await page.locator(".menu").isHidden()).toBe(true);
  });

  it("go through numbers: a field, the texts, a task at the lit layer and over all", async () => {
    await open(data());
    for (const [entry, heading] of [
      ["stars", "stars"],
      ["characters", "Characters"],
      ["tokens", "Tokens"],
      ["Distance moved at the lit layer", "Distance moved"],
      ["Distance moved, all layers", "Distance moved, all layers"],
    ] as const) {
      await page.locator(".colour-by").click();
      await page.getByRole("menuitemradio", { name: new RegExp(`^${entry}`) }).click();
      await expect.poll(title, patient).toBe(heading);
      await page.locator(".legend .bin").first().waitFor();
    }
    const before = await page.locator(".ticks").textContent();
    await page.locator("#stage").press("Home");
    expect(await page.locator(".ticks").textContent()).toBe(before);
  });

  it("by similarity wait for a record, and follow it and the layer", async () => {
    await open(data());
    await page.locator(".colour-by").click();
    const entry = page.getByRole("menuitemradio", { name: "similarity to the selected" });
    expect(await entry.getAttribute("aria-disabled")).toBe("true");
    await page.keyboard.press("Escape");
    await page.evaluate(() => {
      const { connection, protocol } = window.fakeHost;
      return connection.sendNotification(protocol.caretMoved, { point: 7 });
    });
    await page.locator(".colour-by").click();
    await entry.click();
    await expect.poll(title, patient).toBe("Similarity");
    await page.locator("#stage").press("ArrowLeft");
    const asked = () =>
      page.evaluate(() =>
        window.fakeHost.asked.filter(({ method }) => method === "fieldWanted").map((each) => each.params),
      );
    await expect.poll(asked, patient).toMatchObject([
      { of: "similarity", point: 7, layer: 4 },
      { of: "similarity", point: 7, layer: 3 },
    ]);
  });

  it("are the line of files without labels; a range is shown by Shift and the arrow keys, and by dragging", async () => {
    await open(withoutLabels(), {}, "light");
    expect(await title()).toBe("Line");
    expect(await page.locator(".bin").count()).toBe(BINS);
    const shown = () =>
      page
        .locator(".bin")
        .evaluateAll((bins) => bins.flatMap((bin, i) => (bin.getAttribute("aria-checked") === "true" ? [i] : [])));
    await page.locator(".bin").nth(10).focus();
    await page.keyboard.press("Shift+ArrowRight");
    await page.keyboard.press("Shift+ArrowRight");
    expect(await shown()).toEqual([10, 11, 12]);
    const boxes = await Promise.all([30, 20].map((bin) => page.locator(".bin").nth(bin).boundingBox()));
    const [from, to] = boxes.map((box) => [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 20] as const);
    await page.mouse.move(from?.[0] ?? 0, from?.[1] ?? 0);
    await page.mouse.down();
    await page.mouse.move(to?.[0] ?? 0, to?.[1] ?? 0, { steps: 20 });
    await page.mouse.up();
    expect(await shown()).toEqual(Array.from({ length: 11 }, (_, i) => 20 + i));
  });

  it("of a category are chosen in the legend by keyboard, kept, and reset", async () => {
    await open(data(9));
    const fill = () =>
      page
        .locator(".legend .swatch path")
        .nth(1)
        .evaluate((path) => getComputedStyle(path).fill);
    const before = await fill();
    await page.locator(".legend .check").nth(1).focus();
    await page.keyboard.press("F2");
    const box = page.locator(".look-editor");
    await box.waitFor();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    await expect.poll(fill, patient).not.toBe(before);
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("aria-label"))).toBe("diamond");
    await page.keyboard.press("ArrowLeft");
    const key = await page.locator(".legend .check").nth(1).getAttribute("data-key");
    await expect.poll(async () => (await kept())?.looks, patient).toEqual([[key, { colour: 3, symbol: "circle" }]]);
    await page.getByRole("button", { name: "Reset", exact: true }).click();
    await expect.poll(fill, patient).toBe(before);
    await page.keyboard.press("Escape");
    expect(await box.isHidden()).toBe(true);
    expect(
      await page
        .locator(".legend .check")
        .nth(1)
        .evaluate((row) => row === document.activeElement),
    ).toBe(true);
    await expect.poll(async () => (await kept())?.looks, patient).toEqual([]);
  });

  it("of many categories can be searched, and show that they scroll", async () => {
    await open(data(30));
    const find = page.getByRole("searchbox", { name: "Find a value" });
    await find.fill("topic 2");
    expect((await names()).every((name) => name.startsWith("topic 2"))).toBe(true);
    await find.fill("no such value");
    expect(await page.getByText("Nothing in the legend matches.").isVisible()).toBe(true);
    await find.fill("");
    expect(await page.locator(".legend .body").evaluate((body) => body.scrollHeight > body.clientHeight)).toBe(true);
    await page.setViewportSize({ width: 320, height: 720 });
    const pane = page.locator(".pane.legend");
    await expect.poll(() => pane.evaluate((each) => getComputedStyle(each).overflowY), patient).toBe("auto");
    expect(await pane.evaluate((each) => each.scrollHeight > each.clientHeight)).toBe(true);
    await page.close();
    await open(data(11));
    expect(await page.getByRole("searchbox", { name: "Find a value" }).count()).toBe(0);
  });

  it("are offered on a page as far as it holds them", async () => {
    const file = await standAlonePage("colours-page", data());
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } }));
    await drawn(page);
    await page.keyboard.press("c");
    const offered = await page.locator(".menu .entry .name").allTextContents();
    const held = ["topic (label)", "source", "stars", "Distance moved at the lit layer"];
    for (const name of held) expect(offered).toContain(name);
    expect(offered).not.toContain("Choose label field…");
    const entry = (name: string | RegExp) => page.getByRole("menuitemradio", { name });
    // The page has no values of fields, and no states.
    for (const name of ["similarity to the selected", /^source/])
      expect(await entry(name).getAttribute("aria-disabled")).toBe("true");
    await entry("characters").click();
    await expect.poll(title, patient).toBe("Characters");
  });
});
