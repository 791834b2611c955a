import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } });

const subjects = ["river", "violin", "kitchen", "engine", "garden", "theory"];
const elements = subjects.map((text, id) => ({ id, text: `Tells of the ${text}.`, tags: ["a", "b"] }));
/** Of equal length, and without equals. */
const lines = Array.from({ length: 9 }, (_, i) => `Line ${i + 1} says ${"abcdefghi".charAt(i)}.`);

describe("the caret and the picture", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = { "array.json": JSON.stringify(elements, null, 2), "lines.txt": lines.join("\n") };
    workbench = await Workbench.open({ files });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  const selected = () => workbench.panel.data("selected");
  const text = () => workbench.panel.frame.locator(".record .text").textContent();

  /** Waits until the record with this text is selected, and no other. */
  async function isLit(record: number, words: string): Promise<void> {
    await expect.poll(selected).toBe(String(record));
    await expect.poll(text).toBe(words);
  }

  it("light an element of an array from each of its lines", async () => {
    await workbench.visualize("array.json");
    await workbench.panel.complete(elements.length);
    // An element is eight lines: its braces, id, text, and a list of two.
    for (const [record, line] of [0, 7, 3, 6, 1, 4, 2, 5].entries()) {
      await workbench.goTo(2 + 8 * (record % 6) + line);
      await isLit(record % 6, elements[record % 6]?.text ?? "");
    }
    await workbench.closeEditors();
  });

  it("light the record at a caret that rests, after a deletion and after it was undone", async () => {
    const { page, panel } = workbench;
    await workbench.visualize("lines.txt");
    await panel.complete(9);
    await workbench.goTo(3);
    await isLit(2, lines[2] ?? "");
    await page.keyboard.press("Control+Shift+K");
    await isLit(3, lines[3] ?? "");
    await workbench.save("lines.txt");
    await panel.complete(8);
    await isLit(2, lines[3] ?? "");
    await workbench.focusEditor();
    await page.keyboard.press("Control+Z");
    await workbench.save("lines.txt");
    await panel.complete(9);
    await isLit(2, lines[2] ?? "");
    await workbench.shoot("undone");
    await workbench.closeEditors();
  });

  it("keep a selected record whose text is still there", async () => {
    const { panel } = workbench;
    await workbench.visualize("lines.txt");
    await panel.complete(9);
    await panel.clickPoint(6);
    await isLit(6, lines[6] ?? "");
    await workbench.tab("lines.txt").first().click({ button: "middle" });
    writeFileSync(path.join(workbench.folder, "lines.txt"), lines.slice(2).join("\n"));
    await panel.complete(7);
    await isLit(4, lines[6] ?? "");
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
