import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { standardTables, taskInfos } from "../../src/engine/tasks.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { tasksOf } from "../../src/protocol/tasks.ts";
import { chromiumPath, stageHas } from "./browser.ts";
import { suitePages } from "./suitePages.ts";
import { curvesPage } from "./curvesData.ts";
import { standAlonePage, webviewPage, type WebviewOptions } from "./pages.ts";

const viewport = { width: 1000, height: 760 };
const titles = [
  ...["Variance kept", "Structure shown", "Picture quality", "Distances kept", "Neighbours kept", "Rogue dimensions"],
  ...["Alignment residual", "Mean norm", "Cosine to the layer before", "Cosine between records", "Effective rank"],
  ...["Intrinsic dimension", "Silhouette", "Label of the nearest"],
];
const onDemand = [
  "distancesKept",
  ...["neighboursKept", "norms", "cosineToBefore", "anisotropy", "effectiveRank", "intrinsicDimension"],
  ...["silhouette", "nearestLabel"],
];

describe.skipIf(chromiumPath === undefined)("Curves", { timeout: 60_000 }, () => {
  const openPage = suitePages();
  let page: Page;

  /** What is asked of every picture. */
  const always = ["structure", "quality", "dominance", "alignment"];

  async function open(
    options: Partial<WebviewOptions> = {},
    data: PageData = curvesPage({ records: 60 }),
    context: BrowserContextOptions = { viewport },
  ): Promise<void> {
    const saved = { mode: "curves", selected: 4, layer: 3 } as const;
    const file = await webviewPage("curves", data, { theme: "dark", saved, ...options });
    page = await openPage(file, context);
    await page
      .locator(options.saved?.mode === "stack" ? "#stage[data-ready]" : ".curves .chart")
      .first()
      .waitFor();
  }
  const asked = (): Promise<string[]> =>
    page.evaluate(() =>
      window.fakeHost.asked
        .filter(({ method }) => method === "taskWanted")
        .map(({ params }) => (params as { task: { id: string } }).task.id),
    );
  const chart = (id: string) => page.locator(`.charts [data-chart="${id}"]`);
  const value = (id: string) => chart(id).locator(".value").textContent();
  const layer = () => page.locator(".slots input").inputValue();

  it("asks for what takes long only when it is shown, one after the other, and again when its values change", async () => {
    await open({ saved: { mode: "stack", layer: 3 } });
    await expect.poll(asked).toEqual(always);
    await page.getByRole("tab", { name: "Curves" }).click();
    await expect.poll(asked).toEqual([...always, ...onDemand]);
    expect(await page.locator(".charts h2").allTextContents()).toEqual(titles);
    await page.getByRole("tab", { name: "Stack" }).click();
    await page.getByRole("tab", { name: "Curves" }).click();
    expect(await asked()).toHaveLength(always.length + onDemand.length);

    await page.getByRole("button", { name: "Options…" }).click();
    const part = page.getByRole("group", { name: "Neighbours kept" });
    await part.getByLabel("k", { exact: true }).fill("30");
    await part.getByLabel("k", { exact: true }).press("Tab");
    await expect.poll(asked).toEqual([...always, ...onDemand, "neighboursKept"]);
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.saved?.taskValues))
      .toMatchObject({
        neighboursKept: { k: 30 },
      });
  });

  it("shows every number at the lit layer, and goes to a layer by click and keys", async () => {
    const data = curvesPage({ records: 60 });
    await open({}, data);
    const norms = data.results["norms"];
    if (norms?.kind !== "perLayer") throw new Error("no norms");
    await expect.poll(() => value("norms")).toBe((norms.series[0]?.values[3] ?? NaN).toFixed(1));
    const plot = chart("norms").locator(".axes");
    await plot.scrollIntoViewIfNeeded();
    const area = await plot.locator(".area").boundingBox();
    if (area === null) throw new Error("no plot");
    await page.mouse.click(area.x + (area.width * 7.5) / 13, area.y + 40);
    expect(await layer()).toBe("7");
    await plot.press("ArrowLeft");
    expect(await layer()).toBe("6");
    await plot.press("Home");
    expect(await layer()).toBe("0");
    await expect.poll(() => value("norms")).toBe((norms.series[0]?.values[0] ?? NaN).toFixed(1));
    expect(await value("cosineToBefore")).toBe("–");
    expect(await plot.getAttribute("aria-valuetext")).toMatch(/^embedding: Mean norm \d/);
    await plot.press("End");
    const lit = await plot.locator(".here").boundingBox();
    const end = area.x + area.width;
    expect((lit?.x ?? 0) + (lit?.width ?? 0)).toBeCloseTo(end, 0);
    await plot.press("ArrowDown");
    expect(
      await chart("cosineToBefore")
        .locator(".axes")
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
  });

  it("says the number of the layer the pointer is at", async () => {
    await open();
    await chart("norms").locator(".area").scrollIntoViewIfNeeded();
    const area = await chart("norms").locator(".area").boundingBox();
    if (area === null) throw new Error("no plot");
    const before = await value("norms");
    await page.mouse.move(area.x + area.width - 4, area.y + 40);
    await expect.poll(() => value("norms")).toBe("11.0");
    expect(await layer()).toBe("3");
    await page.mouse.move(2, 2);
    await expect.poll(() => value("norms")).toBe(before);
  });

  it("tells what a number is: its range, its source, of how many", async () => {
    await open();
    await chart("intrinsicDimension").locator("header").hover();
    await page.getByRole("button", { name: "What Intrinsic dimension is" }).hover();
    const about = chart("intrinsicDimension").getByRole("tooltip");
    await about.waitFor();
    expect(await about.textContent()).toContain("doi:10.1038/s41598-017-11873-y");
    expect(await about.textContent()).toContain("Of a sample of 2\u202f000, always the same.");
  });

  it("shows how far each is, and why one has no numbers, each for itself", async () => {
    await open({ saved: { mode: "stack", layer: 3 } });
    await expect.poll(asked).toEqual(always);
    await page.evaluate(() => {
      window.fakeHost.failures = 1;
      window.fakeHost.hold = new Promise((release) => Object.assign(window, { release }));
    });
    await page.getByRole("tab", { name: "Curves" }).click();
    await expect.poll(asked).toEqual([...always, "distancesKept", "neighboursKept"]);
    expect(await chart("distancesKept").textContent()).toContain("out of order");
    expect(await chart("neighboursKept").getAttribute("aria-busy")).toBe("true");
    expect(await chart("anisotropy").textContent()).toContain("Waiting for the others");
    await page.evaluate(() => {
      const { connection, protocol } = window.fakeHost;
      void connection.sendNotification(protocol.taskProgressed, {
        run: "synthetic",
        task: "neighboursKept",
        done: 0.34,
      });
      void connection.sendNotification(protocol.taskProgressed, { run: "another", task: "neighboursKept", done: 0.99 });
    });
    await expect.poll(() => chart("neighboursKept").textContent()).toContain("Computing, 34.0 %");
    await page.evaluate(() => (window as unknown as { release: () => void }).release());
    await chart("nearestLabel").locator(".axes").waitFor();
    expect(await chart("distancesKept").locator(".axes").count()).toBe(0);
    const reported = await page.evaluate(() => window.fakeHost.heard.filter(({ method }) => method === "panelFailed"));
    expect(reported).toHaveLength(1);
  });

  it("says what records without labels lack", async () => {
    await open({}, curvesPage({ records: 60, labels: 0 }));
    await expect.poll(() => chart("silhouette").textContent()).toContain("no labels that are categories");
  });

  it("copies all numbers as a table", async () => {
    await open();
    await chart("nearestLabel").locator(".axes").waitFor();
    await page.getByRole("button", { name: "Copy all numbers" }).click();
    const heard = (): Promise<string | undefined> =>
      page.evaluate(() => {
        const copied = window.fakeHost.heard.findLast(({ method }) => method === "textCopied");
        return (copied?.params as { text: string } | undefined)?.text;
      });
    await expect.poll(heard).toBeDefined();
    const rows = ((await heard()) ?? "").split("\n").map((row) => row.split("\t"));
    expect(rows).toHaveLength(14);
    expect(new Set(rows.map((row) => row.length)).size).toBe(1);
    expect(rows[0]?.slice(0, 3)).toEqual(["layer", "All drawn axes", "Axis 1"]);
    expect(rows[0]).toContain("Silhouette, by chance, least");
    expect(rows[13]?.[0]).toBe("12");
    expect(rows[13]?.[rows[0]?.indexOf("Mean norm") ?? -1]).toBe("11");
  });

  it("enlarges a chart by Enter, keeps that over a reload, and goes back by Escape", async () => {
    await open();
    await chart("norms").locator(".axes").press("Enter");
    const large = page.locator(".large .axes");
    await large.waitFor();
    expect(await large.evaluate((one) => one === document.activeElement)).toBe(true);
    await expect.poll(() => page.evaluate(() => window.fakeHost.saved?.chart)).toBe("norms");
    await large.press("ArrowRight");
    expect(await layer()).toBe("4");
    await large.press("Escape");
    await chart("norms").waitFor();
    expect(
      await chart("norms")
        .locator(".axes")
        .evaluate((one) => one === document.activeElement),
    ).toBe(true);
    expect(await page.locator(".record").count()).toBe(1);
  });

  it("has plotly draw a large chart, fetched only then", async () => {
    await open({ plotly: true });
    await chart("norms").locator(".axes").waitFor();
    expect(await page.evaluate(() => "Plotly" in window)).toBe(false);
    await chart("norms").locator(".axes").press("Enter");
    await page.locator(".by-plotly .scatterlayer").first().waitFor();
    const area = await page.locator(".plotly-chart .nsewdrag").boundingBox();
    if (area === null) throw new Error("no plot");
    const at = { x: area.x + (area.width * 8.5) / 13, y: area.y + area.height / 2 };
    await page.mouse.move(at.x - 5, at.y);
    await page.mouse.move(at.x, at.y);
    await expect.poll(() => page.locator(".plotly-chart .hoverlayer").textContent()).toContain("Mean norm");
    await page.mouse.click(at.x, at.y);
    await expect.poll(layer).toBe("8");
    await page.locator(".large .axes").press("Home");
    expect(await layer()).toBe("0");
    await page.setViewportSize({ width: 700, height: 700 });
    await expect
      .poll(async () => (await page.locator(".plotly-chart .main-svg").first().boundingBox())?.width)
      .toBeLessThan(700);
    await page.locator(".large .axes").press("Escape");
    await chart("norms").waitFor();
  });

  it.each([320, 500, 900, 1600])("stays within the window at %i px", async (width) => {
    await open({ saved: { mode: "curves", layer: 3, selected: 4 } }, undefined, { viewport: { width, height: 800 } });
    await chart("nearestLabel").locator(".axes").waitFor();
    const out = await page.evaluate(() =>
      Array.from(document.querySelectorAll(".chart, .chart .value, .chart .entry, .choices > *"))
        .filter((part) => part.getBoundingClientRect().right > innerWidth + 0.5)
        .map((part) => part.outerHTML.slice(0, 90)),
    );
    expect(out).toEqual([]);
  });

  it("is on a page of its own, too: without plotly, without a form", async () => {
    const file = await standAlonePage("curves", curvesPage({ records: 60 }));
    page = await openPage(file, { viewport });
    await page.getByRole("tab", { name: "Curves" }).click();
    await chart("nearestLabel").locator(".axes").waitFor();
    expect(await page.getByRole("button", { name: "Options…" }).isVisible()).toBe(false);
    await chart("silhouette").locator(".axes").dblclick();
    await page.locator(".large .axes svg").waitFor();
    expect(await page.locator(".plotly-chart").count()).toBe(0);
    await page.locator(".large .axes").press("Escape");
    await chart("silhouette").waitFor();
  });
});

