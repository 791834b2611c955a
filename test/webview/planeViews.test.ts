import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { PageData, SavedView } from "../../src/protocol/panel.ts";
import { chromiumPath, drawn, launch, locate, openFile, settled, stageHas } from "./browser.ts";
import { standAlonePage, webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const flat = syntheticPage({ records: 60, layers: 5, labels: 3 });
const deep = syntheticPage({ records: 60, layers: 5, labels: 3, dimensions: 3 });

describe.skipIf(chromiumPath === undefined)("Layer and Pair", { timeout: 120_000 }, () => {
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
  }, 120_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(complaints).toEqual([]);
    await page.close();
  });

  async function open(
    saved: Partial<SavedView>,
    data: PageData = flat,
    options: BrowserContextOptions = { viewport: { width: 1000, height: 760 } },
  ): Promise<void> {
    const file = await webviewPage("planes", data, { theme: "dark", saved });
    ({ page, complaints } = await openFile(browser, file, options));
    await drawn(page);
    await settled(page);
  }

  const press = (key: string): Promise<void> => page.locator("#stage").press(key);
  const axes = (): Promise<string> => page.locator(".underlay").innerHTML();
  const rest = (): Promise<void> => stageHas(page, "moving", "");
  const asked = (id: string) =>
    page.evaluate((wanted) => {
      const all = window.fakeHost.asked.map(({ params }) => params as { task?: { id: string; values: object } });
      return all.flatMap(({ task }) => (task?.id === wanted ? [task.values] : []));
    }, id);

  it("goes from layer to layer in steps, ends exactly there, and moves no axis", async () => {
    await open({ mode: "layer", layer: 1 });
    const before = await axes();
    const [there, here] = [await locate(page, 7, 1), locate(page, 7, 3)];
    await expect(here).rejects.toThrow("not drawn");
    // Every place on the way, as the panel draws it.
    await page.evaluate(() => {
      const stage = document.querySelector<HTMLElement>("#stage");
      const seen: string[] = [];
      Object.assign(window, { seen });
      new MutationObserver(() => seen.push(stage?.dataset["moving"] ?? "")).observe(stage ?? document, {
        attributeFilter: ["data-moving"],
      });
    });
    await press("ArrowRight");
    await press("ArrowRight");
    await stageHas(page, "layer", 3);
    await rest();
    await settled(page);
    expect(await page.evaluate(() => (window as unknown as { seen: string[] }).seen)).toContain("1");
    const moved = await locate(page, 7);
    expect(moved).not.toEqual(there);
    expect(await axes()).toBe(before);
    // A panel that opens at the layer draws the point at the same pixel.
    await page.close();
    await open({ mode: "layer", layer: 3 });
    expect(await locate(page, 7)).toEqual(moved);
  });

  it("steps at once where less motion is wanted", async () => {
    await open({ mode: "layer", layer: 1 }, flat, { viewport: { width: 900, height: 700 }, reducedMotion: "reduce" });
    await page.evaluate(() => {
      const stage = document.querySelector<HTMLElement>("#stage");
      Object.assign(window, { moved: false });
      new MutationObserver(() => {
        if (stage?.dataset["moving"] === "1") Object.assign(window, { moved: true });
      }).observe(stage ?? document, { attributeFilter: ["data-moving"] });
    });
    await press("ArrowRight");
    await stageHas(page, "layer", 2);
    await settled(page);
    expect(await page.evaluate(() => (window as unknown as { moved: boolean }).moved)).toBe(false);
  });

  it("jumps by its previews, with the mouse and by keyboard, and marks the lit one", async () => {
    await open({ mode: "layer", layer: 4 });
    const chosen = page.locator('.preview[aria-selected="true"]');
    expect(await page.locator(".preview").count()).toBe(5);
    await page.locator(".preview").nth(1).click();
    await stageHas(page, "layer", 1);
    await page.keyboard.press("ArrowRight");
    await stageHas(page, "layer", 2);
    await page.keyboard.press("End");
    await stageHas(page, "layer", 4);
    expect(await chosen.getAttribute("data-layer")).toBe("4");
    expect(await page.evaluate(() => document.activeElement?.getAttribute("data-layer"))).toBe("4");
    const inked = await page.locator(".preview canvas").evaluateAll((all) =>
      all.map((each) => {
        const canvas = each as HTMLCanvasElement;
        const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
        return pixels.some((value) => value > 0);
      }),
    );
    expect(inked).toEqual([true, true, true, true, true]);
    await press("1");
    await stageHas(page, "mode", "stack");
    expect(await page.locator(".previews").isVisible()).toBe(false);
  });

  it.each([
    ["layer", 2, 1280, 3],
    ["layer", 2, 771, 3],
    ["pair", 2, 1280, 3],
    ["pair", 2, 1000, 0],
    ["pair", 2, 771, 3],
    ["pair", 3, 1280, 3],
    ["pair", 3, 1000, 3],
    ["pair", 3, 420, 0],
  ] as const)(
    "writes nothing over the axes' words, and cuts none: %s in %i-D at %i px",
    async (mode, space, width, hints) => {
      const data = space === 3 ? deep : flat;
      await open({ mode, layer: 4, other: 0, selected: 7 }, data, { viewport: { width, height: 640 } });
      const found = await page.evaluate(() => {
        const stage = document.querySelector("#stage")?.getBoundingClientRect() ?? new DOMRect();
        const words = Array.from(document.querySelectorAll(".overlay text:is(.axis, .tick)"));
        const hints = Array.from(document.querySelectorAll(".hint > span")).filter((hint) => hint.checkVisibility());
        const troubles: string[] = [];
        for (const word of words) {
          const box = word.getBoundingClientRect();
          if (box.left < stage.left || box.right > stage.right) troubles.push(`${word.textContent} is cut`);
          for (const hint of hints) {
            const other = hint.getBoundingClientRect();
            const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
            const down = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
            if (across > 0 && down > 0) troubles.push(`${hint.textContent} lies on ${word.textContent}`);
          }
        }
        return { troubles, words: words.length, hints: hints.length };
      });
      expect(found.troubles).toEqual([]);
      expect(found.words).toBeGreaterThan(5);
      expect(found.hints).toBe(hints);
    },
  );

  it("turns a layer in three dimensions, and moves it in two", async () => {
    await open({ mode: "layer", layer: 2 }, deep);
    const camera = async (): Promise<string | null> => page.locator("#stage").getAttribute("data-camera");
    expect(await page.locator(".underlay .edge").count()).toBe(9);
    const first = await camera();
    await press("Shift+ArrowRight");
    await expect.poll(camera).not.toBe(first);
    const azimuth = Number((await camera())?.split(" ")[0]);
    expect(azimuth).not.toBeCloseTo(Number(first?.split(" ")[0]), 3);
    await page.getByRole("radio", { name: "2-D" }).click();
    await settled(page);
    expect(await page.locator(".underlay .mean").count()).toBe(2);
    const above = await camera();
    await press("Shift+ArrowRight");
    await expect.poll(camera).not.toBe(above);
    const [angle, elevation, , right] = ((await camera()) ?? "").split(" ").map(Number);
    expect([angle, elevation]).toEqual([-1.5708, 1.5708]);
    expect(right).toBeLessThan(0);
    await press("0");
    await expect.poll(camera).toBe(above);
  });

  it("shows texts at the points, and not where they are unwanted", async () => {
    await open({ mode: "layer", layer: 4 });
    await expect.poll(() => page.locator(".overlay .quiet").count()).toBeGreaterThan(5);
    await press("w");
    await expect.poll(() => page.locator(".overlay .quiet").count()).toBe(0);
  });

  it("marks a hovered and a selected record in both halves, wherever the pointer is", async () => {
    await open({ mode: "pair", layer: 4, other: 1 });
    const stage = await page.locator("#stage").boundingBox();
    for (const layer of [1, 4]) {
      const { x, y } = await locate(page, 12, layer);
      expect(x > (stage?.width ?? 0) / 2).toBe(layer === 4);
      await page.mouse.move((stage?.x ?? 0) + x, (stage?.y ?? 0) + y);
      await expect.poll(() => page.locator(".hover-ring").count()).toBe(2);
    }
    await page.locator("#stage").click({ position: await locate(page, 12, 1) });
    await expect.poll(() => page.locator(".selected-ring").count()).toBe(2);
    const records = await page
      .locator(".selected-ring")
      .evaluateAll((all) => all.map((each) => (each as SVGElement).dataset["record"]));
    expect(new Set(records)).toEqual(new Set([await page.locator("#stage").getAttribute("data-selected")]));
    expect(await page.locator(".way.own").count()).toBe(1);
  });

  it("zooms both halves at once", async () => {
    await open({ mode: "pair", layer: 4, other: 1 });
    const places = async () => [await locate(page, 5, 1), await locate(page, 5, 4)];
    const [first, second] = await places();
    const stage = await page.locator("#stage").boundingBox();
    await page.mouse.move((stage?.x ?? 0) + 100, (stage?.y ?? 0) + 100);
    await page.mouse.wheel(0, -400);
    await settled(page);
    const [nearFirst, nearSecond] = await places();
    expect(nearFirst).not.toEqual(first);
    const distance = (nearSecond?.x ?? 0) - (nearFirst?.x ?? 0) - ((second?.x ?? 0) - (first?.x ?? 0));
    expect(Math.abs(distance)).toBeGreaterThan(1);
  });

  it("chooses both layers by keyboard, by lists and by two sliders, and swaps them", async () => {
    await open({ mode: "pair", layer: 4, other: 1 });
    await press(".");
    await stageHas(page, "other", 2);
    await press("ArrowLeft");
    await stageHas(page, "layer", 3);
    await press("x");
    await stageHas(page, "layer", 2);
    await stageHas(page, "other", 3);
    await page.getByRole("combobox", { name: "Layer of the first half" }).selectOption("0");
    await stageHas(page, "other", 0);
    await page.getByRole("slider", { name: "Other layer" }).press("ArrowRight");
    await stageHas(page, "other", 1);
    const slots = await page.locator(".slots").boundingBox();
    const at = (layer: number): number => (slots?.x ?? 0) + ((layer + 0.5) * (slots?.width ?? 0)) / 5;
    await page.mouse.click(at(0), (slots?.y ?? 0) + 10);
    await stageHas(page, "other", 0);
    await page.mouse.click(at(4), (slots?.y ?? 0) + 10);
    await stageHas(page, "layer", 4);
    expect(await page.locator(".bars .on").count()).toBe(2);
    expect(await page.locator(".bars .between").count()).toBe(3);
    await expect.poll(() => page.locator(".spoken").textContent()).toContain("Embedding beside layer 4");
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.saved))
      .toMatchObject({ mode: "pair", layer: 4, other: 0 });
  });

  it("ranks what moved between the two layers, joins the first ones, and selects by a click", async () => {
    await open({ mode: "pair", layer: 4, other: 0 });
    await page.locator(".movers .name").first().waitFor();
    expect(await asked("between")).toEqual([{ first: 0, second: 4 }]);
    await expect.poll(() => page.locator(".way.joined").count()).toBe(12);
    const numbers = async (): Promise<number[]> =>
      (await page.locator(".movers .num").allTextContents()).map((text) => Number.parseFloat(text));
    const lost = await numbers();
    expect(lost.length).toBe(50);
    expect(lost).toEqual(lost.toSorted((a, b) => b - a));
    await page.getByRole("radio", { name: "Residual" }).click();
    await expect.poll(numbers).not.toEqual(lost);
    const residual = await numbers();
    expect(residual).toEqual(residual.toSorted((a, b) => b - a));
    const row = page.locator(".movers .name").nth(2);
    const record = await row.getAttribute("data-record");
    await row.click();
    await stageHas(page, "selected", record ?? "");
    await press("ArrowLeft");
    await stageHas(page, "layer", 3);
    await expect.poll(() => asked("between")).toContainEqual({ first: 0, second: 3 });
    await page.getByRole("combobox", { name: "Lines for" }).selectOption("none");
    await expect.poll(() => page.locator(".way").count()).toBe(0);
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.saved?.planes))
      .toMatchObject({ lines: "none", ranking: "residual" });
  });

  it("colours the points by what moved, and by that of other layers when they are chosen", async () => {
    await open({ mode: "pair", layer: 4, other: 0 });
    await page.locator(".movers .name").first().waitFor();
    await page.getByRole("button", { name: "Colour the points by it" }).click();
    await expect.poll(() => page.locator(".legend .heading").textContent()).toBe("Neighbours lost");
    await expect.poll(() => page.locator(".legend .bin").count()).toBeGreaterThan(1);
    await press("ArrowLeft");
    await expect.poll(() => asked("between")).toContainEqual({ first: 0, second: 3 });
    await expect
      .poll(() => page.evaluate(() => window.fakeHost.saved))
      .toMatchObject({
        colouring: { kind: "task", id: "between", series: "lost" },
        taskValues: { between: { first: 0, second: 3 } },
      });
  });

  it("knows the neighbours lost on a page of its own", async () => {
    const file = await standAlonePage("pair", flat);
    ({ page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } }));
    await drawn(page);
    await press("3");
    await stageHas(page, "mode", "pair");
    await page.locator(".movers .name").first().waitFor();
    expect(await page.getByRole("radio", { name: "Residual" }).isDisabled()).toBe(true);
    expect(await page.locator(".movers .note").textContent()).toContain("On a page");
  });

  it("ranks by the places in the picture where nothing else is known, says so, and joins the first ones", async () => {
    const [between, neighbours] = ["between", "neighbours"];
    const tasks = flat.info.tasks.filter(({ id }) => id !== between && id !== neighbours);
    const bare: PageData = { ...flat, info: { ...flat.info, tasks }, results: {} };
    const given: PageData = { ...bare, result: { ...bare.result, given: true } };
    const listed = async (): Promise<readonly number[]> => {
      const shown = await page.locator(".movers .num").allTextContents();
      return shown.map(Number);
    };
    await open({ mode: "pair", layer: 4, other: 1 }, given);
    await page.locator(".movers .name").first().waitFor();
    const numbers = await listed();
    expect(numbers).toHaveLength(50);
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a));
    const note = () => page.locator(".movers .note").textContent();
    expect(await note()).toContain("The file gives coordinates and no hidden states");
    expect(await note()).toContain("Ranked by how far apart the two places are drawn");
    expect(await page.getByRole("radio", { name: "Residual" }).isVisible()).toBe(false);
    expect(await page.getByRole("button", { name: "Colour the points by it" }).isVisible()).toBe(false);
    await page.close();

    ({ page, complaints } = await openFile(browser, await standAlonePage("bare", bare)));
    await drawn(page);
    await press("3");
    await page.locator(".movers .name").first().waitFor();
    expect(await note()).toContain("This page holds no neighbours");
  });

  it("says why the host compared nothing", async () => {
    await open({ mode: "stack", layer: 4, other: 1 });
    await page.evaluate(() => (window.fakeHost.failures = 1));
    await press("3");
    await page.locator(".movers .name").first().waitFor();
    expect(await page.locator(".movers .note").textContent()).toContain("The two layers could not be compared: ");
  });

  it.each([
    ["pair", 320, 720],
    ["layer", 320, 720],
    ["pair", 500, 400],
    ["layer", 220, 480],
    ["stack", 320, 720],
    ["layer", 1066, 250],
  ] as const)("cuts nothing off and keeps a least height: %s at %i × %i", async (mode, width, height) => {
    await open({ mode, layer: 4, other: 1, selected: 3 }, flat, { viewport: { width, height } });
    await page.locator(".record .text").waitFor();
    const cut = await page.evaluate(() =>
      Array.from(
        document.querySelectorAll<HTMLElement>(".viewbar button, .viewbar select, .actions button, .stage, .pane"),
      )
        .filter((part) => part.checkVisibility() && part.getBoundingClientRect().right > innerWidth + 0.5)
        .map((part) => part.title || part.className),
    );
    expect(cut).toEqual([]);
    const stage = await page.locator("#stage").boundingBox();
    expect(stage?.height).toBeGreaterThan(150);
    const halves = await page
      .locator(".pair-heads > select")
      .evaluateAll((all) => all.map((each) => (each as HTMLElement).offsetTop));
    if (mode === "pair" && height > width) expect(new Set(halves).size).toBe(2);
  });
});
