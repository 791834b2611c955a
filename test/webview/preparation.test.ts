import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { preparationParameters } from "../../src/projection/preparation.ts";
import type { PageData } from "../../src/protocol/panel.ts";
import { chromiumPath, drawn, settled } from "./browser.ts";
import { curvesPage } from "./curvesData.ts";
import { webviewPage } from "./pages.ts";
import { suitePages } from "./suitePages.ts";

/** A picture in which one dimension and the texts' length dominate the last layers. */
function dominated(pooling: string): PageData {
  const page = curvesPage();
  const from = (id: string, first: number, most: number) => ({
    ...{ id, label: id },
    values: Float32Array.from({ length: 13 }, (_, layer) => (layer < first ? 0.1 : most)),
  });
  const dominance = { kind: "perLayer", series: [from("largest", 5, 0.97), from("length1", 7, 0.9)] } as const;
  const drawing = { projection: { id: "pca", values: { drop_dimensions: 1 } }, dimensions: 2 } as const;
  const tasks = page.info.tasks.map((task) =>
    task.id === "pca" ? { ...task, parameters: preparationParameters({ centre: "yes" }) } : task,
  );
  return {
    ...page,
    info: { ...page.info, tasks, drawing },
    result: { ...page.result, pooling },
    results: { ...page.results, dominance },
  };
}

describe.skipIf(chromiumPath === undefined)("what misleads in a picture", { timeout: 60_000 }, () => {
  const show = suitePages();
  let page: Page;

  async function open(pooling: string): Promise<void> {
    const file = await webviewPage("preparation", dominated(pooling), { theme: "dark", saved: { layer: 9 } });
    page = await show(file, { viewport: { width: 1000, height: 760 } });
    await drawn(page);
  }
  const heard = (method: string): Promise<unknown[]> =>
    page.evaluate(
      (name) => window.fakeHost.heard.filter((each) => each.method === name).map(({ params }) => params),
      method,
    );

  it("is said below it with its layers, and a click pools without sinks", async () => {
    await open("mean, without special tokens");
    const notice = page.getByRole("button", { name: /^At layers 7–12 one dimension holds up to 97 % of the variance/ });
    expect(await notice.textContent()).toBe("shows the texts' length");
    await settled(page);
    await notice.click();
    await expect.poll(() => heard("commandInvoked")).toEqual([{ command: "leaveOutSinks" }]);
    // No number of its own beside the others.
    expect(await page.locator(".infobar .quality").allTextContents()).not.toContainEqual(
      expect.stringContaining("largest"),
    );
  });

  it("is remedied by standardised dimensions, with all else as it was, where the pooling is not to blame", async () => {
    await open("mean without sinks, without special tokens");
    const notice = page.getByRole("button", { name: /Click to draw with standardised dimensions\.$/ });
    await notice.waitFor();
    await settled(page);
    await notice.click();
    const values = { drop_dimensions: 1, standardise: "yes" };
    await expect.poll(() => heard("drawingChosen")).toEqual([{ projection: { id: "pca", values }, dimensions: 2 }]);
  });
});
