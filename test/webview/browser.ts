import { existsSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { chromium, type Browser, type BrowserContextOptions, type Page } from "playwright-core";

const candidates = [
  process.env["CHROMIUM"],
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The browser the panel is tested in; `undefined` where none is installed. */
export const chromiumPath = candidates.find((path): path is string => path !== undefined && existsSync(path));

const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
/** WebGL by software, so that no graphics card is needed. */
const webgl = ["--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"];

export function launch(withWebgl = true): Promise<Browser> {
  if (chromiumPath === undefined) throw new Error(`No browser at ${candidates.join(", ")}`);
  const more = withWebgl ? webgl : ["--disable-gpu", "--disable-3d-apis"];
  return chromium.launch({ executablePath: chromiumPath, args: [...flags, ...more] });
}

/** A page that has loaded, and everything that went wrong in it or asked for the network. */
export interface Opened {
  readonly page: Page;
  readonly complaints: readonly string[];
}

export async function openFile(browser: Browser, file: string, options: BrowserContextOptions = {}): Promise<Opened> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on("console", (message) => {
    const text = message.text();
    // Plotly measures its glyphs on a canvas of its own; the browser has an opinion on how.
    const known =
      text.startsWith("Canvas2D: Multiple readback operations") || text.includes("GPU stall due to ReadPixels");
    if ((message.type() === "error" || message.type() === "warning") && !known) complaints.push(text);
  });
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("dialog", (dialog) => {
    complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) complaints.push(`network: ${request.url()}`);
  });
  await page.goto(pathToFileURL(file).href);
  return { page, complaints };
}

/** Waits until the stage has drawn the picture, or what stands in its place has. */
export async function drawn(page: Page): Promise<void> {
  const ready = page.locator("#stage[data-ready], .curves:not([hidden]) .axes").first();
  await ready.waitFor({ state: "attached", timeout: 60_000 });
}

/** Waits until nothing waits to be drawn. */
export async function settled(page: Page): Promise<void> {
  await page.locator('#stage[data-settled="1"]').waitFor({ state: "attached", timeout: 60_000 });
}

/** Where a record's point is drawn, in pixels of the stage; at the lit layer unless another is asked for. */
export async function locate(page: Page, record: number, layer?: number): Promise<{ x: number; y: number }> {
  const located = await page.locator("#stage").evaluate(
    (stage, detail) => {
      stage.dispatchEvent(new CustomEvent("strata:locate", { detail }));
      return stage.getAttribute("data-located") ?? "";
    },
    { record, layer },
  );
  const [x, y] = located.split(" ").map(Number);
  if (x === undefined || y === undefined || located === "") throw new Error(`Record ${record} is not drawn`);
  return { x, y };
}

/** Records whose points at the lit layer stand so many pixels from all others that a click on them can mean no other. */
export async function apart(page: Page, records: number, gap = 6): Promise<readonly number[]> {
  const points = await page.locator("#stage").evaluate((stage, count) => {
    const where = (record: number): string => {
      stage.dispatchEvent(new CustomEvent("strata:locate", { detail: { record } }));
      return stage.getAttribute("data-located") ?? "";
    };
    return Array.from({ length: count }, (_, record) => where(record).split(" ").map(Number));
  }, records);
  const far = ([x = NaN, y = NaN]: readonly number[], [u = NaN, v = NaN]: readonly number[]): boolean =>
    Math.hypot(x - u, y - v) > gap;
  const all = Array.from({ length: records }, (_, record) => record);
  return all.filter((one) => all.every((other) => one === other || far(points[one] ?? [], points[other] ?? [])));
}

/** Waits until one of the stage's data attributes has a value. */
export async function stageHas(page: Page, name: string, value: string | number): Promise<void> {
  await page.locator(`#stage[data-${name}="${value}"]`).waitFor({ state: "attached" });
}
