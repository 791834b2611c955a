import { rmSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 30_000 } } });

const lines = (count: number, what: string) => Array.from({ length: count }, (_, i) => `${what} number ${i}`);

describe("files that move, and where they open", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = {
      "birds.txt": lines(12, "a bird").join("\n"),
      "ships.txt": lines(9, "a ship").join("\n"),
      "towns.txt": lines(8, "a town").join("\n"),
      "inner/rivers.txt": lines(10, "a river").join("\n"),
    };
    workbench = await Workbench.open({ files });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  const columns = () => workbench.page.locator(".editor-group-container").count();
  const titlesIn = (column: number) =>
    workbench.page.locator(".editor-group-container").nth(column).locator(".tab .monaco-icon-label").allTextContents();

  async function rename(file: string, name: string): Promise<void> {
    const { page } = workbench;
    await workbench.explorerRow(file).click();
    await page.keyboard.press("F2");
    const box = page.locator(".explorer-folders-view input");
    await box.fill(name);
    await page.keyboard.press("Enter");
    await workbench.explorerRow(name).waitFor();
  }

  it("takes texts where texts are and pictures where pictures are, wherever the focus is", async () => {
    const { panel } = workbench;
    await workbench.visualize("birds.txt");
    await panel.complete(12);
    await panel.stage.click({ position: { x: 5, y: 5 } });
    await workbench.visualize("ships.txt");
    await workbench.tab("ships.txt · layers").waitFor();
    await panel.complete(9);
    await panel.stage.click({ position: { x: 5, y: 5 } });
    await workbench.visualize("towns.txt");
    await workbench.tab("towns.txt · layers").waitFor();
    await panel.complete(8);
    expect(await columns()).toBe(2);
    expect(await titlesIn(0)).toContain("towns.txt");
    expect((await titlesIn(1)).filter((title) => !title.endsWith("· layers"))).toEqual([]);
  });

  it("follows a file that is renamed, with its selection, and opens no second panel for it", async () => {
    const { panel } = workbench;
    await workbench.tab("birds.txt · layers").click();
    await panel.complete(12);
    await panel.clickPoint((await panel.apart(12, 1))[0] ?? 0);
    await expect.poll(() => panel.data("selected")).not.toBe("");
    const selected = await panel.data("selected");
    await rename("birds.txt", "fowl.txt");
    await workbench.tab("fowl.txt · layers").waitFor();
    await expect.poll(() => panel.infobar.textContent()).toContain("fowl.txt");
    expect(await panel.complete(12)).toContain("from cache");
    await expect.poll(() => panel.data("selected")).toBe(selected);
    await workbench.edit("fowl.txt");
    await workbench.goTo(7);
    await expect.poll(() => panel.data("selected")).toBe("6");
    await workbench.visualize("fowl.txt");
    await panel.complete(12);
    expect(await workbench.tab("fowl.txt · layers").count()).toBe(1);
    expect(await workbench.tab("birds.txt").count()).toBe(0);
    await workbench.shoot("renamed");
  });

  it("follows a file whose folder is renamed", async () => {
    const { panel } = workbench;
    await workbench.explorerRow("inner").click();
    await workbench.visualize("rivers.txt");
    await panel.complete(10);
    await rename("inner", "outer");
    await panel.complete(10);
    await workbench.tab("rivers.txt · layers").waitFor();
    await panel.clickPoint((await panel.apart(10, 1))[0] ?? 0);
    await expect.poll(() => workbench.caret()).toMatch(/selected\)$/);
    expect(await workbench.tab("(deleted)").count()).toBe(0);
  });

  it("says that a file is gone, and opens nothing for its points", async () => {
    const { panel, page } = workbench;
    await workbench.visualize("ships.txt");
    await panel.complete(9);
    await workbench.tab("ships.txt").first().click({ button: "middle" });
    rmSync(path.join(workbench.folder, "ships.txt"));
    await workbench.tab("ships.txt (deleted) · layers").waitFor();
    await expect.poll(() => panel.infobar.textContent()).toContain("deleted");
    const before = await page.locator(".tabs-container .tab").count();
    await panel.clickPoint((await panel.apart(9, 1))[0] ?? 0);
    await page.locator(".statusbar", { hasText: "its lines cannot be shown" }).waitFor();
    expect(await page.locator(".tabs-container .tab").count()).toBe(before);
    await workbench.shoot("deleted");
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
