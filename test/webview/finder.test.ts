import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageData } from "../../src/protocol/panel.ts";
import { chromiumPath, drawn, launch, openFile, stageHas } from "./browser.ts";
import { standAlonePage, webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const data: PageData = (() => {
  const page = syntheticPage({ records: 120, layers: 4 });
  const texts = page.texts.map((text, i) => (i % 10 === 4 ? `${text} with a Zebra` : text));
  texts[60] = `${"a".repeat(40)}!`;
  return { ...page, texts };
})();

let browser: Browser;

async function opened(name: string, page = false): Promise<{ page: Page; complaints: readonly string[] }> {
  const file = page ? await standAlonePage(name, data) : await webviewPage(name, data, { theme: "dark", saved: {} });
  const made = await openFile(browser, file, { viewport: { width: 1100, height: 760 } });
  await drawn(made.page);
  return made;
}

function revealed(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    window.fakeHost.heard.flatMap(({ method, params }) => (method === "pointRevealed" ? [params] : [])),
  );
}

describe.skipIf(chromiumPath === undefined)("the search box", { timeout: 60_000 }, () => {
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(async () => {
    await browser.close();
  });

  it.each(["webview", "page"])("finds while one types, and walks from hit to hit, in a %s", async (kind) => {
    const { page, complaints } = await opened(`finder-${kind}`, kind === "page");
    await page.keyboard.press("Control+f");
    await page.locator(".query:focus").waitFor();
    await page.keyboard.type("zebra");
    await page.locator(".found", { hasText: /^12$/ }).waitFor();
    await page.keyboard.press("Enter");
    await stageHas(page, "selected", 4);
    await page.locator(".found", { hasText: "1 of 12" }).waitFor();
    await page.keyboard.press("Enter");
    await stageHas(page, "selected", 14);
    await page.keyboard.press("Shift+Enter");
    await page.keyboard.press("Shift+Enter");
    await stageHas(page, "selected", 114);
    await page.locator(".found", { hasText: "12 of 12" }).waitFor();
    if (kind === "webview") {
      expect(await revealed(page)).toEqual([4, 14, 4, 114].map((point) => ({ point, preserveFocus: true })));
    }
    await page.getByRole("button", { name: "Match case" }).click();
    await page.locator(".found", { hasText: "none" }).waitFor();
    await page.getByRole("button", { name: "Match case" }).click();
    await page.getByRole("button", { name: "Match whole words" }).click();
    await page.locator(".query").fill("zebr");
    await page.locator(".found", { hasText: "none" }).waitFor();
    await page.getByRole("button", { name: "Use a regular expression" }).click();
    await page.locator(".query").fill("Zeb.a$");
    await page.locator(".found", { hasText: /^12 of 12$/ }).waitFor();
    await page.locator(".query").press("Escape");
    await page.locator(".found:not([hidden])").waitFor({ state: "detached" });
    expect(await page.locator(".query").inputValue()).toBe("");
    expect(complaints).toEqual([]);
    await page.close();
  });

  it.each(["webview", "page"])(
    "says what is wrong with a pattern, and gives up a hostile one, in a %s",
    async (kind) => {
      const { page, complaints } = await opened(`finder-wrong-${kind}`, kind === "page");
      await page.locator(".query").focus();
      await page.getByRole("button", { name: "Use a regular expression" }).click();
      await page.locator(".query").fill("(zebra");
      await page.locator(".failure", { hasText: "Unterminated group" }).waitFor();
      expect(await page.locator(".query").getAttribute("aria-invalid")).toBe("true");
      await page.locator(".query").fill("(a+)+$");
      await page.locator(".failure", { hasText: "takes too long" }).waitFor();
      await page.locator(".query").fill("(zebra)");
      await page.locator(".found", { hasText: /^12$/ }).waitFor();
      expect(await page.locator(".failure").isVisible()).toBe(false);
      expect(complaints).toEqual([]);
      await page.close();
    },
  );

  it("keeps what is looked for over a reload", async () => {
    const { page } = await opened("finder-saved");
    await page.locator(".query").fill("zebra");
    await page.locator(".found", { hasText: /^12$/ }).waitFor();
    await page.waitForFunction(() => window.fakeHost.saved?.search?.query === "zebra");
    const saved = await page.evaluate(() => window.fakeHost.saved);
    await page.close();
    const again = await openFile(
      browser,
      await webviewPage("finder-again", data, { theme: "dark", saved: saved ?? {} }),
    );
    await again.page.locator(".found", { hasText: /^12$/ }).waitFor();
    expect(await again.page.locator(".query").inputValue()).toBe("zebra");
    await again.page.close();
  });

  it("draws a typed sentence at every layer with its nearest records, until it is cleared", async () => {
    const { page, complaints } = await opened("finder-like");
    await page.locator(".query").focus();
    await page.getByRole("button", { name: "Draw a sentence of your own" }).click();
    await page.locator(".query").fill("something like 17");
    await page.locator(".query").press("Enter");
    await page.locator(".like-mark").waitFor({ state: "attached" });
    expect(await page.locator(".like-step").count()).toBe(4);
    const listed = page.locator(".like .name");
    await listed.first().waitFor();
    expect(await listed.count()).toBe(10);
    expect(await listed.first().getAttribute("data-record")).toBe("17");
    await listed.first().click();
    await stageHas(page, "selected", 17);
    await page.getByRole("button", { name: "Remove the sentence" }).click();
    await page.locator(".like-mark").waitFor({ state: "detached" });
    expect(await page.locator(".pane.like").isVisible()).toBe(false);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it("a page refuses a sentence in words", async () => {
    const { page } = await opened("finder-page-like", true);
    await page.locator(".query").focus();
    await page.getByRole("button", { name: "Draw a sentence of your own" }).click();
    await page.locator(".query").fill("something");
    await page.locator(".query").press("Enter");
    await page.locator(".failure", { hasText: "Open the file in VS Code." }).waitFor();
    await page.close();
  });

  it("is an icon where there is little room", async () => {
    const { page } = await opened("finder-narrow");
    await page.setViewportSize({ width: 320, height: 700 });
    expect(await page.locator(".query").isVisible()).toBe(false);
    await page.getByRole("button", { name: "Find in the records" }).click();
    await page.locator(".query:focus").waitFor();
    await page.keyboard.type("zebra");
    await page.locator(".found", { hasText: /^12$/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await page.locator(".query").waitFor({ state: "hidden" });
    await page.close();
  });
});
