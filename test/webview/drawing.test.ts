import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_SHAPES, type DrawingParams } from "../../src/protocol/exporting.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { chromiumPath, drawn, launch, openFile, settled } from "./browser.ts";
import { webviewPage } from "./pages.ts";
import { syntheticPage } from "./syntheticPage.ts";

const usual: DrawingParams = {
  ...{ format: "png", width: 640, height: 480, scale: 2 },
  ...{ legend: true, caption: true, withTexts: true },
};

describe.skipIf(chromiumPath === undefined)("a picture of the view as a file", { timeout: 120_000 }, () => {
  let browser: Browser;
  beforeAll(async () => void (browser = await launch()), 60_000);
  afterAll(() => browser.close());

  async function open(name: string, data: PageData, selected = 45): Promise<Page> {
    const file = await webviewPage(name, data, { theme: "dark", saved: { selected, layer: 3 } });
    const { page } = await openFile(browser, file, { viewport: { width: 900, height: 700 } });
    await drawn(page);
    await settled(page);
    return page;
  }

  async function file(page: Page, params: Partial<DrawingParams>): Promise<Buffer> {
    const bytes = await page.evaluate(
      async (asked) => Array.from(await window.fakeHost.connection.sendRequest<Uint8Array>("drawingWanted", asked)),
      { ...usual, ...params },
    );
    return Buffer.from(bytes);
  }

  /** Colours of some pixels, and how many different ones the picture has. */
  function pixels(
    page: Page,
    png: Buffer,
  ): Promise<{ width: number; height: number; colours: number; corner: string }> {
    return page.evaluate(async (base64) => {
      const image = new Image();
      image.src = `data:image/png;base64,${base64}`;
      await image.decode();
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = canvas.getContext("2d");
      context?.drawImage(image, 0, 0);
      const data = new Uint32Array(
        context?.getImageData(0, 0, image.width, image.height).data.buffer ?? new ArrayBuffer(),
      );
      const corner = (data[0] ?? 0).toString(16);
      return { width: image.width, height: image.height, colours: new Set(data).size, corner };
    }, png.toString("base64"));
  }

  it("is a PNG of the size and scale that were chosen, in the theme's colours, and the panel stays as it was", async () => {
    const page = await open("drawing", syntheticPage({ records: 120, layers: 5 }));
    const size = () =>
      page.locator("#stage").evaluate(({ clientWidth, clientHeight }) => `${clientWidth} ${clientHeight}`);
    const before = await size();
    const found = await pixels(page, await file(page, {}));
    expect(found).toMatchObject({ width: 1280, height: 960, corner: "ff1f1f1f" });
    expect(found.colours).toBeGreaterThan(500);
    expect(await size()).toBe(before);
    expect(await page.locator("#stage").getAttribute("style")).toBe("");
    const alone = await pixels(
      page,
      await file(page, { width: 300, height: 200, scale: 1, legend: false, caption: false }),
    );
    expect(alone).toMatchObject({ width: 300, height: 200 });
    await page.close();
  });

  it("is an SVG of shapes and lines, with words, legend and caption, that stands alone", async () => {
    const data = syntheticPage({ records: 120, layers: 5 });
    const page = await open("drawing-svg", data);
    const svg = (await file(page, { format: "svg" })).toString("utf8");
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="640" height="480"/);
    expect(svg).not.toMatch(/var\(|class=|<image|<style|https?:\/\/(?!www\.w3\.org\/2000\/svg)/);
    const parsed = await page.evaluate((text) => {
      const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
      const words = [...root.querySelectorAll("text")].map(({ textContent }) => textContent);
      return { name: root.nodeName, words, paths: root.querySelectorAll("path").length };
    }, svg);
    expect(parsed.name).toBe("svg");
    // A way and a point at every layer for each record.
    expect(parsed.paths).toBeGreaterThan(120 * 6);
    expect(parsed.words).toEqual(expect.arrayContaining(["layer 3", "cooking", "topic"]));
    expect(parsed.words.join(" ")).toContain("sample.jsonl · all-MiniLM-L6-v2 · Stack, layer 3 of 4 · 120 points");
    expect(parsed.words.some((word) => data.texts[45]?.startsWith(word.replace("…", "")))).toBe(true);
    const bare = (await file(page, { format: "svg", withTexts: false, caption: false, legend: false })).toString(
      "utf8",
    );
    for (const text of data.texts) expect(bare).not.toContain(text.slice(0, 12));
    expect(bare).toContain("layer 3");
    await page.close();
  });

  it("holds an image of very many points", async () => {
    const records = Math.ceil(MOST_SHAPES / 5) + 1;
    const page = await open("drawing-many", syntheticPage({ records, layers: 3 }));
    const svg = (await file(page, { format: "svg" })).toString("utf8");
    expect(svg).toMatch(/<image width="456" height="452" href="data:image\/png;base64,/);
    await page.close();
  });

  it("says what size no picture can have", async () => {
    const page = await open("drawing-size", syntheticPage({ records: 20, layers: 3 }));
    const failed = await page.evaluate(
      (asked) =>
        window.fakeHost.connection.sendRequest("drawingWanted", asked).then(
          () => undefined,
          (error: unknown) => (error as { data: unknown }).data,
        ),
      { ...usual, width: 9000 },
    );
    expect(failed).toMatchObject({ code: "optionUnknown", detail: { option: "size", value: "18000 × 960" } });
    await page.close();
  });
});
