import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000, expect: { poll: { timeout: 20_000 } } });

const lines = (count: number, what: string) => Array.from({ length: count }, (_, i) => `${what} number ${i}`);
const code =
  "/** Adds. */\nexport function add(a: number, b: number) {\n  return a + b;\n}\n\nclass Bird {\n  fly() {}\n  sing() {}\n}\n";

const notebook = {
  cells: ["first words", "", "second words", "third words"].map((source) => ({
    cell_type: "code",
    execution_count: null,
    metadata: {},
    outputs: [],
    source: [source],
  })),
  metadata: {},
  nbformat: 4,
  nbformat_minor: 5,
};

describe("pictures of more or less than a file", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = {
      "birds.txt": lines(12, "a bird").join("\n"),
      "ships.jsonl": lines(9, "a ship")
        .map((text) => JSON.stringify({ text }))
        .join("\n"),
      "broken.jsonl": "{\n",
      "empty.txt": "",
      "book.ipynb": JSON.stringify(notebook),
      "left.txt": "one\nthree\nfour\n",
      "right.txt": "one\ntwo\nthree\n",
      "code.ts": code,
      "notes/a.md": "# One\n\nfirst\n\n# Two\n\nsecond\n",
      "notes/deep/b.md": "third\n",
    };
    const settings = { "diffEditor.useInlineViewWhenSpaceIsLimited": false };
    workbench = await Workbench.open({ files, settings });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  const selected = () => workbench.panel.data("selected");

  it("are of several files together: a click opens the right one, a caret in any marks its point", async () => {
    const { page, panel } = workbench;
    await workbench.explorerRow("birds.txt").click();
    await workbench.closeEditors();
    for (const name of ["ships.jsonl", "broken.jsonl"])
      await workbench.explorerRow(name).click({ modifiers: ["Control"] });
    await workbench.visualize("ships.jsonl");
    await workbench.answer("Together");
    await panel.complete(21);
    await workbench.tab("birds.txt and 2 others · layers").waitFor();
    await expect.poll(() => panel.frame.locator(".legend").textContent()).toContain("birds.txt");
    await expect.poll(() => workbench.problems()).toBeGreaterThan(0);
    const ship = (await panel.alone(21)).find((record) => record >= 12) ?? -1;
    await panel.clickPoint(ship);
    await workbench.tab("ships.jsonl").waitFor();
    await expect.poll(() => workbench.caret()).toBe(`Ln ${ship - 11}, Col 10 (15 selected)`);
    await workbench.shoot("together");
    await workbench.goTo(3);
    await expect.poll(selected).toBe("14");
    await workbench.edit("birds.txt");
    await workbench.goTo(3);
    await expect.poll(selected).toBe("2");
    await page.keyboard.type("one more ");
    await workbench.save("birds.txt");
    await expect.poll(() => panel.complete(21)).toContain("1 computed, 20 from cache");
    writeFileSync(path.join(workbench.folder, "ships.jsonl"), '{"text":"the only ship"}\n');
    await panel.complete(13);
  });

  it("are there again after a reload", async () => {
    await workbench.reload();
    expect(await workbench.panel.complete(13)).not.toContain("computed");
    await workbench.closeEditors();
  });

  it("are of the selected lines, which stay the same records when lines above are typed", async () => {
    const { page, panel } = workbench;
    await workbench.edit("birds.txt");
    await workbench.goTo(4);
    for (let i = 0; i < 3; i++) await page.keyboard.press("Shift+ArrowDown");
    await workbench.run("Strata: Visualize Selection");
    await panel.complete(3);
    await workbench.tab("birds.txt:4–6 · layers").waitFor();
    await workbench.goTo(5);
    await expect.poll(selected).toBe("1");
    await workbench.goTo(1);
    await page.keyboard.type("a new first line\n");
    await workbench.save("birds.txt");
    await workbench.goTo(6);
    await expect.poll(selected).toBe("1");
    expect(await panel.complete(3)).not.toContain("computed");
    await workbench.closeEditors();
  });

  it("are of a folder: a file, a section or a record each", async () => {
    const { panel } = workbench;
    await workbench.chooseFromMenu(workbench.explorerRow("notes"), "Visualize Folder");
    await workbench.answer("Each section");
    await expect.poll(() => workbench.quickInput.inputValue()).toContain("**/*");
    await workbench.quickInput.fill("**/*.md");
    await workbench.page.keyboard.press("Enter");
    await panel.complete(3);
    await expect.poll(() => panel.frame.locator(".legend").textContent()).toContain("deep/b.md");
    writeFileSync(path.join(workbench.folder, "notes", "c.md"), "# Three\n\nmore\n");
    await panel.complete(4);
    await workbench.closeEditors();
  });

  it("are of the workspace's folder where the palette asks for one", async () => {
    const { panel } = workbench;
    await workbench.type("Strata: Visualize Folder");
    await workbench.answer("Each section");
    await expect.poll(() => workbench.quickInput.inputValue()).toContain("**/*");
    await workbench.quickInput.fill("notes/**/*.md");
    await workbench.page.keyboard.press("Enter");
    await panel.complete(4);
    await expect.poll(() => panel.frame.locator(".legend").textContent()).toContain("deep/b.md");
    await workbench.closeEditors();
  });

  it("are of a program's symbols, with what each is as label", async () => {
    const { panel } = workbench;
    await workbench.edit("code.ts");
    await workbench.run("Strata: Visualize Symbols");
    await panel.complete(4);
    await expect.poll(() => panel.frame.locator(".legend").textContent()).toMatch(/method/);
    await workbench.goTo(7);
    await expect.poll(selected).toBe("2");
    await workbench.shoot("symbols");
  });

  it("are calm where a file is empty, and come with its first text", async () => {
    const { panel } = workbench;
    await workbench.closeEditors();
    await workbench.visualize("empty.txt");
    const message = panel.frame.locator(".message[role=status]");
    await expect.poll(() => message.textContent()).toMatch(/^The file is emptyempty\.txt holds no text\./);
    expect(await panel.frame.locator("[data-command=retry]").count()).toBe(0);
    await expect.poll(() => workbench.status()).toBe("empty");
    writeFileSync(path.join(workbench.folder, "empty.txt"), "one\ntwo\n");
    await panel.complete(2);
    await workbench.closeEditors();
  });

  it("hear of the carets of both sides of two files that are compared", async () => {
    const { page, panel } = workbench;
    for (const name of ["right.txt", "left.txt"]) {
      await workbench.visualize(name);
      await workbench.tab(`${name} · layers`).waitFor();
    }
    await workbench.tab("left.txt").first().click();
    await workbench.run("File: Compare Active File With...");
    await workbench.answer("right.txt");
    await workbench.tab("left.txt ↔ right.txt").waitFor();
    await workbench.tab("right.txt · layers").click();
    await panel.complete(3);
    await page.locator(".modified-in-monaco-diff-editor .view-line", { hasText: "two" }).click();
    await expect.poll(selected).toBe("1");
    await workbench.tab("left.txt · layers").click();
    await panel.complete(3);
    await page.locator(".original-in-monaco-diff-editor .view-line", { hasText: "four" }).click();
    await expect.poll(selected).toBe("2");
  });

  it("hear of the caret in a notebook's cell, and show the cell of a point", async () => {
    const { page, panel } = workbench;
    await workbench.closeEditors();
    await workbench.visualize("book.ipynb");
    await panel.frame.locator("#stage[data-drawn]").waitFor();
    const records = Number(await panel.data("records"));
    await panel.complete(records);
    await workbench.explorerRow("book.ipynb").dblclick();
    await page.locator(".notebook-editor .view-line", { hasText: "second words" }).click();
    await expect.poll(() => panel.frame.locator(".record .text").textContent()).toBe("second words");
    await panel.clickPoint(records - 1);
    await page
      .locator(".notebook-editor .monaco-list-row.selected, .notebook-editor .monaco-list-row.focused", {
        hasText: "third words",
      })
      .waitFor();
    await workbench.shoot("notebook");

    // No text has the keyboard while a cell is chosen and not edited.
    await workbench.closeEditors();
    await workbench.explorerRow("book.ipynb").dblclick();
    await page.locator(".notebook-editor .view-line", { hasText: "second words" }).click();
    await page.keyboard.press("Escape");
    await workbench.run("Visualize Embeddings");
    await panel.complete(records);
    expect(await page.locator(".tabs-container .tab", { hasText: "book.ipynb" }).count()).toBe(2);
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