describe.skipIf(chromiumPath === undefined)("the list of nearest", { timeout: 60_000 }, () => {
  const openPage = suitePages();
  let page: Page;

  async function open(data: PageData): Promise<void> {
    const saved = { mode: "stack", selected: 4, layer: 3 } as const;
    const file = await webviewPage("nearest", data, { theme: "light", saved });
    page = await openPage(file, { viewport });
    await page.locator(".near .row").first().waitFor();
  }
  const detailsValues = (): Promise<unknown> =>
    page.evaluate(() => {
      const asked = window.fakeHost.asked.findLast(({ method }) => method === "detailsWanted");
      return (asked?.params as { values: unknown } | undefined)?.values;
    });

  it("asks for as many, by the distance and of the records that are chosen", async () => {
    await open(curvesPage({ records: 60 }));
    const choices = page.getByRole("group", { name: "Which points are listed" });
    await choices.getByLabel("Metric").selectOption("correlation");
    await expect.poll(detailsValues).toEqual({ neighbours: { metric: "correlation" } });
    await choices.getByLabel("k", { exact: true }).fill("25");
    await choices.getByLabel("k", { exact: true }).press("Tab");
    await expect.poll(detailsValues).toEqual({ neighbours: { metric: "correlation", k: 25 } });
    await choices.getByLabel("Among").focus();
    await choices.getByLabel("Among").selectOption("other labels");
    await expect.poll(detailsValues).toEqual({ neighbours: { metric: "correlation", k: 25, among: "other labels" } });
    expect(await choices.getByLabel("Among").evaluate((one) => one === document.activeElement)).toBe(true);
    await choices.getByLabel("k", { exact: true }).fill("0");
    await choices.getByLabel("k", { exact: true }).press("Tab");
    expect(await detailsValues()).toEqual({ neighbours: { metric: "correlation", k: 25, among: "other labels" } });
  });

  it("says which distance it is where coordinates are given, and offers no other", async () => {
    const { info, results, ...rest } = curvesPage({ records: 60 });
    const tasks = tasksOf(taskInfos(standardTables), true);
    const near = results["neighbours"];
    await open({ ...rest, info: { ...info, tasks }, results: near === undefined ? {} : { nearestDrawn: near } });
    await page.locator(".near .row").first().waitFor();
    expect(await page.locator(".near:not([hidden])").textContent()).toContain("Euclidean distance, in radii");
    expect(await page.getByLabel("Metric").count()).toBe(0);
    expect(await page.getByLabel("k", { exact: true }).count()).toBe(1);
  });

  it("offers no labels where there are none", async () => {
    await open(curvesPage({ records: 60, labels: 0 }));
    expect(await page.getByLabel("Among", { exact: true }).count()).toBe(0);
    expect(await page.getByLabel("Metric").count()).toBe(1);
  });

  it("offers those of other files where there are several, with labels or without", async () => {
    const among = (labels: number, files: number): Promise<string[]> =>
      open(ofFiles(curvesPage({ records: 60, labels }), files)).then(() =>
        page.getByLabel("Among", { exact: true }).locator("option").allTextContents(),
      );
    expect(await among(3, 2)).toEqual(["all records", "same label", "other labels", "other files"]);
    expect(await among(3, 1)).toEqual(["all records", "same label", "other labels"]);
    expect(await among(0, 3)).toEqual(["all records", "other files"]);
    await page.getByLabel("Among", { exact: true }).selectOption("other files");
    await expect.poll(detailsValues).toEqual({ neighbours: { among: "other files" } });
  });

  it("shows at which layers each is near, what came, and what went", async () => {
    const data = curvesPage({ records: 60 });
    await open(data);
    const near = data.results["neighbours"];
    if (near?.kind !== "related") throw new Error("no neighbours");
    const at = (layer: number): number[] => {
      const from = (layer * 60 + 4) * near.count;
      return [...near.points.subarray(from, from + near.count)];
    };
    const [here, before] = [at(3), at(2)];
    const fresh = here.filter((point) => !before.includes(point)).length;
    const note = page.locator(".near .note");
    if (fresh > 0) expect(await note.textContent()).toContain(`${here.length - fresh} kept, ${fresh} new (+).`);
    else expect(await note.textContent()).toContain("The same 10");
    expect(await page.locator(".near .mark", { hasText: "+" }).count()).toBe(fresh);
    const layers = Array.from({ length: 13 }, (_, layer) => layer);
    for (const [i, point] of here.entries()) {
      const count = layers.filter((layer) => at(layer).includes(point)).length;
      const name = page.locator(".near .name").nth(i);
      expect(await name.getAttribute("aria-label")).toContain(`near at ${count} of 13 layers`);
      const drawn = (await page.locator(".near .presence .near-at").nth(i).getAttribute("d")) ?? "";
      // The lit layer's slot is drawn apart.
      expect(drawn.split("M").length - 1).toBe(count - 1);
    }
    await page.locator("#stage").press("Home");
    await stageHas(page, "layer", 0);
    await expect.poll(() => note.textContent()).toBe("");
  });

  it("ends where there are no more", async () => {
    const data = curvesPage({ records: 60 });
    const near = data.results["neighbours"];
    if (near?.kind !== "related") throw new Error("no neighbours");
    const distances = near.distances.map((distance, i) => (i % near.count < 6 ? distance : NaN));
    await open({ ...data, results: { ...data.results, neighbours: { ...near, distances } } });
    expect(await page.locator(".near .row").count()).toBe(6);
    expect(await page.locator(".spark .cap").first().textContent()).toMatch(/\d of 6$/);
  });
});

/** The page as of several files, the records in turn. */
function ofFiles(data: PageData, files: number): PageData {
  const names = Array.from({ length: files }, (_, i) => `${i}.txt`);
  const fileOf = Uint16Array.from({ length: data.dataset.records }, (_, record) =>
    Math.floor((record * files) / data.dataset.records),
  );
  return { ...data, dataset: { ...data.dataset, ...(files > 1 && { files: names, fileOf }) } };
}
