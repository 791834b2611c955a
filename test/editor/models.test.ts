import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { tinyModel } from "./tinyModel.ts";
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
    await expect.poll(() => workbench.status()).toMatch(/tiny · CPU/);
  });

  it("are chosen by a button of the panel, too; the bundled one leaves no setting", async () => {
    await workbench.panel.button("chooseModel").click();
    await workbench.focusedRow.filter({ hasText: "tiny" }).waitFor();
    await workbench.answer("all-MiniLM", /all-MiniLM-L6-v2.*comes with Strata/);
    await workbench.panel.infobar.filter({ hasText: "7 layers" }).waitFor();
    expect(workbench.folderSettings()).toEqual({});
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
