import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { PanelState } from "../../src/protocol/panel.ts";
import { apart, chromiumPath, drawn, locate, stageHas } from "./browser.ts";
import { suitePages } from "./suitePages.ts";
import { webviewPage, type WebviewOptions } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const sample = syntheticPage({ records: 60, layers: 3 });
const working: PanelState = {
  kind: "working",
  cancelling: false,
  progress: {
    ...{ run: "synthetic", stage: "run", done: 20, total: 60, computed: 20, cached: 0 },
    kind: "records" as const,
    ...{ recordsPerSecond: 20, secondsLeft: 4 },
  },
};

describe.skipIf(chromiumPath === undefined)("runs one after the other", { timeout: 60_000 }, () => {
  const openPage = suitePages();
  let page: Page;

  async function open(options: Partial<WebviewOptions> = {}): Promise<void> {
    const file = await webviewPage("generations", sample, { theme: "dark", ...options });
    page = await openPage(file, { viewport: { width: 1000, height: 760 } });
  }

  const text = (): Promise<string | null> => page.locator(".record .text").textContent();
  const moveCaret = (point: number): Promise<void> =>
    page.evaluate((sent) => {
      const { connection, protocol } = window.fakeHost;
      return connection.sendNotification(protocol.caretMoved, { point: sent });
    }, point);
  const setHost = (change: { isWorking?: boolean; failures?: number }): Promise<void> =>
    page.evaluate((sent) => void Object.assign(window.fakeHost, sent), change);
  const asked = (method: string): Promise<{ run: string; point?: number; points?: readonly number[] }[]> =>
    page.evaluate(
      (name) => window.fakeHost.asked.filter((each) => each.method === name).map(({ params }) => params as never),
      method,
    );
  /** The file was edited: data set, picture or both of another run. */
  const send = (run: string, parts: readonly ("dataset" | "picture" | "ready")[]): Promise<void> =>
    page.evaluate(
      ([id, wanted]) => {
        const { connection, protocol, page: data } = window.fakeHost;
        if (wanted.includes("dataset"))
          void connection.sendNotification(protocol.datasetChanged, { ...data.dataset, run: id });
        if (wanted.includes("picture"))
          void connection.sendNotification(protocol.pictureChanged, { ...data.picture, run: id });
        if (wanted.includes("ready"))
          void connection.sendNotification(protocol.stateChanged, {
            kind: "ready",
            result: { ...data.result, run: id },
          });
      },
      [run, parts] as const,
    );

  it("show the record at the caret before there is a first picture", async () => {
    await open({ state: working, noPicture: true });
    await page.locator(".strip").waitFor();
    await setHost({ isWorking: true });
    await send("synthetic", ["dataset"]);
    await moveCaret(7);
    await expect.poll(text).toBe(sample.texts[7]);
    expect(await page.locator(".record .where").textContent()).toContain("sample.jsonl:8");
    expect(await page.locator(".record .spark, .near .row").count()).toBe(0);
    await send("synthetic", ["picture"]);
    await stageHas(page, "selected", 7);
    expect(await text()).toBe(sample.texts[7]);
    await setHost({ isWorking: false });
    await send("synthetic", ["picture", "ready"]);
    await page.locator(".record .spark").first().waitFor();
    await page.locator(".near .row").first().waitFor();
  });

  it("never show the numbers of one beside the picture of the next", async () => {
    await open();
    await drawn(page);
    await moveCaret(5);
    await page.locator(".record .spark").first().waitFor();
    await setHost({ isWorking: true });
    await send("second", ["dataset"]);
    await moveCaret(6);
    await expect.poll(text).toBe(sample.texts[6]);
    expect((await asked("detailsWanted")).at(-1)).toMatchObject({ run: "synthetic", point: 6 });
    await send("second", ["picture"]);
    await expect.poll(async () => (await asked("detailsWanted")).at(-1)).toMatchObject({ run: "second", point: 6 });
    await expect.poll(text).toBe(sample.texts[6]);
    expect(await page.locator(".record .spark, .near .row:visible").count()).toBe(0);
    await page.evaluate((state) => {
      const { connection, protocol } = window.fakeHost;
      return connection.sendNotification(protocol.stateChanged, state);
    }, working);
    await page.getByText("Its nearest and its numbers follow").waitFor();
    await setHost({ isWorking: false });
    await send("second", ["picture", "ready"]);
    await page.locator(".record .spark").first().waitFor();
    expect((await asked("excerptsWanted")).at(-1)).toMatchObject({ run: "second" });
  });

  it("ask again for a text that failed, and show no failure as a text", async () => {
    await open();
    await drawn(page);
    await setHost({ failures: 1 });
    const alone = (await apart(page, sample.picture.points)).find((record) => record >= 20) ?? -1;
    const at = await locate(page, alone);
    await page.locator("#stage").hover({ position: at });
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip .text").textContent()).toBe("…");
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.heard.filter(({ method }) => method === "panelFailed").length))
      .toBe(1);
    await page.mouse.move(2, 2);
    await page.locator(".tip").waitFor({ state: "hidden" });
    await page.locator("#stage").hover({ position: at });
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip .text").textContent()).toContain(sample.texts[alone]?.slice(0, 20));
  });
});
