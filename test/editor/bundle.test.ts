import { execFileSync } from "node:child_process";
import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } });

const root = path.join(import.meta.dirname, "..", "..");
const lines = Array.from(
  { length: 24 },
  (_, i) => `Note ${i} tells of ${["rivers", "banks", "violins"][i % 3] ?? ""}.`,
);

describe("a run bundle in the workbench", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ files: { "notes.txt": lines.join("\n") } });
    const cli = path.join(root, "dist", "cli.js");
    const out = path.join(workbench.folder, ".strata-out");
    const words = ["visualize", path.join(workbench.folder, "notes.txt"), "--states", "--device", "cpu", "--out", out];
    execFileSync(process.execPath, [cli, ...words], { stdio: "ignore" });
    for (const name of ["states.safetensors", "records.jsonl"])
      copyFileSync(path.join(out, name), path.join(workbench.folder, name));
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  it("is drawn without the model, and its points lead to the lines of the texts beside it", async () => {
    const { panel } = workbench;
    await workbench.visualize("states.safetensors");
    expect(await panel.complete(lines.length)).toMatch(/from the cache/);
    await workbench.tab("records.jsonl · layers").waitFor();
    await panel.clickPoint((await panel.apart(lines.length, 1))[0] ?? 0);
    await expect.poll(() => workbench.caret()).toMatch(/^Ln \d+, Col \d+ \(\d+ selected\)$/);
    await workbench.goTo(5);
    await expect.poll(() => panel.data("selected")).toBe("4");
    await expect.poll(() => panel.frame.locator(".record .text").textContent()).toBe(lines[4]);
    await panel.frame.locator(".near .row").first().waitFor();
    await workbench.shoot("bundle");
  });

  it("leaves out a text that was changed, and draws the rest", async () => {
    const file = path.join(workbench.folder, "records.jsonl");
    await workbench.tab("records.jsonl").first().click({ button: "middle" });
    writeFileSync(file, readFileSync(file, "utf8").replace("Note 7 tells", "Note 7 speaks"));
    await panelSays(/1 left out/);
    await workbench.panel.complete(lines.length - 1);
  });

  it("is drawn anew when its states are computed anew", async () => {
    const { folder, panel } = workbench;
    const [states, records] = ["states.safetensors", "records.jsonl"].map((name) => path.join(folder, name));
    const cli = path.join(root, "dist", "cli.js");
    const shorter = path.join(folder, "shorter.txt");
    writeFileSync(shorter, lines.slice(0, 20).join("\n"));
    const out = path.join(folder, ".strata-shorter");
    execFileSync(process.execPath, [cli, "visualize", shorter, "--states", "--device", "cpu", "--out", out], {
      stdio: "ignore",
    });
    // The states alone: the texts stay, and the last four have none any more.
    copyFileSync(path.join(out, "states.safetensors"), states ?? "");
    await panelSays(/5 left out/);
    await panel.complete(19);
    copyFileSync(path.join(out, "records.jsonl"), records ?? "");
    await panel.complete(20);
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });

  async function panelSays(words: RegExp): Promise<void> {
    await expect.poll(() => workbench.panel.infobar.textContent()).toMatch(words);
  }
});
