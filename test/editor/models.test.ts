import { setTimeout } from "node:timers/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { tinyModel } from "../model/tinyModel.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const texts = ["the river bank", "a bank account", "the old boat", "rowing upstream", "interest rates rose", "a loan"];

describe("models on this machine", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      files: { "texts.txt": texts.join("\n"), ...tinyModel("models/tiny") },
      settings: { "strata.modelFolders": ["models"] },
    });
    await workbench.visualize("texts.txt");
    expect(await workbench.panel.complete(texts.length)).toContain("7 layers");
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("are chosen by keyboard, and the open picture is drawn anew", async () => {
    await workbench.type("Strata: Choose Model");
    await workbench.rows.filter({ hasText: "tiny" }).waitFor();
    await workbench.focusedRow.waitFor();
    await workbench.shoot("choose-model");
    await workbench.answer("tiny");
    await workbench.panel.infobar.filter({ hasText: "4 layers" }).waitFor();
    expect(await workbench.panel.infobar.textContent()).toContain("tiny");
    expect(workbench.folderSettings()).toEqual({ "strata.model": "./models/tiny" });
    await expect.poll(() => workbench.status()).toMatch(/tiny · 6 records computed on CPU/);
  });

  it("stand at the one in use, however long they are looked for, unless the user moved meanwhile", async () => {
    const pid = workbench.enginePid() ?? 0;
    const opened = async () => {
      process.kill(pid, "SIGSTOP");
      await workbench.panel.button("chooseModel").click();
      await workbench.focusedRow.filter({ hasText: "Xenova" }).waitFor();
    };
    /** What the extension hears of the list, it hears before the engine's answer. */
    const found = () => setTimeout(1000).then(() => process.kill(pid, "SIGCONT"));
    await opened();
    await found();
    await workbench.focusedRow.filter({ hasText: "tiny" }).waitFor();
    await workbench.page.keyboard.press("Escape");
    await opened();
    await workbench.page.keyboard.press("ArrowDown");
    const name = () => workbench.focusedRow.locator(".label-name").first().textContent();
    const moved = await name();
    await found();
    await workbench.rows.filter({ hasText: "tiny" }).waitFor();
    await expect.poll(name).toBe(moved);
    await workbench.page.keyboard.press("Escape");
  });

  it("are chosen by a button of the panel, too; the bundled one leaves no setting", async () => {
    await workbench.panel.button("chooseModel").click();
    await workbench.focusedRow.filter({ hasText: "tiny" }).waitFor();
    await workbench.answer("all-MiniLM", /all-MiniLM-L6-v2.*comes with Strata/);
    await workbench.panel.infobar.filter({ hasText: "7 layers" }).waitFor();
    expect(workbench.folderSettings()).toEqual({});
  });

  it("run on a device of one's choice, each tried first", async () => {
    await workbench.type("Strata: Choose Device");
    const cpu = workbench.rows.filter({ hasText: "CPU" }).filter({ hasText: "ran" });
    await cpu.waitFor({ timeout: 60_000 });
    await workbench.rows.filter({ hasText: /DirectML.*not on this machine/ }).waitFor();
    await workbench.shoot("choose-device");
    await workbench.answer("CPU", /^CPU/);
    await expect.poll(() => workbench.folderSettings()).toEqual({ "strata.device": "cpu" });
    expect(await workbench.panel.complete(texts.length)).toContain("7 layers");
  });

  it("show their layers as a table; the one at the caret is lit in the picture", async () => {
    await workbench.type("Strata: Show Layers");
    await workbench.tab("all-MiniLM-L6-v2 layers").waitFor();
    const lines = workbench.page.locator(".editor-instance .view-line");
    await lines.filter({ hasText: /^all-MiniLM-L6-v2.*7\slayers/ }).waitFor();
    await lines.filter({ hasText: /1\sattention\soutput/ }).waitFor();
    await workbench.shoot("show-layers");
    await workbench.goTo(6);
    await expect.poll(() => workbench.panel.data("layer")).toBe("2");
  });

  it("give more than hidden states: a tensor chosen from the table becomes a layer", async () => {
    await workbench.type("Strata: Add Layers");
    await workbench.rows.first().waitFor();
    await workbench.quickInput.fill("3 attention output");
    await workbench.rows.filter({ hasText: "3 attention output" }).click();
    await workbench.page.locator(".quick-input-count", { hasText: "1 Selected" }).waitFor();
    await workbench.shoot("add-layers");
    await workbench.page.keyboard.press("Enter");
    await workbench.answer("Maximum", /^Maximum/);
    await workbench.panel.infobar.filter({ hasText: "8 layers" }).waitFor();
    const [extra] = workbench.folderSettings()["strata.extraLayers"] as readonly Record<string, unknown>[];
    expect(extra).toMatchObject({ name: "3 attention output", pooling: "max" });
    await workbench.goTo(1);
    await workbench.shoot("extra-layer");
  });

  it("keep no layer that another model does not have", async () => {
    await workbench.type("Strata: Choose Model");
    await workbench.rows.filter({ hasText: "tiny" }).waitFor();
    await workbench.answer("tiny", "models/tiny");
    await workbench.panel.infobar.filter({ hasText: "4 layers" }).waitFor();
    expect(workbench.folderSettings()["strata.extraLayers"]).toBeUndefined();
  });

  it("are fetched with a token that no setting holds", async () => {
    await workbench.type("Strata: Set Hub Token");
    await workbench.quickInput.fill("hf_secret token");
    await workbench.page.locator(".quick-input-message", { hasText: "no spaces" }).waitFor();
    expect(await workbench.quickInput.getAttribute("type")).toBe("password");
    await workbench.quickInput.fill("hf_secret");
    await workbench.page.keyboard.press("Enter");
    await workbench.toast(/The token for https:\/\/huggingface\.co is set/);
    expect(JSON.stringify(workbench.folderSettings())).not.toContain("hf_");
    await workbench.type("Strata: Remove Hub Token");
    await workbench.toast(/is removed/);
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});

describe("a folder that is not trusted", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    const evil = { "strata.model": "./models/tiny", "strata.modelFolders": ["models"] };
    workbench = await Workbench.open({
      files: {
        "texts.txt": texts.join("\n"),
        ...tinyModel("models/tiny"),
        ".vscode/settings.json": JSON.stringify(evil),
      },
      untrusted: true,
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("is read by the bundled model, whatever its settings name", async () => {
    await workbench.visualize("texts.txt");
    expect(await workbench.panel.complete(texts.length)).toContain("7 layers");
    await expect.poll(() => workbench.status()).toMatch(/MiniLM/);
  });

  it("offers no choice of a model before it is trusted", async () => {
    await workbench.panel.button("chooseModel").click();
    await workbench.page
      .locator(".notifications-toasts .notification-list-item-message", { hasText: "only the bundled model runs here" })
      .waitFor();
    await workbench.shoot("untrusted");
  });
});
