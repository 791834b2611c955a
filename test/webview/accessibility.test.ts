import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PanelState, SavedView } from "../../src/protocol/panel.ts";
import { views } from "../../webview/views.ts";
import { chromiumPath, drawn, launch, openFile } from "./browser.ts";
import { curvesPage } from "./curvesData.ts";
import { standAlonePage, webviewPage, type ThemeName } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** What axe finds on a page, in words: the rule, the element, what is missing. */
async function violations(page: Page): Promise<readonly string[]> {
  return page.evaluate(`${axe};
    axe.run(document, { resultTypes: ["violations"] }).then(({ violations }) =>
      violations.flatMap(({ id, nodes }) => nodes.map((node) => id + ": " + node.html.slice(0, 160) + " – " + node.failureSummary)))`);
}

const run = "synthetic";
const progress = { run, stage: "run", done: 137, total: 300, computed: 137, cached: 0, kind: "records" } as const;
const states: Readonly<Record<string, PanelState>> = {
  idle: { kind: "idle" },
  working: { kind: "working", cancelling: false, progress: { ...progress, recordsPerSecond: 41, secondsLeft: 4 } },
  interrupted: { kind: "interrupted", why: { kind: "cancelled" }, done: 137, total: 300 },
  failed: {
    kind: "failed",
    canRetry: true,
    offers: ["chooseTextField"],
    message: { title: "There is no field", explanation: "The records have text and stars.", remedy: "Choose one." },
  },
};
const themes: readonly ThemeName[] = ["dark", "light", "hc", "hc-light"];
const selected: Partial<SavedView> = { selected: 45, layer: 4 };

describe.skipIf(chromiumPath === undefined)("axe finds nothing to mend", () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await launch();
  });
  afterAll(() => browser.close());

  async function check(name: string, theme: ThemeName, width: number, state?: PanelState, saved = selected) {
    const shape = { records: 60, layers: 7 };
    const data = saved.mode === "curves" ? curvesPage(shape) : syntheticPage(shape);
    const file = await webviewPage(name, data, { theme, saved, ...(state && { state }) });
    const { page } = await openFile(browser, file, { viewport: { width, height: 700 }, reducedMotion: "reduce" });
    if (state?.kind === "idle" || state?.kind === "failed") await page.locator("main").waitFor();
    else await drawn(page);
    const found = await violations(page);
    await page.close();
    return found;
  }

  for (const theme of themes) {
    it.each(views.map(({ id }) => id))(`in the view %s, ${theme}`, async (mode) => {
      for (const width of [1100, 320])
        expect(await check(`axe-${mode}-${theme}`, theme, width, undefined, { ...selected, mode })).toEqual([]);
    });

    it.each(Object.keys(states))(`in the state %s, ${theme}`, async (name) => {
      expect(await check(`axe-${name}-${theme}`, theme, 900, states[name])).toEqual([]);
    });
  }

  it("where the system gives the colours, what is lit, chosen and drawn is told apart all the same", async () => {
    const file = await standAlonePage("forced", syntheticPage({ records: 60, layers: 7 }));
    const { page } = await openFile(browser, file, { forcedColors: "active", viewport: { width: 1100, height: 700 } });
    await drawn(page);
    const looks = await page.evaluate(() => {
      const style = (selector: string, pseudo?: string): CSSStyleDeclaration =>
        getComputedStyle(document.querySelector(selector) ?? document.body, pseudo);
      const ground = (selector: string, pseudo?: string): string => style(selector, pseudo).backgroundColor;
      return {
        page: style("body").backgroundColor,
        bars: [ground(".bars i:not(.on)", "::before"), ground(".bars i.on", "::before")],
        tabs: [".tab[aria-selected='true']", ".tab[aria-selected='false']"].map((tab) => style(tab).borderBottomWidth),
        choices: ["true", "false"].map((is) => ground(`.choice [aria-checked='${is}']`)),
        slider: style(".slider").backgroundImage,
        swatches: new Set(
          Array.from(document.querySelectorAll(".legend .swatch *"), (part) => getComputedStyle(part).fill),
        ).size,
      };
    });
    expect(new Set([looks.page, ...looks.bars]).size).toBe(3);
    expect(new Set(looks.tabs).size).toBe(2);
    expect(new Set(looks.choices).size).toBe(2);
    expect(looks.slider).toContain("gradient");
    expect(looks.swatches).toBeGreaterThan(4);
    await page.close();
  });

  it("on a page of its own", async () => {
    const { page } = await openFile(browser, await standAlonePage("axe", syntheticPage({ records: 60, layers: 7 })));
    await drawn(page);
    expect(await violations(page)).toEqual([]);
  });
});
