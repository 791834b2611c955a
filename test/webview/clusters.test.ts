import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { SavedView } from "../../src/protocol/panel.ts";
import { UNCLUSTERED, type Group, type Groups } from "../../src/protocol/tasks.ts";
import { MAX_LABELS } from "../../webview/categories.ts";
import { byGroups, placesOfTracks } from "../../webview/clusters.ts";
import { noPlaces } from "../../webview/labelPlaces.ts";
import { chromiumPath, drawn, launch, openFile, settled } from "./browser.ts";
import { clusteredPage, groupsOf } from "./clusterData.ts";
import { standAlonePage, webviewPage } from "./pages.ts";

const RECORDS = 120;
const patient = { timeout: 10_000 };
const byClusters: Partial<SavedView> = { colouring: { kind: "task", id: "hdbscan" } };

const data = () => clusteredPage({ records: RECORDS, layers: 6, labels: 6 });

function group(track: number, size = 1): Group {
  return { size, track, words: [], examples: [] };
}

describe("groups as categories", () => {
  const page = data();
  const groups = groupsOf(page);
  const at = (layer: number) => byGroups(groups, "hdbscan", "Clusters", page.dataset, noPlaces, layer);

  it("are those of the layer, each with the points it has, and the unclustered last", () => {
    const { list, of, clusters } = at(5);
    expect(clusters).toBe(true);
    expect(list.map(({ kind }) => kind)).toEqual([...Array.from({ length: 6 }, () => "label"), "unlabelled"]);
    expect(list.reduce((sum, { points }) => sum + points, 0)).toBe(RECORDS);
    for (const [i, { points }] of list.entries()) expect(of.filter((each) => each === i)).toHaveLength(points);
    expect(at(0).list).toHaveLength(4);
  });

  it("keep key and colour where they go on from layer to layer", () => {
    const looks = (layer: number) => new Map(at(layer).list.map(({ key, place }) => [key, place]));
    const [before, after] = [looks(2), looks(3)];
    const shared = [...before.keys()].filter((key) => after.has(key) && !key.endsWith("none"));
    expect(shared).toHaveLength(3);
    for (const key of shared) expect(after.get(key)).toBe(before.get(key));
    expect(new Set(after.values()).size).toBeGreaterThanOrEqual(6);
  });

  it("share one look beyond those that anyone tells apart", () => {
    const many = Array.from({ length: 60 }, (_, track) => group(track, 2));
    const of = Uint16Array.from({ length: RECORDS }, (_, point) => Math.floor(point / 2));
    const { list, merged } = byGroups(
      { kind: "groups", of, layers: [many], series: [] },
      "hdbscan",
      "Clusters",
      page.dataset,
      noPlaces,
      0,
    );
    expect(list).toHaveLength(MAX_LABELS);
    expect(list.at(-1)).toMatchObject({ kind: "rest", points: 2 * (60 - MAX_LABELS + 1) });
    expect(merged).toBe(60 - MAX_LABELS + 1);
  });

  it("of tracks that never meet may have the same colour, others not", () => {
    const layers = [[group(0, 9), group(1)], [group(1, 5), group(2)], [group(3)], [group(4)]];
    const made: Groups = { kind: "groups", of: new Uint16Array(4).fill(UNCLUSTERED), layers, series: [] };
    const places = placesOfTracks(made);
    expect(places[0]).not.toBe(places[1]);
    expect(places[0]).not.toBe(places[2]);
    expect(places[3]).not.toBe(places[1]);
    expect(places.slice(3)).toEqual([0, 1]);
  });
});

