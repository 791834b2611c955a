import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { PageData, PanelState } from "../../src/protocol/panel.ts";
import type { TaskInfo } from "../../src/protocol/tasks.ts";
import { apart, chromiumPath, drawn, locate, settled, stageHas } from "./browser.ts";
import { suitePages } from "./suitePages.ts";
import { standAlonePage, webviewPage, type WebviewOptions } from "./pages.ts";
import { stageColours } from "./pixels.ts";
import { syntheticPage, type Shape } from "./syntheticPage.ts";

const RECORDS = 40;
const LAYERS = 3;

/** A registry of the test's own: the panel knows none of its ids. */
const analysis = { reference: undefined, stage: "analysis", parameters: {} } as const;
const tasks: readonly TaskInfo[] = [
  {
    ...{ id: "p-1", label: "Straight", help: "Straight axes.", reference: undefined, stage: "projection" },
    ...{ result: "coordinates", parameters: {} },
  },
  {
    ...{ id: "p-2", label: "Bent", help: "Bent axes.", reference: undefined, stage: "projection" },
    result: "coordinates",
    parameters: {
      n_neighbors: { kind: "integer", default: 15, min: 2, max: 200, help: "How many" },
      spread: { kind: "number", default: 0.5, min: 0, max: 1, help: "How far" },
      metric: { kind: "choice", default: "cosine", options: ["cosine", "euclidean"], help: "By which distance" },
      normalise: { kind: "choice", default: "no", options: ["no", "yes"], help: "Of length one", group: "preparation" },
      reduce: { kind: "integer", default: 50, min: 0, max: 1000, help: "Components", group: "preparation" },
    },
    locality: { parameter: "n_neighbors", low: 5, high: 80 },
  },
  {
    ...{ ...analysis, id: "a-1", label: "Close", help: "Who is close.", result: "related" },
    parameters: { many: { kind: "integer", default: 10, min: 1, max: 30, help: "How many" } },
  },
  { ...analysis, id: "a-2", label: "Opposite", help: "Who is far.", result: "related" },
  { ...analysis, id: "a-3", label: "Height", help: "How high.", result: "perPoint" },
  { ...analysis, id: "a-4", label: "Faith", help: "How true the picture is.", result: "perLayer" },
  { ...analysis, id: "c-1", label: "Unlike", help: "Another file's.", stage: "comparison", result: "perLayer" },
];

function page3(shape: Partial<Shape> = {}): PageData {
  const made = syntheticPage({ records: RECORDS, layers: LAYERS, labels: 3, ...shape });
  const near = made.results["neighbours"];
  if (near?.kind !== "related") throw new Error("no related points");
  const values = Float32Array.from({ length: LAYERS * RECORDS }, (_, i) => Math.floor(i / RECORDS) - 1);
  return {
    ...made,
    info: { ...made.info, tasks, drawing: { projection: { id: "p-1", values: {} }, dimensions: 2 } },
    results: {
      "a-1": near,
      "a-2": { ...near, points: near.points.map((point) => (point + 1) % RECORDS) },
      "a-3": { kind: "perPoint", values, total: "in all" },
      "a-4": {
        kind: "perLayer",
        series: [{ id: "t", label: "Faith", values: Float32Array.of(0.5, 0.75, NaN) }],
      },
    },
  };
}

