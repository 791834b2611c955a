import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { FakeHub } from "../model/hub/fakeHub.ts";
import { tinyGraph, tinyModelFiles } from "../model/tinyModel.ts";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const texts = ["the river bank", "a bank account", "the old boat", "rowing upstream", "interest rates rose", "a loan"];
const prompts = JSON.stringify({ prompts: { query: "query ", passage: "passage " } });

describe("models of the hub", () => {
  let hub: FakeHub;
  let workbench: Workbench;
  beforeAll(async () => {
    hub = await FakeHub.start();
    const graph = Buffer.from(tinyGraph("bert.legacy-17"));
    hub.put("org/tiny", {
      ...tinyModelFiles,
      "onnx/model.onnx": graph,
      "onnx/model_quantized.onnx": Buffer.from(tinyGraph("bert.legacy-17+int8")),
    });
    hub.put("org/prompted", {
      ...tinyModelFiles,
      "config_sentence_transformers.json": prompts,
      "onnx/model.onnx": graph,
    });
    hub.put("org/broken", { ...tinyModelFiles, "onnx/model.onnx": graph });
    workbench = await Workbench.open({
      files: { "texts.txt": texts.join("\n") },
      settings: { "strata.hubHost": hub.host },
    });
    await workbench.visualize("texts.txt");
    expect(await workbench.panel.complete(texts.length)).toContain("7 layers");
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(async () => {
    await workbench.close();
    await hub.close();
  });

  /** Opens the list of models and asks the hub for one; also for one that stands in the list already. */
  async function lookFor(id: string): Promise<void> {
    await workbench.type("Strata: Choose Model");
    await workbench.rows.filter({ hasText: "comes with Strata" }).waitFor();
    await workbench.quickInput.fill(id);
    await workbench.rows.filter({ hasText: `Look for ${id} on the hub` }).waitFor();
    const wanted = workbench.focusedRow.filter({ hasText: `Look for ${id} on the hub` });
    while ((await wanted.count()) === 0) await workbench.page.keyboard.press("ArrowUp");
    await workbench.page.keyboard.press("Enter");
  }

  const notification = (text: string | RegExp) => workbench.page.locator(".notification-list-item", { hasText: text });

  it("are asked for nothing before the user asks for one", () => {
    expect(hub.seen).toEqual([]);
  });

  it("are told by their form while their name is typed", async () => {
    await workbench.type("Strata: Choose Model");
    await workbench.answer("Type a Hub id");
    await workbench.page.getByPlaceholder("onnx-community/").waitFor();
    await workbench.quickInput.fill("org/tiny/more");
    await workbench.page.locator(".quick-input-message", { hasText: "A Hub id is org/name" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.quickInput.fill("org/none");
    await workbench.page.keyboard.press("Enter");
    await notification("There is no such repository").waitFor();
    await workbench.run("Notifications: Clear All Notifications");
  });

  it("are fetched with progress; a download that was stopped is gone on with", async () => {
    hub.stalls.push(100_000);
    await lookFor("org/tiny");
    await workbench.focusedRow.filter({ hasText: "recommended" }).filter({ hasText: "Full precision" }).waitFor();
    await workbench.rows.filter({ hasText: "distorts the states" }).waitFor();
    await workbench.shoot("choose-file");
    await workbench.page.keyboard.press("Enter");
    await notification(/Downloading org\/tiny.* of 0\.2 MB/).waitFor();
    await workbench.shoot("downloading");
    await notification("Downloading org/tiny").getByRole("button", { name: "Cancel" }).click();
    await notification("Downloading org/tiny").waitFor({ state: "detached" });
    expect(workbench.folderSettings()).toEqual({});

    await lookFor("org/tiny");
    await workbench.focusedRow.filter({ hasText: "recommended" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.panel.infobar.filter({ hasText: "4 layers" }).waitFor();
    expect(workbench.folderSettings()).toEqual({ "strata.model": "org/tiny/onnx/model.onnx" });
    expect(hub.requestsOf("onnx/model.onnx").map(({ range }) => range)).toEqual([undefined, "bytes=100000-"]);
  });

  it("warn where a file is chosen that distorts the states, with how far", async () => {
    await lookFor("org/tiny");
    await workbench.rows.filter({ hasText: "on this machine" }).waitFor();
    await workbench.answer("model_quantized", "Dynamic int8");
    const warning = workbench.panel.frame.getByRole("button", { name: /quantized \(dynamic int8\)\. Its states lie/ });
    await warning.waitFor();
    await workbench.shoot("quantized");
    expect(workbench.folderSettings()).toEqual({ "strata.model": "org/tiny/onnx/model_quantized.onnx" });
  });

  it("are offered with the prompts of their authors", async () => {
    await lookFor("org/prompted");
    await workbench.focusedRow.filter({ hasText: "recommended" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await workbench.rows.filter({ hasText: "No prompt" }).waitFor();
    await workbench.answer("query", "query");
    await expect
      .poll(() => workbench.folderSettings())
      .toEqual({
        "strata.model": "org/prompted/onnx/model.onnx",
        "strata.prompt": "query",
      });
    await expect.poll(() => workbench.status()).toContain("prompted");
  });

  it("say what went wrong where they cannot be fetched", async () => {
    hub.special = ({ path: asked }, response) => {
      if (!asked.startsWith("/org/broken/") || !asked.endsWith("model.onnx")) return false;
      response.writeHead(403).end();
      return true;
    };
    await lookFor("org/broken");
    await workbench.focusedRow.filter({ hasText: "recommended" }).waitFor();
    await workbench.page.keyboard.press("Enter");
    await notification("The hub refuses the download").getByRole("button", { name: "Set Hub Token" }).waitFor();
    await workbench.run("Notifications: Clear All Notifications");
  });

  it("are downloaded by a button of the panel where the settings name one that is not here", async () => {
    hub.special = () => false;
    const settings = path.join(workbench.folder, ".vscode", "settings.json");
    writeFileSync(settings, JSON.stringify({ "strata.model": "org/broken" }));
    const { panel } = workbench;
    await panel.frame.getByRole("heading", { name: "The model is not on this machine" }).waitFor();
    await workbench.shoot("not-on-disk");
    await panel.button("chooseModel").first().waitFor();
    await panel.button("downloadModel").click();
    expect(await panel.complete(texts.length)).toContain("4 layers");
  });

  it("are not offered offline, and nothing is asked of the hub", async () => {
    const before = hub.seen.length;
    const settings = path.join(workbench.folder, ".vscode", "settings.json");
    writeFileSync(settings, JSON.stringify({ "strata.model": "org/tiny", "strata.offline": true }));
    await expect.poll(() => workbench.status()).toContain("tiny");
    await workbench.type("Strata: Choose Model");
    await workbench.rows.filter({ hasText: "Strata is offline" }).waitFor();
    await workbench.rows.filter({ hasText: "org/prompted" }).waitFor();
    expect(await workbench.rows.filter({ hasText: "Type a Hub id" }).count()).toBe(0);
    await workbench.shoot("offline");
    await workbench.page.keyboard.press("Escape");
    expect(hub.seen.length).toBe(before);
  });

  it("made no page complain", () => {
    // VS Code writes what its notifications say to the console as well.
    expect(workbench.complaints.filter((complaint) => !complaint.startsWith("The hub "))).toEqual([]);
  });
});
