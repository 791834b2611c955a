import type { FrameLocator, Page } from "playwright-core";
import { Workbench } from "../editor/workbench.ts";
import { median, type Bench } from "./row.ts";
import { random } from "./texts.ts";

const RECORDS = 5000;

/** The number of the caret's line beside the text: shown while the panel has the keyboard, as the status bar's is not. */
const CARET_LINE = ".editor-instance .active-line-number";

declare global {
  interface Window {
    /** Moments of the wall clock, in milliseconds: of the last key or click here, and of the last change watched. */
    moments: { event: number; change: number };
  }
}

/** In the real workbench, at 5 000 records: from a moved caret to the lit point, from a clicked point to its line. */
export const links: Bench = {
  id: "links",
  run: async ({ runs }) => {
    const next = random(3);
    const word = () => ["river", "bank", "light", "spring", "seal", "bark", "pitch"][Math.floor(next() * 7)] ?? "";
    const lines = Array.from({ length: RECORDS }, (_, i) => `${word()} ${word()} ${i} ${word()}`);
    const workbench = await Workbench.open({ files: { "lines.txt": lines.join("\n") } });
    await workbench.visualize("lines.txt");
    await workbench.panel.complete(RECORDS);
    const { page, panel } = workbench;
    await watch(page, panel.frame);

    const toPoint: number[] = [];
    await workbench.goTo(100);
    await page.waitForTimeout(2000);
    for (let run = 0; run < Math.max(runs, 5); run++) {
      await page.keyboard.press("ArrowDown");
      await panel.frame.locator(`.selected-ring[data-record="${100 + run}"]`).waitFor({ state: "attached" });
      toPoint.push((await panelMoments(panel.frame)).change - (await windowMoments(page)).event);
      await page.waitForTimeout(1000);
    }

    const toLine: number[] = [];
    const clicks = Math.max(runs, 5);
    for (let run = 0; run < clicks; run++) {
      const { change } = await windowMoments(page);
      // Among so many no point stands apart: the click takes the one in front, which is another each time.
      await panel.clickPoint(Math.floor(((run + 0.5) * RECORDS) / clicks));
      await page.waitForFunction((before) => window.moments.change > before, change);
      toLine.push((await windowMoments(page)).change - (await panelMoments(panel.frame)).event);
      await page.waitForTimeout(1000);
    }

    await workbench.close();

    const row = (what: string, times: readonly number[]) => ({
      what,
      ours: `${Math.round(median(times))} ms`,
      peer: "–",
      theirs: "–",
      ratio: "–",
      goal: "≤ 100 ms",
    });
    return [
      row(`caret moved → point lit, ${RECORDS} records, in the workbench`, toPoint),
      row(`point clicked → line selected, ${RECORDS} records, in the workbench`, toLine),
    ];
  },
};

/** Notes keys and the caret's line in the window, clicks and the lit point in the panel, on the clock both share. */
async function watch(page: Page, frame: FrameLocator): Promise<void> {
  await page.evaluate((caretLine) => {
    window.moments = { event: NaN, change: NaN };
    const now = () => performance.timeOrigin + performance.now();
    // When it happened, not when it is heard: a page that draws hears late.
    const heard = ({ timeStamp }: Event) => (window.moments.event = performance.timeOrigin + timeStamp);
    addEventListener("keydown", heard, { capture: true });
    const line = () => Array.from(document.querySelectorAll(caretLine), ({ textContent }) => textContent).join();
    let last = line();
    new MutationObserver(() => {
      if (line() === last) return;
      last = line();
      window.moments.change = now();
    }).observe(document.body, { subtree: true, childList: true, characterData: true, attributes: true });
  }, CARET_LINE);
  await frame.locator("#stage").evaluate((stage) => {
    window.moments = { event: NaN, change: NaN };
    const now = () => performance.timeOrigin + performance.now();
    const heard = ({ timeStamp }: Event) => (window.moments.event = performance.timeOrigin + timeStamp);
    addEventListener("pointerup", heard, { capture: true });
    const lit = () => stage.querySelector(".selected-ring")?.getAttribute("data-record");
    let last = lit();
    new MutationObserver(() => {
      if (lit() === last) return;
      last = lit();
      window.moments.change = now();
    }).observe(stage, { subtree: true, childList: true, attributes: true });
  });
}

function windowMoments(page: Page): Promise<Window["moments"]> {
  return page.evaluate(() => window.moments);
}

function panelMoments(frame: FrameLocator): Promise<Window["moments"]> {
  return frame.locator("#stage").evaluate(() => window.moments);
}
