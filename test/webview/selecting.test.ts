import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { apart, chromiumPath, drawn, launch, locate, openFile, settled } from "./browser.ts";
import { drag, marked as markedOn, placesOf } from "./marking.ts";
import { webviewPage, type WebviewOptions } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const RECORDS = 120;
const sample = syntheticPage({ records: RECORDS, layers: 5 });
/** Records of each label. */
const withLabel = (label: number): readonly number[] =>
  Array.from(sample.dataset.labelOf.keys()).filter((record) => sample.dataset.labelOf[record] === label);

describe.skipIf(chromiumPath === undefined)("marking points in the panel", { timeout: 60_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());

  async function open(options: Partial<WebviewOptions> = {}): Promise<void> {
    const file = await webviewPage("selecting", sample, { theme: "dark", ...options });
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } }));
    await drawn(page);
    await settled(page);
  }
  beforeEach(() => open(), 60_000);
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  const bar = () => page.getByRole("toolbar", { name: "Selected points" });
  const counted = (words: string) => expect.poll(() => bar().locator(".count").textContent()).toBe(words);
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );
  const marked = (): Promise<readonly number[]> => markedOn(page);
  /** Where every record is drawn in the window. */
  const pixels = async () => (await placesOf(page, RECORDS)).map(([x, y]) => ({ x, y }));
  /** Lines that part the records: a fifth of them left of `left`, half left of `middle`, a fifth right of `right`. */
  function fences(at: readonly { readonly x: number; readonly y: number }[]) {
    const xs = at.map(({ x }) => x).sort((a, b) => a - b);
    const ys = at.map(({ y }) => y).sort((a, b) => a - b);
    const part = (share: number): number => Math.round(xs[Math.floor(share * (xs.length - 1))] ?? 0);
    return {
      left: part(0.2),
      middle: part(0.5),
      right: part(0.8),
      top: Math.floor((ys[0] ?? 0) - 6),
      bottom: Math.ceil((ys.at(-1) ?? 0) + 6),
    };
  }
  async function choose(name: string | RegExp): Promise<void> {
    await page.getByRole("button", { name: "Ways to select points" }).click();
    await page.getByRole("menuitem", { name }).click();
  }

  it("Shift and drag: a lasso holds the lit layer's points inside, counted while it is drawn", async () => {
    const at = await pixels();
    const { left, right, top, bottom } = fences(at);
    const corners = [
      [left, top],
      [right, top + 8],
      [right - 12, bottom],
      [left + 12, bottom - 6],
    ] as const;
    await page.keyboard.down("Shift");
    await page.mouse.move(...corners[0]);
    await page.mouse.down();
    for (const corner of corners.slice(1)) await page.mouse.move(corner[0], corner[1], { steps: 10 });
    await bar().waitFor();
    expect(await page.locator("path.lasso").count()).toBe(1);
    await page.mouse.up();
    await page.keyboard.up("Shift");
    expect(await page.locator("path.lasso").count()).toBe(0);
    // The trail has a corner every few pixels: points nearer than that to its line are left to it.
    const cross = (i: number, { x, y }: { x: number; y: number }): number => {
      const [[x0, y0], [x1, y1]] = [corners[i % 4] ?? [0, 0], corners[(i + 1) % 4] ?? [0, 0]];
      return ((x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)) / Math.hypot(x1 - x0, y1 - y0);
    };
    const within = (margin: number) => (pixel: { x: number; y: number }) =>
      [0, 1, 2, 3].every((i) => cross(i, pixel) > margin);
    const all = Array.from({ length: RECORDS }, (_, record) => record);
    const surely = all.filter((record) => within(4)(at[record] ?? { x: 0, y: 0 }));
    const perhaps = all.filter((record) => within(-4)(at[record] ?? { x: 0, y: 0 }));
    expect(surely.length).toBeGreaterThan(3);
    const found = await marked();
    expect(found).toEqual(expect.arrayContaining([...surely]));
    expect(perhaps).toEqual(expect.arrayContaining([...found]));
    await counted(`${found.length} selected`);
  });

  it("the box tool marks anew, Shift adds, Alt takes away, Escape leaves the tool and then the selection", async () => {
    const at = await pixels();
    const inBox = (left: number, top: number, right: number, bottom: number): readonly number[] =>
      at.flatMap(({ x, y }, record) => (x > left && x < right && y > top && y < bottom ? [record] : []));
    await page.locator("#stage").press("m");
    await expect.poll(() => page.locator(".marks-layer").getAttribute("data-tool")).toBe("box");
    const box = (left: number, top: number, right: number, bottom: number, ...keys: string[]): Promise<void> =>
      drag(
        page,
        [
          [left, top],
          [right, bottom],
        ],
        ...keys,
      );
    const { left, middle, right, top, bottom } = fences(at);
    await box(left, top, middle, bottom);
    const first = inBox(left, top, middle, bottom);
    expect(await marked()).toEqual(first);
    await box(middle, top, right, bottom, "Shift");
    const both = [...new Set([...first, ...inBox(middle, top, right, bottom)])].sort((a, b) => a - b);
    expect(both.length).toBeGreaterThan(first.length);
    expect(await marked()).toEqual(both);
    const half = Math.round((left + middle) / 2);
    await box(half, top, right, bottom, "Alt");
    const rest = both.filter((record) => !inBox(half, top, right, bottom).includes(record));
    expect(rest.length).toBeLessThan(both.length);
    expect(await marked()).toEqual(rest);
    await page.locator("#stage").press("Escape");
    await expect.poll(() => page.locator(".marks-layer").getAttribute("data-tool")).toBe("camera");
    await counted(`${rest.length} selected`);
    await page.locator("#stage").press("Escape");
    await bar().waitFor({ state: "hidden" });
  });

  it("by keyboard alone: labels, all visible, invert, neighbours, and what the editor has selected", async () => {
    const menuButton = page.getByRole("button", { name: "Ways to select points" });
    await menuButton.focus();
    await page.keyboard.press("Enter");
    const label = sample.dataset.labels[0] ?? "";
    const item = page.getByRole("menuitem", { name: new RegExp(`^${label} \\(`) });
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute("role"))).toBe("menuitem");
    while (!(await item.evaluate((element) => element === document.activeElement)))
      await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    expect(await marked()).toEqual(withLabel(0));
    await choose("Invert");
    expect(await marked()).toHaveLength(RECORDS - withLabel(0).length);
    await page.locator("#stage").press("Control+a");
    await counted(`${RECORDS} selected`);
    expect(await marked()).toHaveLength(RECORDS);
    const [record = 0] = await apart(page, RECORDS);
    await page.locator("#stage").click({ position: await locate(page, record) });
    await page.locator(".near .row, .near [role=option], .near li").first().waitFor();
    await choose("Neighbours of the Record");
    expect(await marked()).toContain(record);
  });

  it("hides and isolates, says how many are hidden, undoes and redoes", async () => {
    const hidden = page.locator(".hidden-fact");
    const label = sample.dataset.labels[1] ?? "";
    await choose(new RegExp(`^${label} \\(`));
    await page.getByRole("button", { name: "Hide", exact: true }).click();
    await bar().waitFor({ state: "hidden" });
    await expect.poll(() => hidden.textContent()).toBe(`${withLabel(1).length} hidden by you · Show All`);
    await page.locator("#stage").press("Control+a");
    await bar().waitFor();
    expect(await marked()).toEqual(
      Array.from({ length: RECORDS }, (_, record) => record).filter((record) => !withLabel(1).includes(record)),
    );
    await page.locator("#stage").press("Control+z");
    await page.locator("#stage").press("Control+z");
    await hidden.waitFor({ state: "detached" });
    await counted(`${withLabel(1).length} selected`);
    await page.locator("#stage").press("i");
    await expect.poll(() => hidden.textContent()).toBe(`${RECORDS - withLabel(1).length} hidden by you · Show All`);
    await page.locator("#stage").press("Control+z");
    await hidden.waitFor({ state: "detached" });
    await page.locator("#stage").press("Control+y");
    await hidden.waitFor();
    await page.getByRole("button", { name: "Show All" }).click();
    await hidden.waitFor({ state: "detached" });
  });

  it("does not pick what is hidden", async () => {
    const [record = 0] = await apart(page, RECORDS);
    const position = await locate(page, record);
    await page.locator("#stage").click({ position, modifiers: ["Shift"] });
    expect(await marked()).toEqual([record]);
    await page.locator("#stage").press("h");
    await page.locator(".hidden-fact").waitFor();
    await settled(page);
    await page.locator("#stage").click({ position });
    expect(await page.locator("#stage").getAttribute("data-selected")).not.toBe(String(record));
  });

  it("comes back after a reload, and not where the texts are others", async () => {
    await choose(new RegExp(`^${sample.dataset.labels[2] ?? ""} \\(`));
    await page.locator("#stage").press("h");
    await page.locator(".hidden-fact").waitFor();
    await choose(new RegExp(`^${sample.dataset.labels[0] ?? ""} \\(`));
    await expect.poll(() => page.evaluate(() => window.fakeHost.saved?.sets?.selection.length ?? 0)).toBeGreaterThan(0);
    const saved = await page.evaluate(() => window.fakeHost.saved ?? { uri: "" });
    await page.close();
    await open({ saved });
    await counted(`${withLabel(0).length} selected`);
    expect(await page.locator(".hidden-fact").textContent()).toContain(`${withLabel(2).length} hidden`);
    await page.close();
    await open({ saved: { ...saved, ...(saved.sets && { sets: { ...saved.sets, digest: 1 } }) } });
    await bar().waitFor({ state: "hidden" });
    expect(await page.locator(".hidden-fact").count()).toBe(0);
  });

  it("tells the host how many are marked, and does what its commands say", async () => {
    await page.evaluate(() => window.fakeHost.connection.sendNotification("keyInvoked", { action: "selectVisible" }));
    await expect.poll(() => heard("selectionCounted")).toEqual([{ points: RECORDS }]);
    await page.evaluate(() => window.fakeHost.connection.sendNotification("keyInvoked", { action: "selectInEditor" }));
    await expect.poll(async () => (await heard("rowsActed")).length).toBe(1);
  });
});
