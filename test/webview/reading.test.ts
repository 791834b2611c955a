import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageData } from "../../src/protocol/panel.ts";
import { BINS } from "../../webview/scale.ts";
import { apart, chromiumPath, drawn, launch, locate, openFile, stageHas } from "./browser.ts";
import { standAlonePage, webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 60;
const scored = syntheticPage({ records: RECORDS, layers: 4, scores: true, unlabelled: 0.1 });
const nasty = "<img src=x onerror=alert(1)>[]";
const data: PageData = {
  ...scored,
  dataset: {
    ...scored.dataset,
    reading: {
      encoding: "Japanese (Shift JIS)",
      dialect: { delimiter: ";", quote: "'", escape: "doubled", header: true },
      array: nasty,
      arrays: [
        { path: nasty, records: RECORDS, textFields: ["text"] },
        { path: "b[]", records: 2, textFields: [] },
      ],
      turns: "lastUser",
      notices: [
        { kind: "encodingGuessed", encoding: "Japanese (Shift JIS)" },
        { kind: "textJoined", field: nasty, records: 3 },
      ],
    },
    problems: [{ line: 4, start: 0, end: 3, kind: "cellCount", reason: "5 cells where the header has 4" }],
    problemCount: 3,
    effectCounts: { notRead: 0, leftOut: 0, guessed: 1, asItStands: 2 },
  },
};

describe.skipIf(chromiumPath === undefined)("how a file was read", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  const shown = async (options: { width: number; page?: boolean }): Promise<void> => {
    const file =
      options.page === true
        ? await standAlonePage("reading-page", data)
        : await webviewPage("reading", data, { theme: "dark" });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: options.width, height: 760 } }));
    await drawn(page);
  };
  const close = async (): Promise<void> => {
    expect(complaints).toEqual([]);
    await page.close();
  };

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());

  it("stands in the info bar, and every part opens its pick", async () => {
    await shown({ width: 2400 });
    const facts = page.locator(".infobar .facts");
    const pressed = async (): Promise<unknown[]> =>
      page.evaluate(() =>
        window.fakeHost.heard.filter((each) => each.method === "commandInvoked").map(({ params }) => params),
      );
    for (const [words, command] of [
      ["semicolon, single quotes, header", "chooseDialect"],
      ["last user turn", "chooseTurns"],
      [`${nasty}, of 2 arrays`, "chooseArray"],
      ["Japanese (Shift JIS)", "chooseEncoding"],
      ["1 guessed, 2 read as they stand", "showProblems"],
      ["encoding guessed", "chooseEncoding"],
      ["texts joined", "chooseTextField"],
    ] as const) {
      const button = facts.locator("button", { hasText: words });
      expect(await button.getAttribute("title")).toMatch(/\w/);
      await button.click();
      await expect.poll(async () => (await pressed()).at(-1)).toEqual({ command });
    }
    expect(await facts.locator(".problems").getAttribute("title")).toBe(
      "Line 5: 5 cells where the header has 4 (guessed)",
    );
    expect(await facts.locator("img").count()).toBe(0);
    await close();
  });

  it("keeps its warnings where there is hardly any room", async () => {
    await shown({ width: 420 });
    const bar = await page.locator(".infobar .facts").boundingBox();
    for (const warning of await page.locator(".infobar .warn").all()) {
      const box = await warning.boundingBox();
      expect(box?.y).toBeLessThan((bar?.y ?? 0) + (bar?.height ?? 0));
      expect(box?.width).toBeGreaterThan(10);
    }
    expect(await page.locator(".infobar .problems").innerText()).toContain("1 guessed");
    await close();
  });

  it("is only told on a page without an editor", async () => {
    await shown({ width: 2400, page: true });
    expect(await page.locator(".infobar").textContent()).toContain("semicolon, single quotes, header");
    expect(await page.locator(".infobar button").count()).toBe(0);
    await close();
  });
});

describe.skipIf(chromiumPath === undefined)("labels that are numbers", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];
  const values = data.dataset.labelValues ?? new Float64Array();

  beforeAll(async () => {
    browser = await launch();
    const file = await webviewPage("scale", data, { theme: "light" });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } }));
    await drawn(page);
  }, 60_000);
  afterAll(() => browser.close());

  const bins = () => page.locator(".bin");

  it("have a colour bar with their ends, their median and a column for each colour", async () => {
    const known = values.filter((value) => !Number.isNaN(value)).sort();
    const tick = (value = NaN): string => String(Number(value.toPrecision(4)));
    expect(await page.locator(".legend .meta").textContent()).toBe(`${known.length} records with a value`);
    expect(await page.locator(".ticks span").allTextContents()).toEqual([tick(known[0]), tick(known.at(-1))]);
    expect(await page.locator(".scale .note").textContent()).toBe(
      `median ${tick(known[Math.round(0.5 * (known.length - 1))])}`,
    );
    const counted = await bins().evaluateAll((all) =>
      all.map((bin) => Number(/: (\d+) records?$/.exec(bin.getAttribute("aria-label") ?? "")?.[1])),
    );
    expect(counted).toHaveLength(BINS);
    expect(counted.reduce((sum, records) => sum + records, 0)).toBe(known.length);
    expect(await page.locator(".legend .row .name").textContent()).toBe("no value");
  });

  it("are hidden and shown again by keyboard, side by side; what the keyboard stands on is said", async () => {
    await bins().nth(2).focus();
    await page.keyboard.press("ArrowRight");
    expect(
      await bins()
        .nth(3)
        .evaluate((bin) => bin === document.activeElement),
    ).toBe(true);
    expect(await page.locator(".scale .note").textContent()).toBe(await bins().nth(3).getAttribute("aria-label"));
    const layer = await page.locator("#stage").getAttribute("data-layer");
    await page.keyboard.press(" ");
    expect(await bins().nth(3).getAttribute("aria-checked")).toBe("false");
    await page.keyboard.press(" ");
    expect(await bins().nth(3).getAttribute("aria-checked")).toBe("true");
    await page.keyboard.press("ArrowDown");
    expect(
      await bins()
        .nth(4)
        .evaluate((bin) => bin === document.activeElement),
    ).toBe(true);
    expect(await page.locator("#stage").getAttribute("data-layer")).toBe(layer);
  });

  it("stand with their own number on the cards", async () => {
    const record = (await apart(page, RECORDS)).find((each) => !Number.isNaN(values[each])) ?? NaN;
    const own = String(values[record] ?? NaN);
    const at = await locate(page, record);
    await page.locator("#stage").hover({ position: at });
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip .label").textContent()).toBe(own);
    await page.locator("#stage").click({ position: at });
    await stageHas(page, "selected", record);
    expect(await page.locator(".facts dd .value").textContent()).toBe(own);
    expect(complaints).toEqual([]);
  });
});
