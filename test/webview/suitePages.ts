import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect } from "vitest";
import { launch, openFile, type Opened } from "./browser.ts";

/** Opens pages in a browser of the suite's own: each is closed after its test, and may not have complained of anything. */
export function suitePages(): (file: string, options?: BrowserContextOptions) => Promise<Page> {
  let browser: Browser;
  let opened: Opened | undefined;
  beforeAll(async () => {
    browser = await launch();
  }, 60_000);
  afterAll(() => browser.close());
  afterEach(async () => {
    expect(opened?.complaints).toEqual([]);
    await opened?.page.close();
    opened = undefined;
  });
  return async (file, options) => {
    opened = await openFile(browser, file, options);
    return opened.page;
  };
}
