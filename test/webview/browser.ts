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
    if (message.type() === "error" || message.type() === "warning") complaints.push(message.text());
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

/** Waits until the stage has drawn the picture. */
export async function drawn(page: Page): Promise<void> {
  await page.locator("#stage[data-ready]").waitFor({ state: "attached", timeout: 60_000 });
}
