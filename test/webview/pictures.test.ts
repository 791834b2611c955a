import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { DrawingChoice, RunResult } from "../../src/protocol/engine.ts";
import type { PageData, PanelState, SavedPicture } from "../../src/protocol/panel.ts";
import type { TaskInfo } from "../../src/protocol/tasks.ts";
import { chromiumPath, drawn } from "./browser.ts";
import { webviewPage, type WebviewOptions } from "./pages.ts";
import { suitePages } from "./suitePages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 40;
const LAYERS = 5;
const projection = { reference: undefined, stage: "projection", result: "coordinates" } as const;
const tasks: readonly TaskInfo[] = [
  { ...projection, id: "straight", label: "Straight", help: "Straight axes.", parameters: {} },
  {
    ...{ ...projection, id: "bent", label: "Bent", help: "Bent axes." },
    parameters: {
      n_neighbors: { kind: "integer", default: 15, min: 2, max: 200, help: "How many" },
      seed: { kind: "integer", default: 0, min: 0, max: 9, help: "Which" },
    },
  },
  {
    ...{ id: "faith", label: "Faith", help: "How true the picture is.", reference: undefined },
    ...{ stage: "analysis", result: "perLayer", parameters: {} },
  },
];
const straight: DrawingChoice = { projection: { id: "straight", values: {} }, dimensions: 2 };
const bent = (values: Readonly<Record<string, number>>): DrawingChoice => ({
  projection: { id: "bent", values },
  dimensions: 2,
});

function data(): PageData {
  const made = syntheticPage({ records: RECORDS, layers: LAYERS, labels: 3 });
  const values = Float32Array.of(0.5, 0.75, NaN, 0.5, 0.5);
  return {
    ...made,
    info: { ...made.info, tasks, drawing: straight },
    result: { ...made.result, drawing: straight },
    results: { faith: { kind: "perLayer", series: [{ id: "t", label: "Faith", values }] } },
  };
}

