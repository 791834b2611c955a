import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PageData } from "../../src/protocol/panel.ts";
import { apart, chromiumPath, drawn, launch, locate, openFile, settled, stageHas } from "./browser.ts";
import { standAlonePage } from "./pages.ts";
import { darkPalette, distance, stageColours, type Pixel } from "./pixels.ts";
import { syntheticPage } from "./syntheticPage.ts";

const hostile = [
  "</script><script>window.hacked = 1</script>",
  '<img src=x onerror="window.hacked = 2">',
  "<svg onload=window.hacked=3></svg>",
  "${window.hacked = 4} {{window.hacked = 5}} <!-- <b>",
  "\u202eright to left\u202c العربية \0 \u2028 👩‍👩‍👧‍👦",
] as const;

const RECORDS = 40;

/** A page in which every text a file can bring looks like something else. */
function hostilePage(): PageData {
  const page = syntheticPage({ records: RECORDS, layers: 4, labels: 3 });
  return {
    ...page,
    info: { ...page.info, file: `</title>${hostile[1]}.jsonl`, model: hostile[2] },
    dataset: {
      ...page.dataset,
      labels: hostile.slice(0, 3),
      labelField: hostile[1],
      problemCount: 1,
      effectCounts: { notRead: 1, asItStands: 0, leftOut: 0, guessed: 0 },
      problems: [{ line: 3, start: 0, end: 1, kind: "syntax", reason: hostile[1] }],
    },
    texts: page.texts.map((text, record) => hostile[record % hostile.length] ?? text),
  };
}

