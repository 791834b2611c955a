import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { MOST_SHAPES, type DrawingParams, type ShownView } from "../../src/protocol/exporting.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { curvesPage } from "./curvesData.ts";
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

  it("has room for the picture, and its caption whole, where it is small", async () => {
    const page = await open("drawing-small", syntheticPage({ records: 60, layers: 5 }));
    const size = { format: "svg", width: 320, height: 240 } as const;
    const small = (await file(page, { ...size, legend: true, caption: true })).toString();
    expect(Number(/translate\((\d+) 0\) scale/.exec(small)?.[1])).toBeGreaterThanOrEqual(190);
    const right = await page.evaluate((drawing) => {
      const holder = document.createElement("div");
      holder.innerHTML = drawing;
      document.body.append(holder);
      const [caption] = Array.from(holder.querySelectorAll("text")).slice(-1);
      const end = (caption?.getBBox().x ?? NaN) + (caption?.getBBox().width ?? NaN);
      holder.remove();
      return end;
    }, small);
    expect(right).toBeLessThan(320);
    expect(right).toBeGreaterThan(100);
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
    expect(parsed.words.join(" ")).toContain(
      "sample.jsonl · all-MiniLM-L6-v2 · PCA · Stack, layer 3 of 4 · 120 points",
    );
    expect(parsed.words.some((word) => data.texts[45]?.startsWith(word.replace("…", "")))).toBe(true);
    const bare = (await file(page, { format: "svg", withTexts: false, caption: false, legend: false })).toString(
      "utf8",
    );
    for (const text of data.texts) expect(bare).not.toContain(text.slice(0, 12));
    expect(bare).toContain("layer 3");
    await page.close();
  });

  it("holds the box of a layer with its numbers, as on the screen", async () => {
    const saved = { mode: "layer", layer: 3 } as const;
    const opened = await webviewPage("drawing-layer", syntheticPage({ records: 60, layers: 5 }), {
      theme: "dark",
      saved,
    });
    const { page } = await openFile(browser, opened, { viewport: { width: 900, height: 700 } });
    await drawn(page);
    await settled(page);
    const svg = (await file(page, { format: "svg" })).toString("utf8");
    const words = Array.from(svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g), ([, word = ""]) => word);
    const numbers = words.filter((word) => /^−?\d+(\.\d+)?$/.test(word)).map((word) => Number(word.replace("−", "-")));
    // Of both axes the same step, round the mean.
    expect(numbers.filter((number) => number === 0)).toHaveLength(2);
    expect(numbers.filter((number) => number > 0).length).toBeGreaterThan(2);
    expect(words.some((word) => /^PC1 keeps \d/.test(word))).toBe(true);
    await page.close();
  });

  it("is of Curves too: every chart with its number, its key and the layers, or the enlarged one alone", async () => {
    const data = curvesPage({ layers: 9 });
    const shown = async (chart?: string): Promise<Page> => {
      const saved = { mode: "curves", layer: 3, ...(chart !== undefined && { chart }) } as const;
      const opened = await webviewPage(`drawing-curves-${chart ?? "all"}`, data, { theme: "light", saved });
      const { page } = await openFile(browser, opened, { viewport: { width: 900, height: 700 } });
      await page.locator(".axes:visible").first().waitFor();
      return page;
    };
    const page = await shown();
    const titles = await page.locator(".chart:has(.axes:visible) h2").allTextContents();
    const values = await page.locator(".chart:has(.axes:visible) .value").allTextContents();
    const read = (svg: Buffer) =>
      page.evaluate((text) => {
        const { documentElement: root } = new DOMParser().parseFromString(text, "image/svg+xml");
        const words = [...root.querySelectorAll("text")];
        // Sizes as they are drawn: charts may be made smaller as a whole.
        document.body.append(root);
        const boxes = words.map((word) => word.getBoundingClientRect());
        const origin = root.getBoundingClientRect();
        const overlaps = boxes.flatMap((a, i) =>
          boxes.slice(i + 1).flatMap((b, j) => {
            const apart = a.right <= b.left || b.right <= a.left || a.bottom - 3 <= b.top || b.bottom - 3 <= a.top;
            return apart ? [] : [`${words[i]?.textContent ?? ""} | ${words[i + 1 + j]?.textContent ?? ""}`];
          }),
        );
        const outside = words.filter((_, i) => {
          const box = boxes[i];
          return box === undefined || box.left < origin.left || box.right > origin.right || box.bottom > origin.bottom;
        });
        root.remove();
        return {
          words: words.map(({ textContent }) => textContent),
          lines: root.querySelectorAll('path[stroke-width="1.75"]').length,
          overlaps,
          outside: outside.map(({ textContent }) => textContent),
        };
      }, svg.toString("utf8"));
    for (const [width, height] of [
      [1600, 1000],
      [1000, 700],
      [640, 480],
      [300, 900],
    ] as const) {
      const svg = await file(page, { format: "svg", width, height });
      expect(svg.toString("utf8")).not.toMatch(/var\(|class=|<style/);
      const all = await read(svg);
      expect(all.words.filter((word) => titles.includes(word))).toEqual(titles);
      expect(all.words).toEqual(expect.arrayContaining(values));
      expect(all.words.join(" ")).toContain("sample.jsonl · all-MiniLM-L6-v2 · Curves, layer 3 of 8 · 300 points");
      expect(all.words).toContain("embedding");
      expect(all.words.some((word) => word.startsWith("By chance"))).toBe(true);
      expect(all.lines).toBeGreaterThanOrEqual(titles.length);
      expect([all.overlaps, all.outside]).toEqual([[], []]);
    }
    const bare = await read(await file(page, { format: "svg", legend: false, caption: false }));
    expect(bare.words.some((word) => word.startsWith("By chance") || word.includes("sample.jsonl"))).toBe(false);
    const png = await pixels(page, await file(page, {}));
    expect(png).toMatchObject({ width: 1280, height: 960, corner: "ffffffff" });
    expect(png.colours).toBeGreaterThan(50);
    await page.close();
    const one = await shown("neighboursKept");
    const large = (await file(one, { format: "svg" })).toString("utf8");
    expect(titles.filter((title) => large.includes(`>${title}<`))).toEqual(["Neighbours kept"]);
    await one.close();
  });

  it("tells of a table which rows it lists, and in which order, and that no picture is drawn of it", async () => {
    const saved = {
      ...({ mode: "table", layer: 3, hiddenLabels: ["cooking"] } as const),
      table: { sort: { column: "task moved", descending: true } },
    } as const;
    const data = syntheticPage({ records: 60, layers: 5 });
    const opened = await webviewPage("drawing-table", data, { theme: "dark", saved });
    const { page } = await openFile(browser, opened, { viewport: { width: 900, height: 700 } });
    await page.locator(".tr").first().waitFor();
    await page.waitForFunction(() => document.querySelector(".table")?.getAttribute("aria-busy") === null);
    const asked = await page.evaluate(async () => {
      const view = await window.fakeHost.connection.sendRequest<ShownView>("viewWanted", null);
      return { ...view, rows: view.rows && [...view.rows] };
    });
    const onScreen = await page.locator(".table [data-record]:visible").evaluateAll((rows) =>
      rows
        .map((row) => ({ record: Number(row.getAttribute("data-record")), top: row.getBoundingClientRect().top }))
        .sort((a, b) => a.top - b.top)
        .map(({ record }) => record),
    );
    expect(asked.isDrawn).toBe(false);
    expect(onScreen.length).toBeGreaterThan(10);
    expect(asked.rows?.slice(0, onScreen.length)).toEqual(onScreen);
    const cooking = data.dataset.labels.indexOf("cooking");
    const kept = Array.from({ length: 60 }, (_, i) => i).filter((i) => data.dataset.labelOf[i] !== cooking);
    expect(asked.rows?.toSorted((a, b) => a - b)).toEqual(kept);
    expect(asked.rows).not.toEqual(kept);
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
