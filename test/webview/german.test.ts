import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { panelText } from "../../src/strings/panel.ts";
import { views } from "../../webview/views.ts";
import { chromiumPath, drawn } from "./browser.ts";
import { german } from "./german.ts";
import { standAlonePage, webviewPage } from "./pages.ts";
import { suitePages } from "./suitePages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const page = syntheticPage({ records: 120, layers: 5 });
/** Its texts are in no language. */
const data = { ...page, texts: page.texts.map((_, record) => `t${record}`) };
/** Sentences that say something else in German, and what they are filled with. */
const english = Object.entries(german.words)
  .filter(
    ([sentence, translation]) =>
      sentence.toLowerCase() !== translation.toLowerCase() && /[a-z]{3}/i.test(sentence.replaceAll(/\{\d\}/g, "")),
  )
  .map(([sentence]) => sentence.trim().toLowerCase());
const whole = new Set(english.filter((sentence) => !sentence.includes("{")));
const filled = english
  .filter((sentence) => sentence.includes("{"))
  .map(
    (sentence) =>
      new RegExp(`^${sentence.replaceAll(/[.*+?^$()|[\]\\]/g, "\\$&").replaceAll(/\{\d\}/g, "(.+)")}$`, "i"),
  );

/** Every word that is shown or read out but those of the file. */
async function wordsOf(page: Page): Promise<string[]> {
  const said = await page.evaluate(() => {
    const words: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      if (node instanceof Element) {
        for (const name of ["title", "aria-label", "aria-valuetext", "placeholder"])
          words.push(...(node.getAttribute(name) ?? "").split("\n"));
      } else if (!/^(script|style)$/i.test(node.parentElement?.tagName ?? "")) words.push(node.textContent ?? "");
    }
    return words;
  });
  const { labels, labelField, textField } = data.dataset;
  const own = new Set([...labels, labelField, textField]);
  return said.map((words) => words.trim()).filter((words) => words !== "" && !own.has(words));
}

function isEnglish(words: string): boolean {
  return whole.has(words.toLowerCase()) || filled.some((sentence) => sentence.test(words));
}

describe.skipIf(chromiumPath === undefined)("the panel in German", { timeout: 60_000 }, () => {
  const open = suitePages();

  it.each(views.map(({ id }) => id))("has no English left in %s", async (mode) => {
    const saved = { mode, selected: 45, layer: 3 };
    const file = await webviewPage(`german-${mode}`, data, { theme: "dark", saved, language: german });
    const page = await open(file, { viewport: { width: 1300, height: 900 } });
    await drawn(page);
    await page.locator(".record .text").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    expect(await page.getByRole("tab").allInnerTexts()).toEqual(["Stapel", "Schicht", "Paar", "Kurven", "Tabelle"]);
    const words = await wordsOf(page);
    expect(words.length).toBeGreaterThan(80);
    expect(words).toContain("Datensatz");
    expect(words.filter(isEnglish)).toEqual([]);
  });

  it("says so on a page of its own", async () => {
    const page = await open(await standAlonePage("german-page", data, german));
    await drawn(page);
    expect(await page.locator("html").getAttribute("lang")).toBe("de");
    expect((await wordsOf(page)).filter(isEnglish)).toEqual([]);
  });

  it.each([320, 500, 760, 900])("shows the words of every view's tab at %i pixels", async (width) => {
    const saved = { mode: "table", selected: 45 } as const;
    const file = await webviewPage(`german-${width}`, data, { theme: "dark", saved, language: german });
    const page = await open(file, { viewport: { width, height: 800 } });
    await page.locator(".tbody .tr").first().waitFor();
    const cut = await page.getByRole("tablist").evaluate((tabs) => tabs.scrollWidth - tabs.clientWidth);
    expect(cut).toBe(0);
    expect(await page.locator(".tab > span:visible").count()).toBe(views.length);
  });

  it("stays English where there are no other words", async () => {
    const page = await open(await webviewPage("german-none", data, { theme: "dark" }));
    await drawn(page);
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    const words = (await wordsOf(page)).filter(isEnglish);
    for (const one of [panelText.play, panelText.views.curves, panelText.layerTitle("4"), panelText.legendValues(8)])
      expect(words).toContain(one);
  });
});
