import type { Page } from "playwright-core";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { tasksOf } from "../../src/protocol/tasks.ts";
import { chromiumPath, drawn } from "./browser.ts";
import { german } from "./german.ts";
import { webviewPage, type WebviewOptions } from "./pages.ts";
import { suitePages } from "./suitePages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const sample = syntheticPage({ records: 60, layers: 5 });
const keys = Uint32Array.from({ length: 60 }, (_, i) => 1000 + (i % 50));
const data: PageData = {
  ...sample,
  dataset: { ...sample.dataset, textKeys: keys },
  info: { ...sample.info, tasks: tasksOf(taskInfos(standardTables), false) },
};

describe.skipIf(chromiumPath === undefined)("axes of one's own", { timeout: 60_000 }, () => {
  const openPage = suitePages();
  let page: Page;

  async function open(shown: PageData, options: Partial<WebviewOptions> = {}, width = 1000): Promise<void> {
    const file = await webviewPage("axes", shown, { theme: "light", ...options });
    page = await openPage(file, { viewport: { width, height: 760 } });
    await drawn(page);
  }
  const heard = (): Promise<unknown[]> =>
    page.evaluate(() =>
      window.fakeHost.heard.filter(({ method }) => method === "drawingChosen").map(({ params }) => params),
    );
  const shot = async (name: string): Promise<void> => {
    if (process.env["STORE_SHOTS"] === undefined) return;
    const folder = path.join(import.meta.dirname, "../../out/shots");
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: path.join(folder, `${name}.png`) });
  };
  /** Selects records by their numbers in the order of the list, and pins them, by the keyboard alone. */
  async function pinned(): Promise<void> {
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Shift+A");
    await page.keyboard.press("Shift+B");
  }

  it.each(["light", "dark"] as const)("are asked for with the points of A and B, in %s", async (theme) => {
    await open(data, { theme });
    await pinned();
    const button = page.getByRole("button", { name: "Axis from A − B" });
    await button.focus();
    await shot(`axes-${theme}`);
    await page.keyboard.press("Enter");
    await expect.poll(heard).toHaveLength(1);
    const all = [...new Set(keys)];
    expect((await heard())[0]).toEqual({
      projection: { id: "directions", values: { x: "difference", y_component: 1, z_component: 2 } },
      dimensions: 2,
      sets: { a: all, b: all },
    });
  });

  it("are named at the picture's axes", async () => {
    const values = { x: "difference", y: "record", y_record: 12 };
    const drawing = { projection: { id: "directions", values }, dimensions: 2 } as const;
    await open({ ...data, info: { ...data.info, drawing } }, { saved: { mode: "layer", layer: 3 } });
    const words = page.locator(".stage, #stage").first();
    await expect.poll(() => words.textContent()).toContain("A − B");
    await expect.poll(() => words.textContent()).toContain("record 12");
    await shot("axes-named");
  });

  it.each([
    ["English", undefined, "in the axes of other.jsonl", 1000],
    ["German", german, "in den Achsen von other.jsonl", 1000],
    ["a narrow panel", undefined, "in the axes of other.jsonl", 320],
  ] as const)("of another picture are said, and changed by a click: %s", async (name, language, words, width) => {
    const axes = { path: "/somewhere/other.reducer.safetensors", name: "other.jsonl" };
    const drawing = { projection: { id: "pca", values: {} }, dimensions: 2, axes } as const;
    await open({ ...data, info: { ...data.info, drawing } }, { ...(language && { language }) }, width);
    const fact = page.locator('[data-command="drawInAxes"]');
    expect(await fact.textContent()).toBe(words);
    await fact.focus();
    await shot(`axes-of-${name}`.replaceAll(" ", "-"));
    await page.keyboard.press("Enter");
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.heard.filter(({ method }) => method === "commandInvoked")))
      .toMatchObject([{ params: { command: "drawInAxes" } }]);
    await expect.poll(() => page.evaluate(() => window.fakeHost.saved?.drawing)).toEqual(drawing);
  });
});