describe.skipIf(chromiumPath === undefined)("what the engine's tables offer", { timeout: 60_000 }, () => {
  const show = suitePages();
  let page: Page;

  async function open(options: Partial<WebviewOptions> = {}, data = page3()): Promise<void> {
    const file = await webviewPage("tasks", data, { theme: "dark", saved: { selected: 4, layer: 1 }, ...options });
    page = await show(file, { viewport: { width: 1000, height: 760 } });
    await drawn(page);
  }
  async function openPage(shape: Partial<Shape> = {}): Promise<PageData> {
    const data = page3(shape);
    const file = await standAlonePage("tasks", data);
    page = await show(file, { viewport: { width: 1000, height: 760 } });
    await drawn(page);
    return data;
  }
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );
  const asked = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.asked.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );

  it("is all that the record card and the lists show", async () => {
    await open();
    await page.locator(".record .spark").first().waitFor();
    expect(await page.locator(".spark .cap").allTextContents()).toEqual([
      expect.stringMatching(/^Neighbours kept\d+ of 10$/),
      "Height0.000",
    ]);
    expect(await page.locator("dl.facts").textContent()).toContain("Height0.00in all");
    expect(await page.locator(".near:not([hidden]) .heading").textContent()).toBe("Close at layer 1");
    expect(await page.locator(".near h3").textContent()).toBe("Opposite at layer 1");
    expect(await page.locator(".near li").count()).toBe(20);
    await page.locator("#stage").press("Home");
    await stageHas(page, "layer", 0);
    await expect.poll(() => page.locator(".near h3").textContent()).toBe("Opposite at the embedding");
    expect(await page.locator(".spark .cap").last().textContent()).toBe("Height-1.000");
  });

  it("has a form for the parameters of what is said of points", async () => {
    await open();
    const many = page.getByLabel("Many");
    expect(await many.inputValue()).toBe("10");
    await many.fill("31");
    await many.press("Enter");
    expect((await asked("detailsWanted")).at(-1)).toMatchObject({ values: {} });
    await many.fill("3");
    await many.press("Enter");
    await expect
      .poll(async () => (await asked("detailsWanted")).at(-1))
      .toMatchObject({ values: { "a-1": { many: 3 } } });
    await expect.poll(() => page.evaluate(() => window.fakeHost.saved?.taskValues)).toEqual({ "a-1": { many: 3 } });
  });

  it("has a form for the projection, with its own keys", async () => {
    await open();
    const button = page.getByRole("button", { name: "Project…" });
    await button.focus();
    await page.keyboard.press("Enter");
    const form = page.getByRole("dialog", { name: "Choose how the picture is fitted" });
    await form.waitFor();
    const straight = form.getByRole("radio", { name: "Straight" });
    expect(await straight.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await form.getByRole("spinbutton").count()).toBe(0);
    await page.keyboard.press("ArrowDown");
    expect(await form.getByRole("radio", { name: "Bent" }).isChecked()).toBe(true);
    const many = form.getByLabel("n_neighbors", { exact: true });
    await many.fill("1");
    const draw = form.getByRole("button", { name: "Draw" });
    await draw.click();
    expect(await form.getByRole("alert").allTextContents()).toContain("A whole number from 2 to 200.");
    expect(await many.evaluate((field) => field === document.activeElement)).toBe(true);
    await form.getByLabel("Spread").fill("7");
    expect(await form.getByRole("alert").allTextContents()).toContain("A number from 0 to 1.");
    expect(await heard("drawingChosen")).toEqual([]);
    await many.fill("20");
    await form.getByLabel("Spread").fill("0.25");
    await form.getByLabel("Metric").selectOption("euclidean");
    await form.getByLabel("Dimensions").selectOption("3");
    await many.press("Home");
    await many.press("0");
    expect(await page.locator("#stage").getAttribute("data-layer")).toBe("1");
    await many.fill("20");
    await many.press("Enter");
    await form.waitFor({ state: "hidden" });
    const values = { n_neighbors: 20, spread: 0.25, metric: "euclidean", normalise: "no", reduce: 50 };
    await expect.poll(() => heard("drawingChosen")).toEqual([{ projection: { id: "p-2", values }, dimensions: 3 }]);
    expect(await button.evaluate((opener) => opener === document.activeElement)).toBe(true);
    await page.keyboard.press("Enter");
    await form.waitFor();
    await page.keyboard.press("Escape");
    await form.waitFor({ state: "hidden" });
    expect(await page.locator("#stage").getAttribute("data-selected")).toBe("4");
  });

  it("has what a method was drawn with last in its form, and the usual values at a button", async () => {
    const data = page3();
    const usedValues = { "p-2": { n_neighbors: 40, reduce: 20 } };
    await open({}, { ...data, info: { ...data.info, usedValues } });
    await page.getByRole("button", { name: "Project…" }).click();
    const form = page.getByRole("dialog", { name: "Choose how the picture is fitted" });
    await form.getByRole("radio", { name: "Bent" }).check();
    const many = form.getByLabel("n_neighbors", { exact: true });
    expect(await many.inputValue()).toBe("40");
    const group = form.locator("details");
    expect(await group.getAttribute("open")).toBeNull();
    expect(await group.locator("summary").textContent()).toContain("reduce 20");
    await group.locator("summary").click();
    await form.getByLabel("Normalise").selectOption("yes");
    expect(await group.locator("summary").textContent()).toContain("normalise yes, reduce 20");
    await many.fill("33");
    await form.getByRole("radio", { name: "Straight" }).check();
    await form.getByRole("radio", { name: "Bent" }).check();
    expect(await many.inputValue()).toBe("33");
    await form.getByRole("button", { name: "Reset" }).click();
    expect(await many.inputValue()).toBe("15");
    expect(await group.locator(".differing").textContent()).toBe("");
    // What is wrong is seen, also under a heading that is closed.
    await group.locator("summary").click();
    await form.getByLabel("Reduce").fill("-3");
    await group.locator("summary").click();
    await form.getByRole("button", { name: "Draw" }).click();
    expect(await form.getByLabel("Reduce").evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await heard("drawingChosen")).toEqual([]);
  });

  it("has a slider from local to global, on which equal ways are equal factors", async () => {
    await open();
    await page.getByRole("button", { name: "Project…" }).click();
    const form = page.getByRole("dialog", { name: "Choose how the picture is fitted" });
    await form.getByRole("radio", { name: "Bent" }).check();
    const slider = form.getByRole("slider");
    const many = form.getByLabel("n_neighbors", { exact: true });
    await slider.focus();
    await page.keyboard.press("Home");
    expect(await many.inputValue()).toBe("5");
    await page.keyboard.press("End");
    expect(await many.inputValue()).toBe("80");
    await slider.fill("30");
    expect(await many.inputValue()).toBe("20");
    expect(await slider.getAttribute("aria-valuetext")).toBe("n_neighbors 20");
    await many.fill("40");
    expect(await slider.inputValue()).toBe("45");
    await many.fill("2");
    expect(await slider.inputValue()).toBe("0");
  });

  it("is asked of the layers once the picture is final, and of the newest only", async () => {
    const progress = { run: "synthetic", stage: "run", done: 1, total: 2, computed: 1, cached: 0 } as const;
    const state: PanelState = {
      kind: "working",
      cancelling: false,
      progress: { ...progress, kind: "records", recordsPerSecond: undefined, secondsLeft: undefined },
    };
    await open({ state });
    await page.locator(".record .spark").first().waitFor();
    expect(await asked("taskWanted")).toEqual([]);
    await page.evaluate(() => {
      const { connection, protocol, page: data } = window.fakeHost;
      void connection.sendNotification(protocol.stateChanged, { kind: "ready", result: data.result });
    });
    await expect.poll(() => asked("taskWanted")).toEqual([{ run: "synthetic", task: { id: "a-4", values: {} } }]);
    await page.locator(".infobar .quality").waitFor();
    expect(await page.locator(".infobar .quality").textContent()).toBe("Faith .750");
    expect(await page.locator(".bars i").nth(0).getAttribute("title")).toContain("Faith .500");
    await page.evaluate(() => {
      const { connection, protocol, page: data } = window.fakeHost;
      void connection.sendNotification(protocol.infoChanged, { ...data.info, file: "told again" });
    });
    await page.locator(".infobar", { hasText: "told again" }).waitFor();
    expect(await asked("taskWanted")).toHaveLength(1);
    await page.locator("#stage").press("End");
    await page.locator(".infobar .quality").waitFor({ state: "detached" });
    await page.evaluate(() => {
      const { connection, protocol, page: data } = window.fakeHost;
      void connection.sendNotification(protocol.datasetChanged, { ...data.dataset, run: "next" });
      void connection.sendNotification(protocol.pictureChanged, { ...data.picture, run: "next", explained: undefined });
    });
    await page.locator(".infobar .variance").waitFor({ state: "detached" });
    expect(await asked("taskWanted")).toHaveLength(1);
    expect(await page.locator(".bars i").nth(0).getAttribute("title")).toBe("Embedding");
  });

  it("is on a page what its data hold, and nothing to choose", async () => {
    await openPage();
    const record = (await apart(page, RECORDS))[0] ?? NaN;
    await page.locator("#stage").click({ position: await locate(page, record) });
    await page.locator(".near h3").waitFor();
    expect(await page.locator(".spark").count()).toBe(2);
    expect(await page.locator(".pane .opener:visible").count()).toBe(0);
    expect(await page.getByRole("button", { name: "Project…" }).count()).toBe(0);
    await page.locator("#stage").press("Home");
    await page.locator(".infobar .quality").waitFor();
  });

  it("draws three dimensions where it says, and picks there", async () => {
    await openPage({ dimensions: 3 });
    for (const key of ["Home", "Shift+ArrowLeft", "Shift+ArrowUp"]) {
      await page.locator("#stage").press(key);
      await settled(page);
      const places = await Promise.all((await apart(page, RECORDS, 9)).map((record) => locate(page, record)));
      const seen = await stageColours(page, places);
      // All but the few without a label, which are grey.
      const coloured = seen.filter((pixel) => Math.max(...pixel) - Math.min(...pixel) > 40);
      expect(coloured.length).toBeGreaterThan(0.7 * seen.length);
      expect(seen.length).toBeGreaterThan(5);
    }
    const record = (await apart(page, RECORDS))[0] ?? NaN;
    await page.locator("#stage").click({ position: await locate(page, record) });
    await stageHas(page, "selected", record);
    expect(await page.locator(".infobar .variance").textContent()).toMatch(/axes [\d.]+ % \+ [\d.]+ % \+ [\d.]+ % = /);
  });

  it("shows a token's text, line and its record's label", async () => {
    const data = await openPage({ tokens: true });
    const { dataset } = data;
    const point = (await apart(page, RECORDS)).find((each) => dataset.labelOf[Math.floor(each / 3)] !== 0xffff) ?? NaN;
    await page.locator("#stage").click({ position: await locate(page, point) });
    await stageHas(page, "selected", point);
    expect(await page.locator(".record .text").textContent()).toBe(data.texts[point]);
    expect(await page.locator(".record .where").textContent()).toContain(`sample.jsonl:${point + 1}`);
    const label = dataset.labels[dataset.labelOf[Math.floor(point / 3)] ?? 0];
    expect(await page.locator(".facts .value").textContent()).toBe(label);
    expect(await page.locator(".infobar").textContent()).toContain(`${RECORDS} tokens`);
    const counts = await page.locator(".legend .num").allTextContents();
    expect(counts.reduce((sum, count) => sum + Number(count), 0)).toBe(RECORDS);
  });
});
