import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 240_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } });

const words = ["river", "bank", "money", "violin", "string", "theory", "kitchen", "salt", "engine", "light"];
const word = (i: number) => words[i % words.length] ?? "";
const notes = (count: number) =>
  Array.from({ length: count }, (_, i) => `Note ${i} tells of the ${word(i)} and the ${word(i * 7 + 3)}, no more.`);
const long = notes(6000);
const few = notes(40).map((note) => note.replace("tells", "speaks"));

describe("what the panel says is of the picture beside it", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({ files: { "long.txt": long.join("\n"), "few.txt": few.join("\n") } });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  const text = () => workbench.panel.frame.locator(".record .text").textContent();
  const record = () => workbench.panel.frame.locator(".record").textContent();

  it("shows a record's text while the file's first run goes on, and its numbers after it", async () => {
    const { panel } = workbench;
    await workbench.visualize("long.txt");
    await panel.frame.locator(".strip", { hasText: / of 6\D?000/ }).waitFor();
    for (const line of [5990, 12, 3000]) {
      await workbench.goTo(line);
      await expect.poll(text).toBe(long[line - 1]);
    }
    // Still the first run: none of it came from what was ready before.
    expect(await panel.strip.textContent()).toMatch(/ of 6\D?000/);
    await panel.button("cancel").click();
    await panel.frame.locator(".strip.stopped").waitFor();
    await workbench.goTo(3001);
    await expect.poll(text).toBe(long[3000]);
    await workbench.closeEditors();
  });

  it("keeps no number of the settings before beside the new picture", async () => {
    const { panel } = workbench;
    await workbench.visualize("few.txt");
    await panel.complete(few.length);
    await workbench.goTo(7);
    const seen = new Set<string>();
    for (const settings of [{}, { "strata.pooling": "last" }, { "strata.pooling": "last", "strata.maxTokens": 5 }]) {
      const before = (await panel.infobar.textContent()) ?? "";
      set(settings);
      if (seen.size > 0) await expect.poll(() => panel.infobar.textContent()).not.toBe(before);
      await panel.complete(few.length);
      await expect.poll(record).toMatch(/\d\.\d\d/);
      // What the card says now is what it says of the same record when it is asked anew.
      await expect
        .poll(async () => {
          const shown = await record();
          await workbench.goTo(8);
          await expect.poll(text).toBe(few[7]);
          await workbench.goTo(7);
          await expect.poll(text).toBe(few[6]);
          await expect.poll(record).toMatch(/\d\.\d\d/);
          return shown === (await record());
        })
        .toBe(true);
      seen.add((await record()) ?? "");
    }
    expect(seen.size).toBe(3);
  });

  it("names no device where nothing was computed", async () => {
    const { panel } = workbench;
    set({});
    await expect.poll(() => panel.infobar.textContent()).toMatch(/from the cache/);
    expect(await panel.infobar.textContent()).not.toMatch(/\bCPU\b/);
    set({ "strata.device": "cuda" });
    await expect.poll(() => panel.infobar.textContent()).toMatch(/from the cache/);
    expect(await panel.infobar.textContent()).not.toMatch(/CUDA/);
    expect(await workbench.status()).not.toMatch(/CUDA/);
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });

  function set(settings: object): void {
    mkdirSync(path.join(workbench.folder, ".vscode"), { recursive: true });
    writeFileSync(path.join(workbench.folder, ".vscode", "settings.json"), JSON.stringify(settings));
  }
});
