import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { storedState } from "./storedState.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const nasty = "nasty <b>&amp;.jsonl";
const markup = [
  `<img src=x onerror="document.title='owned'">`,
  "</script><script>document.title='owned'</script>",
  "<b>bold</b> &lt;entity&gt; %{x} <extra></extra>",
];
const broken = [
  '{"text": "whole", "mood": "fine"}',
  '{"text": "broken, "mood": "bad"}',
  '{"text": "again", "mood": "fine"}',
];
const fields = ["red", "green", "blue"].flatMap((colour) =>
  ["cat", "dog"].map((animal) =>
    JSON.stringify({ text: `The ${animal} looks at the ${colour} ball.`, colour, animal }),
  ),
);

describe("documents of every kind", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const files = {
      "a.txt": "first words\nsecond words\nthird words",
      "b.txt": "one\ntwo",
      "broken.jsonl": broken.join("\n"),
      "empty.txt": "",
      "fields.jsonl": fields.join("\n"),
      [nasty]: markup.map((text) => JSON.stringify({ text, label: text })).join("\n"),
    };
    workbench = await Workbench.open({ files });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("draws several selected files at once, and draws one again that changes on disk", async () => {
    const { page, panel } = workbench;
    await workbench.explorerRow("a.txt").click();
    await workbench.closeEditors();
    await workbench.explorerRow("b.txt").click({ modifiers: ["Control"] });
    await workbench.visualize("b.txt");
    await workbench.answer("Apart");
    for (const name of ["a.txt · layers", "b.txt · layers"]) await workbench.tab(name).waitFor();
    await workbench.tab("b.txt · layers").click();
    await panel.complete(2);
    writeFileSync(path.join(workbench.folder, "b.txt"), "one\ntwo\nthree\nfour\n");
    expect(await panel.complete(4)).toContain("2 computed, 2 from cache");
    expect(await page.locator(".tabs-container .tab").count()).toBe(2);
  });

  it("says so when the file is deleted, and keeps the picture", async () => {
    rmSync(path.join(workbench.folder, "b.txt"));
    await workbench.tab("b.txt (deleted) · layers").waitFor();
    expect(await workbench.panel.data("drawn")).toBe("4");
    await workbench.closeEditors();
  });

  it("reads the text of an editor that is not saved", async () => {
    await workbench.edit("a.txt");
    await workbench.goTo(1);
    await workbench.page.keyboard.type("typed words\n");
    await workbench.run("Strata: Visualize Embeddings");
    await workbench.panel.complete(4);
    await workbench.panel.clickPoint(0);
    await expect.poll(() => workbench.caret()).toBe("Ln 1, Col 1 (11 selected)");
    await workbench.run("File: Revert File");
    await workbench.panel.complete(3);
    await workbench.closeEditors();
  });

  it("reads an untitled document", async () => {
    await workbench.run("File: New Untitled Text File");
    await workbench.focusEditor();
    await workbench.page.keyboard.type("north wind\n\nsouth wind");
    await workbench.run("Strata: Visualize Embeddings");
    await workbench.panel.complete(2);
    await workbench.panel.clickPoint(1);
    await expect.poll(() => workbench.caret()).toBe("Ln 3, Col 1 (10 selected)");
    await workbench.run("View: Revert and Close Editor");
    await workbench.closeEditors();
  });

  it("lists broken lines as problems until they are mended", async () => {
    await workbench.visualize("broken.jsonl");
    expect(await workbench.panel.complete(2)).toContain("1 not read");
    await expect.poll(() => workbench.problems()).toBe(1);
    await workbench.run("Problems: Focus on Problems View");
    const problem = workbench.page.locator(".markers-panel .monaco-list-row", { hasText: "Embedding Strata" });
    await problem.waitFor();
    expect(await problem.textContent()).toContain("[Ln 2, Col ");
    await workbench.shoot("problems");
    writeFileSync(path.join(workbench.folder, "broken.jsonl"), broken.join("\n").replace("broken,", 'mended",'));
    await workbench.panel.complete(3);
    await expect.poll(() => workbench.problems()).toBe(0);
    await workbench.run("View: Toggle Panel Visibility");
    await workbench.closeEditors();
  });

  it("says what is wrong with an empty file", async () => {
    await workbench.visualize("empty.txt");
    await workbench.panel.frame.getByText("The file is empty").first().waitFor();
    await workbench.shoot("empty");
    await workbench.closeEditors();
  });

  it("reads other fields where the user chooses them, also after a reload", async () => {
    const { panel, page } = workbench;
    await workbench.visualize("fields.jsonl");
    await panel.complete(fields.length);
    await panel.frame.locator(".legend", { hasText: "dog" }).waitFor();
    await workbench.run("Strata: Choose Label Field");
    const row = page.locator('.quick-input-list .monaco-list-row[aria-label^="colour,"]');
    await row.waitFor();
    await workbench.shoot("fields");
    await row.click();
    await panel.frame.locator(".legend", { hasText: "green" }).waitFor();
    await expect.poll(() => storedState(page)).toMatch(/label\W+colour/);
    await workbench.reload();
    await panel.complete(fields.length);
    await panel.frame.locator(".legend", { hasText: "green" }).waitFor();
    await workbench.closeEditors();
  });

  it("shows markup as the text it is", async () => {
    const { panel } = workbench;
    await workbench.visualize(nasty);
    await panel.complete(markup.length);
    for (const [record, text] of markup.entries()) {
      await panel.clickPoint(record);
      await expect.poll(() => panel.frame.locator(".record .text").textContent()).toBe(text);
    }
    expect(await panel.frame.locator("img, b b, #stage script").count()).toBe(0);
    expect(await panel.infobar.textContent()).toContain(nasty);
    expect(await workbench.page.title()).not.toContain("owned");
    await workbench.shoot("markup");
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
