import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { storedState } from "./storedState.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const sample = "media/samples/senses.jsonl";
const lines = readFileSync(path.join(import.meta.dirname, "..", "..", sample), "utf8")
  .trimEnd()
  .split("\n");
const newLine = JSON.stringify({ text: "A heron stood on the bank of the river.", label: "nature" });

/** What the status bar says when the text of a line of the sample is selected, the caret at its start. */
function selected(line: string, at: number): string {
  const { text } = JSON.parse(line) as { text: string };
  const written = JSON.stringify(text).slice(1, -1);
  return `Ln ${at}, Col ${line.indexOf(written) + 1} (${written.length} selected)`;
}

describe("the picture of a file", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    workbench = await Workbench.open({ files: { "senses.jsonl": { copy: sample } }, settings });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("opens beside the text from the explorer's context menu", async () => {
    await workbench.visualize("senses.jsonl");
    expect(await workbench.panel.complete(lines.length)).toContain(`${lines.length} records7 layers`);
    await workbench.tab("senses.jsonl · layers").waitFor();
    await expect.poll(() => workbench.status()).toMatch(/MiniLM.* · 306 records computed on CPU/);
    await workbench.shoot("dark");
  });

  it("selects the line of a point that is clicked on the canvas", async () => {
    const { panel } = workbench;
    for (const record of await panel.apart(lines.length, 3)) {
      await panel.clickPoint(record);
      await expect.poll(() => workbench.caret()).toBe(selected(lines[record] ?? "", record + 1));
      expect(await panel.data("selected")).toBe(String(record));
    }
    await workbench.shoot("dark-selected");
  });

  it("highlights the record of the line the caret stands in", async () => {
    for (const line of [5, 200, lines.length]) {
      await workbench.goTo(line);
      await expect.poll(() => workbench.panel.data("selected")).toBe(String(line - 1));
    }
  });

  it("finds the line of a point after the file was edited above it", async () => {
    const [record = 0] = await workbench.panel.apart(lines.length, 1);
    await workbench.goTo(1);
    await workbench.page.keyboard.type(`${newLine}\n`);
    await workbench.panel.clickPoint(record);
    await expect.poll(() => workbench.caret()).toBe(selected(lines[record] ?? "", record + 2));
  });

  it("computes one record when the file is saved, and keeps camera and selection", async () => {
    const { panel } = workbench;
    await panel.turn();
    const record = Number(await panel.data("selected"));
    const camera = await panel.data("camera");
    await workbench.save("senses.jsonl");
    expect(await panel.complete(lines.length + 1)).toContain(`1 computed, ${lines.length} from cache`);
    expect(await panel.data("camera")).toBe(camera);
    expect(await panel.data("selected")).toBe(String(record + 1));
  });

  it("is there again after the window was reloaded, without running the model", async () => {
    const { panel } = workbench;
    const [camera, record] = [await panel.data("camera"), await panel.data("selected")];
    // In a browser VS Code writes its state every few seconds.
    for (const view of [`azimuth\\W+${camera.slice(0, 5)}`, `selected\\W+${record}\\b`])
      await expect.poll(() => storedState(workbench.page)).toMatch(new RegExp(view));
    await workbench.reload();
    const origin = await panel.complete(lines.length + 1);
    expect(origin).toContain("from cache");
    expect(origin).not.toContain("computed");
    expect(await panel.data("camera")).toBe(camera);
    expect(await panel.data("selected")).toBe(record);
  });

  it.each([
    ["Light Modern", "light"],
    ["Dark High Contrast", "high-contrast"],
    ["Light High Contrast", "high-contrast-light"],
  ])("follows the theme %s", async (theme, name) => {
    await workbench.theme(theme);
    await workbench.panel.frame.locator(`body.vscode-${name}`).waitFor();
    await workbench.shoot(name);
  });

  it("shows and clears the cache", async () => {
    await workbench.run("Strata: Show Cache Size");
    await workbench.toast(/^The cache holds 3\d\d records of 1 model in [\d.]+ MB\.$/);
    await workbench.run("Strata: Clear Cache");
    await workbench.toast(/^The cache is empty\. [\d.]+ MB are free again\.$/);
    await workbench.run("Strata: Show Cache Size");
    await workbench.toast(/^The cache is empty\.$/);
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