describe.skipIf(chromiumPath === undefined)("clusters in the panel", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  });
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });
  afterAll(() => browser.close());

  async function open(saved: Partial<SavedView> = {}, width = 1200): Promise<void> {
    const file = await webviewPage("clusters", data(), { theme: "dark", saved });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width, height: 860 } }));
    await drawn(page);
    await settled(page);
  }

  const kept = (): Promise<SavedView | undefined> => page.evaluate(() => window.fakeHost.saved);
  const rows = (): Promise<readonly string[]> => page.locator(".legend .row .name").allTextContents();
  const names = (): Promise<readonly string[]> => page.locator(".overlay .category").allTextContents();
  const asked = (): Promise<readonly unknown[]> =>
    page.evaluate(() =>
      window.fakeHost.asked
        .filter(({ method }) => method === "taskWanted")
        .map(({ params }) => (params as { readonly task: unknown }).task),
    );

  async function choose(): Promise<void> {
    await page.keyboard.press("c");
    await page.getByRole("menuitemradio", { name: "HDBSCAN clusters" }).click();
  }

  it("are a colouring: a legend of their words and sizes, names in the picture, kept over a reload", async () => {
    await open();
    await choose();
    await expect.poll(rows, patient).toHaveLength(7);
    expect((await rows()).slice(0, 1)[0]).toContain(", <b>word</b>, no ");
    expect(await rows()).toContain("unclustered");
    expect(await page.locator(".legend .meta").textContent()).toBe("6 clusters");
    await expect.poll(async () => (await names()).length, patient).toBeGreaterThan(2);
    expect(await page.locator(".legend b, .overlay b").count()).toBe(0);
    await expect.poll(async () => (await kept())?.colouring, patient).toEqual({ kind: "task", id: "hdbscan" });
    const saved = await kept();
    await page.close();
    await open(saved);
    await expect.poll(rows, patient).toHaveLength(7);
    const unclustered = await page.locator(".legend .row .num").last().textContent();
    const summary = `6 clusters · ${unclustered ?? ""} unclustered · of the hidden states`;
    expect(await page.locator(".clusters .note:visible").textContent()).toBe(summary);
  });

  it("follow the lit layer, and what is hidden stays hidden there", async () => {
    await open(byClusters);
    await expect.poll(rows, patient).toHaveLength(7);
    const hidden = page.locator(".legend .row", { hasText: "no 0" });
    await hidden.locator(".check").click();
    expect(await hidden.getAttribute("class")).toContain("off");
    for (let step = 0; step < 4; step++) await page.keyboard.press("ArrowLeft");
    await expect.poll(rows, patient).toHaveLength(4);
    expect(await hidden.getAttribute("class")).toContain("off");
    await expect.poll(async () => (await names()).some((name) => name.includes("no 0")), patient).toBe(false);
  });

  it("are shown alone by a double click, and named the fewer the smaller they are drawn", async () => {
    await open(byClusters);
    await expect.poll(async () => (await names()).length, patient).toBeGreaterThan(3);
    const before = (await names()).length;
    const box = await page.locator("#stage").boundingBox();
    await page.mouse.move((box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + (box?.height ?? 0) / 2);
    for (let turn = 0; turn < 6; turn++) await page.mouse.wheel(0, 400);
    await expect.poll(async () => (await names()).length, patient).toBeLessThan(before);
    await page.locator(".legend .check").nth(1).dblclick();
    await expect.poll(() => page.locator(".legend .row.off").count(), patient).toBe(6);
  });

  it("are made by the method and level that the form says", async () => {
    await open(byClusters);
    await expect.poll(rows, patient).toHaveLength(7);
    await page.getByRole("button", { name: "How clusters are made: method, level, where" }).click();
    await page.getByLabel("Level", { exact: true }).selectOption("broad");
    await page.getByLabel("On", { exact: true }).selectOption("drawing");
    await page.getByRole("button", { name: "Find Clusters" }).click();
    await expect.poll(asked, patient).toContainEqual({
      id: "hdbscan",
      values: expect.objectContaining({ level: "broad", on: "drawing", min_cluster_size: 5 }) as unknown,
    });
    await expect
      .poll(() => page.locator(".clusters .note:visible").textContent(), patient)
      .toContain("of the places in the drawing");
    await page.getByRole("button", { name: "How clusters are made: method, level, where" }).click();
    await page.locator(".clusters select").first().selectOption("kMeans");
    await page.getByRole("button", { name: "Find Clusters" }).click();
    await expect.poll(async () => (await kept())?.colouring, patient).toEqual({ kind: "task", id: "kMeans" });
  });

  it("tell how far they are, and can be cancelled", async () => {
    await open();
    await page.evaluate(() => void (window.fakeHost.hold = new Promise(() => undefined)));
    await choose();
    await page.evaluate(() => {
      const { connection, protocol, page: shown } = window.fakeHost;
      void connection.sendNotification(protocol.taskProgressed, { run: shown.dataset.run, task: "hdbscan", done: 0.4 });
    });
    await expect.poll(() => page.locator(".clusters progress").getAttribute("value"), patient).toBe("0.4");
    expect(await page.locator(".clusters .working").textContent()).toContain("Finding clusters");
    await page.locator(".clusters").getByRole("button", { name: "Cancel" }).click();
    await expect.poll(async () => (await kept())?.colouring, patient).toEqual({ kind: "label" });
    await expect.poll(() => page.locator(".pane.clusters").isVisible(), patient).toBe(false);
  });

  it("say why there are none", async () => {
    await open();
    await page.evaluate(() => void (window.fakeHost.failures = 1));
    await choose();
    await expect.poll(() => page.locator(".clusters [role=alert]").textContent(), patient).toContain("out of order");
  });

  it("list a record of each, and those of the selected record's", async () => {
    await open(byClusters);
    const listed = page.locator(".clusters li .name");
    await expect.poll(() => listed.count(), patient).toBe(6);
    await expect.poll(() => listed.first().textContent(), patient).not.toBe("…");
    const record = Number(await listed.first().getAttribute("data-record"));
    await listed.first().click();
    await expect.poll(async () => (await kept())?.selected, patient).toBe(record);
    await expect.poll(() => listed.count(), patient).toBe(5);
  });

  it("have curves", async () => {
    await open({ ...byClusters, mode: "curves" });
    const card = page.locator(".curves", { hasText: "HDBSCAN clusters" });
    await expect.poll(() => card.textContent(), patient).toContain("Agreement with the labels (ARI)");
  });

  it("are on a page that is exported with them", async () => {
    const file = await standAlonePage("clusters", { ...data(), view: byClusters });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1200, height: 860 } }));
    await drawn(page);
    await expect.poll(rows, patient).toHaveLength(7);
    expect(await page.getByRole("button", { name: "How clusters are made: method, level, where" }).count()).toBe(0);
  });

  it("do not run out of a narrow window", async () => {
    await open(byClusters, 320);
    await expect.poll(rows, patient).toHaveLength(7);
    const wide = await page.evaluate(() =>
      Array.from(document.querySelectorAll(".pane.clusters *")).filter(
        (part) => part.getBoundingClientRect().right > innerWidth + 0.5,
      ),
    );
    expect(wide).toHaveLength(0);
  });
});
