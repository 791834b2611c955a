import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PanelState, SavedView } from "../../src/protocol/panel.ts";
import { views } from "../../webview/views.ts";
import { chromiumPath, drawn, launch, openFile } from "./browser.ts";
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
    const data = syntheticPage({ records: 60, layers: 7 });
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

  it("on a page of its own", async () => {
    const { page } = await openFile(browser, await standAlonePage("axe", syntheticPage({ records: 60, layers: 7 })));
    await drawn(page);
    expect(await violations(page)).toEqual([]);
  });
});
