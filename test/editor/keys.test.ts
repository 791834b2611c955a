import { readFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 20_000 } } });

const sample = "media/samples/senses.jsonl";
const lines = readFileSync(path.join(import.meta.dirname, "..", "..", sample), "utf8")
  .trimEnd()
  .split("\n");
const FILE = "senses.jsonl";

describe("the panel's keys and the lines it points at", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const settings = { "workbench.colorTheme": "Default Dark Modern" };
    workbench = await Workbench.open({ files: { [FILE]: { copy: sample } }, settings });
    await workbench.visualize(FILE);
    await workbench.panel.complete(lines.length);
  }, 240_000);
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  const layer = () => workbench.panel.data("layer");
  const selected = () => workbench.panel.data("selected");
  /** The numbers of the lines that are marked in any editor, as far as they are on the screen. */
  const marked = () => workbench.page.locator(".view-overlays [class*=TextEditorDecorationType]").count();

  /** Gives the panel the keyboard, without touching a point, and waits until VS Code knows that. */
  async function focusPanel(): Promise<void> {
    await workbench.panel.stage.click({ position: { x: 4, y: 4 } });
    await pressUntil("Home", layer, "0");
  }

  async function pressUntil(key: string, value: () => Promise<string>, wanted: string): Promise<void> {
    await expect
      .poll(async () => {
        await workbench.page.keyboard.press(key);
        return value();
      })
      .toBe(wanted);
  }

  it("say in the status bar what was computed", async () => {
    await expect.poll(() => workbench.status()).toMatch(/MiniLM.* · 306 records computed on CPU/);
  });

  it("are VS Code's commands: each acts once, and those of VS Code stay its own", async () => {
    const { page, panel } = workbench;
    await focusPanel();
    await page.keyboard.press("ArrowRight");
    await expect.poll(layer).toBe("1");
    await page.keyboard.press("ArrowRight");
    await expect.poll(layer).toBe("2");
    await page.keyboard.press("b");
    await panel.frame.locator("body.folded").waitFor();
    await page.keyboard.press("b");
    await panel.frame.locator("body:not(.folded)").waitFor();
    await page.keyboard.press("Control+B");
    await page.locator(".part.sidebar").waitFor({ state: "hidden" });
    expect(await panel.frame.locator("body.folded").count()).toBe(0);
    await page.keyboard.press("Control+B");
    await page.locator(".part.sidebar").waitFor();
  });

  it("walk from record to record, and open the line", async () => {
    const { page } = workbench;
    await workbench.goTo(5);
    await expect.poll(selected).toBe("4");
    await focusPanel();
    await page.keyboard.press("ArrowDown");
    await expect.poll(selected).toBe("5");
    await page.keyboard.press("ArrowDown");
    await expect.poll(selected).toBe("6");
    await page.keyboard.press("Enter");
    await page.locator(".editor-instance .monaco-editor.focused").waitFor();
    await expect.poll(() => workbench.page.locator("[id='status.editor.selection']").textContent()).toContain("Ln 7");
  });

  it("leave the text alone: what is typed there is text", async () => {
    const { page } = workbench;
    await workbench.goTo(1);
    await page.keyboard.type("b1 ");
    await page.locator(".tab.dirty", { hasText: FILE }).waitFor();
    expect(await workbench.panel.frame.locator("body.folded").count()).toBe(0);
    await workbench.run("File: Revert File");
    await page.locator(".tab.dirty").waitFor({ state: "detached" });
  });

  it("run from the palette as well", async () => {
    await workbench.run("Strata: First Layer");
    await expect.poll(layer).toBe("0");
    await workbench.run("Strata: Last Layer");
    await expect.poll(layer).not.toBe("0");
  });

  it("can be bound anew", async () => {
    const { page } = workbench;
    await workbench.run("Preferences: Open Keyboard Shortcuts (JSON)");
    await page.locator(".tab.active", { hasText: "keybindings.json" }).waitFor();
    await page.locator(".editor-instance .monaco-editor.focused").waitFor();
    await page.keyboard.press("Control+A");
    const bound = { key: "n", command: "strata.picture.firstLayer", when: "strata.pictureFocused" };
    await page.keyboard.insertText(JSON.stringify([bound]));
    await page.keyboard.press("Control+S");
    await page.locator(".tab.dirty").waitFor({ state: "detached" });
    await workbench.tab("keybindings.json").click({ button: "middle" });
    await focusPanel();
    await page.keyboard.press("End");
    await expect.poll(layer).toBe("6");
    await pressUntil("n", layer, "0");
  });

  it("mark the hovered record's line, scroll nothing, and let go of it", async () => {
    const { page, panel } = workbench;
    await workbench.goTo(1);
    const near = (await panel.alone(lines.length)).find((record) => record < 30) ?? -1;
    expect(await marked()).toBe(0);
    const [[x, y] = [NaN, NaN]] = await panel.pixelsOf([near]);
    await page.mouse.move(x, y);
    await expect.poll(marked).toBeGreaterThan(0);
    await workbench.shoot("hovered-line");
    await page.mouse.move(2, 2);
    await expect.poll(marked).toBe(0);
    expect(await workbench.caret()).toBe("Ln 1, Col 1");
  });

  it("peek with Alt: the line comes into sight, the caret stays", async () => {
    const { page, panel } = workbench;
    await workbench.goTo(2);
    const far = (await panel.apart(lines.length, 8)).at(-1) ?? -1;
    expect(far).toBeGreaterThan(60);
    const [[x, y] = [NaN, NaN]] = await panel.pixelsOf([far]);
    await page.mouse.move(x, y);
    await page.keyboard.down("Alt");
    await page.mouse.click(x, y);
    await page.keyboard.up("Alt");
    await page
      .locator(".view-line", { hasText: (JSON.parse(lines[far] ?? "") as { text: string }).text.slice(0, 30) })
      .first()
      .waitFor();
    await expect.poll(marked).toBeGreaterThan(0);
    expect(await workbench.caret()).toBe("Ln 2, Col 1");
  });

  it("are told by a hover on a line: label and nearest at the lit layer, as links", async () => {
    const { page, panel } = workbench;
    await workbench.goTo(3);
    const { text, label } = JSON.parse(lines[2] ?? "") as { text: string; label: string };
    const hover = page.locator(".monaco-hover:visible", { hasText: "nearest at" });
    await page
      .locator(".view-line", { hasText: text.slice(0, 20) })
      .first()
      .hover({ position: { x: 120, y: 8 } });
    await hover.waitFor();
    await expect.poll(() => hover.textContent()).toContain(label);
    await workbench.shoot("line-hover");
    const near = hover.locator("a[data-href^='command:strata.openRecord']");
    expect(await near.count()).toBe(5);
    const words = (await near.first().textContent()) ?? "";
    await near.first().click();
    await expect
      .poll(async () => (JSON.parse(lines[Number(await panel.data("selected"))] ?? "") as { text: string }).text)
      .toContain(words.slice(0, 20));
    expect(await selected()).not.toBe("2");
  });

  it("have the picture's colours beside them where one wants that", async () => {
    const { page } = workbench;
    const dots = page.locator(".glyph-margin-widgets [class*=TextEditorDecorationType]");
    expect(await dots.count()).toBe(0);
    await workbench.run("Strata: Show or Hide Colours beside the Lines");
    await expect.poll(() => dots.count()).toBeGreaterThan(10);
    await workbench.shoot("line-colours");
    await workbench.run("Strata: Show or Hide Colours beside the Lines");
    await expect.poll(() => dots.count()).toBe(0);
  });

  it("mark it in both halves of a split editor, and hear of the caret in either", async () => {
    const { page, panel } = workbench;
    await workbench.goTo(1);
    await workbench.run("View: Split Editor Down");
    await expect.poll(() => page.locator(".editor-instance .monaco-editor").count()).toBe(2);
    await page.keyboard.press("Control+Home");
    await page.keyboard.press("ArrowDown");
    await expect.poll(selected).toBe("1");
    const near = (await panel.apart(lines.length, 8))[0] ?? -1;
    expect(near).toBeLessThan(12);
    const [[x, y] = [NaN, NaN]] = await panel.pixelsOf([near]);
    await page.mouse.move(x, y);
    await expect.poll(marked).toBe(2);
    await workbench.shoot("split");
    await page.mouse.move(2, 2);
    await expect.poll(marked).toBe(0);
    await workbench.goTo(5);
    await expect.poll(selected).toBe("4");
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