describe.skipIf(chromiumPath === undefined)("the panel as a page of its own", { timeout: 60_000 }, () => {
  const data = hostilePage();
  let browser: Browser;
  let page: Page;
  let complaints: readonly string[];

  beforeAll(async () => {
    browser = await launch();
    const file = await standAlonePage("hostile", data);
    ({ page, complaints } = await openFile(browser, file, {
      viewport: { width: 1000, height: 760 },
      colorScheme: "dark",
    }));
    await drawn(page);
  }, 120_000);

  afterAll(() => browser.close());

  const ring = (): Promise<{ record: string | null; x: number; y: number }> =>
    page.locator(".selected-ring").evaluate((circle) => ({
      record: circle.getAttribute("data-record"),
      x: Number(circle.getAttribute("cx")),
      y: Number(circle.getAttribute("cy")),
    }));
  const slider = (): ReturnType<Page["locator"]> => page.locator(".slots input");
  it("draws where it says: at every point's place is its category's colour", async () => {
    for (const key of ["Home", "Shift+ArrowLeft", "Shift+ArrowUp", "+"]) {
      await page.locator("#stage").press(key);
      await settled(page);
      const records = (await apart(page, RECORDS, 9)).filter((record) => (data.dataset.labelOf[record] ?? 9) < 3);
      expect(records.length).toBeGreaterThan(2);
      const places = await Promise.all(records.map((record) => locate(page, record)));
      const seen = await stageColours(page, places);
      const colourOf = seen.map((pixel) => darkPalette.findIndex((colour) => distance(colour, pixel) < 12));
      expect(colourOf).not.toContain(-1);
      const pairs = records.map((record, i) => `${data.dataset.labelOf[record] ?? NaN} ${colourOf[i] ?? NaN}`);
      expect(new Set(pairs).size).toBe(new Set(colourOf).size);
    }
    await page.locator("#stage").press("0");
  });

  it.each([0, 1, 2, 3, 4])(
    "selects the record whose point is clicked, and shows its text as text (%i)",
    async (kind) => {
      const record = (await apart(page, RECORDS)).find((each) => each % hostile.length === kind) ?? NaN;
      await page.locator("#stage").click({ position: await locate(page, record) });
      await stageHas(page, "selected", record);
      await expect.poll(() => page.locator(".record .text").textContent()).toBe(hostile[kind]);
      expect(await page.locator(".record .where").textContent()).toContain(`.jsonl:${record + 1}`);
      await settled(page);
      const at = await locate(page, record);
      const { record: ringed, x, y } = await ring();
      expect(ringed).toBe(String(record));
      expect(x).toBeCloseTo(at.x, 1);
      expect(y).toBeCloseTo(at.y, 1);
    },
  );

  it("has no editor: nothing looks like a link into one", async () => {
    expect(await page.locator("button.link:visible").count()).toBe(0);
  });

  it("shows the neighbours of the lit layer, and goes to one by a click", async () => {
    const first = page.locator(".near .name").first();
    const record = Number(await first.getAttribute("data-record"));
    await first.click();
    await stageHas(page, "selected", record);
  });

  it("shows a card at the point under the mouse, after a moment", async () => {
    const record = (await apart(page, RECORDS)).find((each) => each % hostile.length === 1) ?? NaN;
    const at = await locate(page, record);
    await page.locator("#stage").hover({ position: at });
    await page.locator(".tip").waitFor();
    expect(await page.locator(".tip .text").textContent()).toContain(hostile[1].slice(0, 20));
    expect(await page.locator(".tip .meta").textContent()).toContain(`line ${record + 1}`);
    await page.mouse.move(2, 2);
    await page.locator(".tip").waitFor({ state: "hidden" });
  });

  it("moves through the layers by keyboard", async () => {
    await slider().focus();
    for (const [key, layer] of [
      ["Home", "0"],
      ["ArrowRight", "1"],
      ["ArrowRight", "2"],
      ["End", "3"],
      ["ArrowLeft", "2"],
    ] as const) {
      await page.keyboard.press(key);
      await stageHas(page, "layer", layer);
    }
    expect(await slider().getAttribute("aria-valuetext")).toMatch(/^layer 2 of 3, keeps [\d.]+ % of the variance$/);
    expect(await page.locator(".scrubber output").textContent()).toBe("Layer 2 of 3");
    expect(await page.locator(".overlay .layer-name.on").textContent()).toBe("layer 2");
  });

  it("moves to the layer whose slot is pressed", async () => {
    const slot = await page.locator(".bars i").nth(1).boundingBox();
    await page.mouse.click((slot?.x ?? 0) + 3, (slot?.y ?? 0) + 10);
    await stageHas(page, "layer", 1);
  });

  it("plays through the layers and stops at the last", async () => {
    await page.locator("#stage").press("Home");
    await page.locator("#stage").press(" ");
    await stageHas(page, "layer", 3);
    await page.getByRole("button", { name: "Play through the layers" }).waitFor();
  });

  it("puts the layers further apart without touching the camera", async () => {
    const gap = async (): Promise<number> => (await locate(page, 5, 0)).y - (await locate(page, 5, 3)).y;
    const camera = await page.locator("#stage").getAttribute("data-camera");
    const before = await gap();
    await page.locator(".slider").focus();
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await expect.poll(gap).toBeLessThan(before);
    expect(await page.locator("#stage").getAttribute("data-camera")).toBe(camera);
    await page.keyboard.press("End");
    await page.keyboard.press("Home");
    await page.locator("#stage").press("+");
    expect(await page.locator(".slider").inputValue()).toBe("2");
    expect(await page.locator("#stage").getAttribute("data-camera")).toBe(camera);
  });

  it("hides a category everywhere by a click and shows it alone by a double click", async () => {
    const rows = page.locator(".legend .check");
    const groups = data.dataset.labelOf;
    const record = groups.indexOf(1);
    const { x, y } = await locate(page, record);
    await rows.nth(1).click();
    expect(await rows.nth(1).getAttribute("aria-checked")).toBe("false");
    await page.locator("#stage").press("Escape");
    await page.locator("#stage").click({ position: { x, y } });
    const hit = (await page.locator("#stage").getAttribute("data-selected")) ?? "";
    expect(hit === "" ? undefined : groups[Number(hit)]).not.toBe(1);

    await rows.nth(1).click();
    await rows.nth(0).dblclick();
    expect(await rows.evaluateAll((all) => all.map((row) => row.getAttribute("aria-checked")))).toEqual(
      Array.from({ length: await rows.count() }, (_, i) => String(i === 0)),
    );
    await rows.nth(0).focus();
    await page.keyboard.press("Enter");
    expect(await rows.nth(1).getAttribute("aria-checked")).toBe("true");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press(" ");
    expect(await rows.nth(1).getAttribute("aria-checked")).toBe("false");
    await page.keyboard.press(" ");
  });

  it("turns by dragging, moves with the right button, zooms by the wheel, and comes back", async () => {
    const stage = page.locator("#stage");
    const camera = (): Promise<string | null> => stage.getAttribute("data-camera");
    await stage.press("0");
    const selected = await stage.getAttribute("data-selected");
    const home = "-1.0821 0.2618 1.0000 0.0000 0.0000";
    await expect.poll(camera).toBe(home);
    const box = await stage.boundingBox();
    const [x, y] = [(box?.x ?? 0) + 300, (box?.y ?? 0) + 300];
    const drag = async (button: "left" | "right"): Promise<void> => {
      await page.mouse.move(x, y);
      await page.mouse.down({ button });
      await page.mouse.move(x + 60, y + 20, { steps: 3 });
      await page.mouse.up({ button });
    };
    await drag("left");
    await expect.poll(camera).not.toBe(home);
    const turned = (await camera())?.split(" ") ?? [];
    expect(turned.slice(2)).toEqual(["1.0000", "0.0000", "0.0000"]);
    await drag("right");
    await expect.poll(async () => (await camera())?.split(" ")[3]).not.toBe("0.0000");
    expect((await camera())?.split(" ").slice(0, 3)).toEqual(turned.slice(0, 3));
    await page.mouse.wheel(0, -300);
    await expect.poll(async () => Number((await camera())?.split(" ")[2])).toBeGreaterThan(1.2);
    await stage.press("0");
    await expect.poll(camera).toBe(home);
    expect(await stage.getAttribute("data-selected")).toBe(selected);
  });

  it("switches between light and dark, in the picture too", async () => {
    await page.locator("#stage").press("Home");
    await settled(page);
    const record = (await apart(page, RECORDS)).find((each) => (data.dataset.labelOf[each] ?? 9) < 3) ?? NaN;
    const at = await locate(page, record);
    const corner = { x: 4, y: 4 };
    const dark = await stageColours(page, [at, corner]);
    await page.getByRole("button", { name: "Switch between light and dark" }).click();
    await expect.poll(async () => (await stageColours(page, [corner]))[0]).toEqual([255, 255, 255]);
    await settled(page);
    const light = await stageColours(page, [at]);
    const sum = (pixel: Pixel | undefined): number => pixel?.reduce((all, channel) => all + channel, 0) ?? NaN;
    // On light grounds the same hue is darker.
    expect(sum(light[0])).toBeLessThan(sum(dark[0]) - 60);
  });

  it("ran no script of the file, asked for nothing and complained about nothing", async () => {
    expect(await page.evaluate(() => "hacked" in window)).toBe(false);
    expect(await page.locator("img").count()).toBe(0);
    expect(
      await page.locator("svg").evaluateAll((all) => all.filter((each) => each.hasAttribute("onload")).length),
    ).toBe(0);
    expect(await page.title()).toContain("onerror");
    expect(complaints).toEqual([]);
  });

  it("draws again when the graphics card gives WebGL back", async () => {
    await settled(page);
    const places = await Promise.all((await apart(page, RECORDS)).map((record) => locate(page, record)));
    const before = await stageColours(page, places);
    await page.evaluate(async () => {
      const gl = document.querySelector<HTMLCanvasElement>(".plot canvas")?.getContext("webgl2");
      const extension = gl?.getExtension("WEBGL_lose_context");
      extension?.loseContext();
      await new Promise((resolve) => setTimeout(resolve, 100));
      extension?.restoreContext();
    });
    await settled(page);
    expect(await stageColours(page, places)).toEqual(before);
    expect(await page.locator(".banner").isVisible()).toBe(false);
  });

  it("draws flat where the graphics card keeps WebGL to itself", async () => {
    await page.evaluate(() => {
      const gl = document.querySelector<HTMLCanvasElement>(".plot canvas")?.getContext("webgl2");
      gl?.getExtension("WEBGL_lose_context")?.loseContext();
    });
    await page.locator(".banner").waitFor();
    await settled(page);
    const records = await apart(page, RECORDS);
    const places = await Promise.all(records.map((record) => locate(page, record)));
    const seen = await stageColours(page, places);
    expect(
      seen.filter(([red, green, blue]) => Math.max(red, green, blue) - Math.min(red, green, blue) > 40).length,
    ).toBeGreaterThan(2);
  });
});

describe.skipIf(chromiumPath === undefined)("the panel without WebGL", { timeout: 60_000 }, () => {
  it("draws the stack flat, says so, and answers clicks", async () => {
    const browser = await launch(false);
    const file = await standAlonePage("flat", syntheticPage({ records: RECORDS, layers: 4, labels: 3 }));
    const { page, complaints } = await openFile(browser, file, { viewport: { width: 1000, height: 760 } });
    await drawn(page);
    await page.locator(".banner").waitFor();
    const record = (await apart(page, RECORDS))[0] ?? NaN;
    await page.locator("#stage").click({ position: await locate(page, record) });
    await stageHas(page, "selected", record);
    const painted = await page.evaluate(() => {
      const canvas = document.querySelector<HTMLCanvasElement>(".plot canvas");
      const pixels = canvas?.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
      return Array.from(pixels).filter((value, i) => i % 4 === 3 && value > 0).length;
    });
    expect(painted).toBeGreaterThan(1000);
    expect(complaints).toEqual([]);
    await browser.close();
  });
});
