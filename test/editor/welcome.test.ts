import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } });

describe("a user who is new", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ files: { "notes.txt": "one\ntwo\nthree\n" } });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("finds the first steps, with their pictures", async () => {
    const { page } = workbench;
    await page.locator(".activitybar .action-item", { has: page.getByLabel("Strata", { exact: true }) }).click();
    await page.getByRole("button", { name: "Visualize the Sample" }).waitFor();
    await page.locator(".welcome-view-content").getByText("first steps").click();
    await page.getByRole("heading", { level: 2, name: "First steps with Embedding Strata" }).waitFor();
    for (const step of [
      "Visualize a file",
      "Go through the layers, and back to the line",
      "Take your own file and model",
    ])
      await page.getByText(step, { exact: true }).first().waitFor();
    await workbench.shoot("walkthrough");
  });

  it("draws the sample by one click, and finds its picture in the list", async () => {
    const { page, panel } = workbench;
    await page.locator(".welcome-view-content").getByRole("button", { name: "Visualize the Sample" }).click();
    await panel.complete(311);
    const row = page.getByRole("treeitem", { name: /senses\.jsonl.*311 records/ });
    await row.waitFor();
    await workbench.shoot("picture list");
    await workbench.page.getByRole("tab", { name: /^senses\.jsonl, preview/ }).click();
    await row.click();
    await expect.poll(() => workbench.tab("senses.jsonl · layers").getAttribute("aria-selected")).toBe("true");
  });
});