describe.skipIf(chromiumPath === undefined)("a picture that is fitted step by step", { timeout: 60_000 }, () => {
  const show = suitePages();
  let page: Page;

  async function open(options: Partial<WebviewOptions> = {}, width = 1000): Promise<void> {
    const file = await webviewPage("pictures", data(), { theme: "dark", ...options });
    page = await show(file, { viewport: { width, height: 760 } });
    await drawn(page);
  }
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );
  const state = (told: PanelState): Promise<void> =>
    page.evaluate((panel) => {
      const { connection, protocol } = window.fakeHost;
      void connection.sendNotification(protocol.stateChanged, panel);
    }, told);
  /** The same file is drawn in another way. */
  const finish = (drawing: DrawingChoice, more: Partial<RunResult> = {}): Promise<void> =>
    page.evaluate(
      ([chosen, rest]) => {
        const { connection, protocol, page: held } = window.fakeHost;
        void connection.sendNotification(protocol.infoChanged, { ...held.info, uri: "file:///a.txt", drawing: chosen });
        void connection.sendNotification(protocol.pictureChanged, held.picture);
        const result = { ...held.result, drawing: chosen, ...rest };
        void connection.sendNotification(protocol.stateChanged, { kind: "ready", result });
      },
      [drawing, more] as const,
    );
  const fit = { projection: "Bent", layer: 3, layers: ["embedding", "1", "2", "3", "4"], done: 0.4 } as const;
  const working: PanelState = {
    kind: "working",
    cancelling: false,
    progress: {
      ...{ run: "synthetic", stage: "align", kind: "records", done: 40, total: 40, computed: 0, cached: 40 },
      ...{ recordsPerSecond: undefined, secondsLeft: 12 },
      fit,
    },
  };
  const rows = (): Promise<string[]> => page.locator(".pictures .name").allTextContents();

  it("says the layer, the share and the time left, is stopped and kept, and given up by the same button", async () => {
    await open({ state: working });
    const strip = page.locator(".strip");
    await strip.waitFor();
    expect(await strip.locator(".figures").innerText()).toMatch(/^Bent: layer 3 of 4\s+40 %\s+about 12 s left$/);
    expect(await strip.locator("progress").evaluate((bar: HTMLProgressElement) => bar.value)).toBeCloseTo(0.4, 5);
    await strip.getByRole("button", { name: "Stop and Keep" }).click();
    await state({ ...working, cancelling: true });
    const discard = strip.getByRole("button", { name: "Discard" });
    await discard.click();
    expect(await strip.locator("b").textContent()).toBe("Stopping with what is there");
    await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "cancel" }, { command: "cancel" }]);
    await state({ kind: "interrupted", why: { kind: "cancelled", fitting: true }, done: 0, total: 0 });
    await expect.poll(() => strip.innerText()).toContain("The picture was given up before it was finished");
  });

  it("is said on the info line, with what is not as usual, and whether it was stopped early", async () => {
    await open();
    const method = page.locator(".infobar .method");
    expect(await method.textContent()).toBe("Straight");
    await finish(bent({ n_neighbors: 30, seed: 0 }), { stoppedEarly: { begun: 3, layers: 5 } });
    await expect.poll(() => method.textContent()).toBe("Bent, n_neighbors 30, seed 0");
    expect(await page.locator(".infobar .notice.warn").textContent()).toBe("stopped early at 3 of 5 layers");
    await method.click();
    await page.getByRole("dialog", { name: "Choose how the picture is fitted" }).waitFor();
    await page.keyboard.press("Escape");
    await page.locator("#stage").press("p");
    await page.getByRole("dialog", { name: "Choose how the picture is fitted" }).waitFor();
  });

  it("stands in a list with those that were finished before: a click goes back to one", async () => {
    await open();
    expect(await page.locator(".pane.pictures").isVisible()).toBe(false);
    await finish(bent({ n_neighbors: 30, seed: 0 }));
    await page.locator(".pane.pictures").waitFor();
    await expect.poll(rows).toEqual(["Bent, n_neighbors 30, seed 0.563", "Straight.563"]);
    const current = page.locator(".pictures [aria-current]");
    expect(await current.textContent()).toContain("Bent");
    // One that was stopped early is none to come back to, and the same one does not stand there twice.
    await finish(bent({ n_neighbors: 7, seed: 0 }), { stoppedEarly: { begun: 1, layers: 5 } });
    await expect.poll(() => current.count()).toBe(0);
    await finish(bent({ n_neighbors: 30 }));
    await expect.poll(() => current.count()).toBe(1);
    expect(await rows()).toHaveLength(2);
    await page.getByRole("button", { name: "Straight .563" }).click();
    await expect.poll(() => heard("drawingChosen")).toEqual([straight]);
    await finish(straight);
    await expect.poll(() => current.textContent()).toContain("Straight");
    expect((await rows())[0]).toContain("Bent");
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.saved?.pictures?.map(({ drawing }) => drawing.projection.id)))
      .toEqual(["bent", "straight"]);
  });

  it("is in the list after a reload, goes from it by key, and is passed over where nothing draws it any more", async () => {
    const pictures: readonly SavedPicture[] = [
      { drawing: bent({ n_neighbors: 9 }), quality: { label: "Faith", value: 0.9 } },
      { drawing: bent({ n_neighbors: 1000 }) },
      { drawing: { projection: { id: "gone", values: {} }, dimensions: 3 } },
      { drawing: { ...straight, dimensions: 3 } },
    ];
    await open({ saved: { pictures } });
    await page.locator(".pane.pictures").waitFor();
    const words = ["Straight.563", "Bent, n_neighbors 9, seed 0.900", "Straight, 3 dimensions"];
    await expect.poll(rows).toEqual(words);
    await page.locator(".pictures .name").first().focus();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Delete");
    await expect.poll(rows).toEqual([words[0], words[2]]);
    expect(
      await page
        .locator(".pictures .name")
        .nth(1)
        .evaluate((row) => row === document.activeElement),
    ).toBe(true);
    await page.keyboard.press("Enter");
    await expect.poll(() => heard("drawingChosen")).toEqual([{ ...straight, dimensions: 3 }]);
  });

  it("has its list and its words within a narrow panel", async () => {
    await open(
      { state: working, saved: { pictures: [{ drawing: bent({ n_neighbors: 9 }) }, { drawing: straight }] } },
      320,
    );
    await page.locator(".pane.pictures").waitFor();
    const sticksOut = await page.evaluate(() =>
      [...document.querySelectorAll(".strip *, .pane.pictures")]
        .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
        .map(({ className }) => className),
    );
    expect(sticksOut).toEqual([]);
  });
});
