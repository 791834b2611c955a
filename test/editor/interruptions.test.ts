import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Workbench } from "./workbench.ts";

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 20_000 } } });

const RECORDS = 6000;
/** More than the records of these texts that fit into one batch. */
const BATCH = 160;
const words = ["river", "bank", "money", "violin", "string", "theory", "kitchen", "salt", "engine", "light"];
const text = Array.from({ length: RECORDS }, (_, i) => {
  const pick = (step: number): string => words[Math.floor(i / step) % words.length] ?? "";
  return `Note ${i} tells of the ${pick(1)} and the ${pick(10)}, then of the ${pick(100)}.`;
}).join("\n");

/** The count in what the strip says of a run. */
function countIn(said: string): number {
  return Number((/([\d\u202f]+) of /.exec(said)?.[1] ?? "0").replaceAll("\u202f", ""));
}

/** Seconds of reading. */
const long = Array.from({ length: 600_000 }, (_, i) =>
  JSON.stringify({
    id: i,
    text: `Note ${i} tells of the ${words[i % 10] ?? ""} and of nothing else at all.`,
    label: "a",
  }),
).join("\n");

describe("a run that is interrupted", () => {
  let workbench: Workbench;
  beforeAll(async () => {
    workbench = await Workbench.open({
      files: { "notes.txt": text, "busy.txt": text.replaceAll("tells", "speaks"), "long.jsonl": long },
    });
  });
  afterEach(async ({ task }) => {
    if (task.result?.state === "fail") await workbench.shoot(`failed: ${task.name}`);
  });
  afterAll(() => workbench.close());

  /** Records done, as the status bar shows them while a run is under way. */
  async function done(): Promise<number> {
    const [, number = "0"] = /^([\d\u202f]+) of /.exec(await workbench.status()) ?? [];
    return Number(number.replaceAll("\u202f", ""));
  }

  /** Records done of a run that stopped, as the panel shows them. */
  async function stoppedAfter(): Promise<number> {
    const stopped = workbench.panel.frame.locator(".strip.stopped");
    await stopped.waitFor();
    const [, number = "0"] = /after ([\d\u202f]+) of /.exec((await stopped.textContent()) ?? "") ?? [];
    return Number(number.replaceAll("\u202f", ""));
  }

  it("keeps what it has when it is cancelled", async () => {
    await workbench.visualize("notes.txt");
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(300);
    await workbench.panel.button("cancel").click();
    const kept = await stoppedAfter();
    expect(kept).toBeGreaterThan(300);
    expect(kept).toBeLessThan(RECORDS);
    await expect.poll(() => workbench.panel.data("drawn")).toBe(String(kept));
    await workbench.shoot("cancelled");
  });

  it("offers to restart an engine that does not stop, and goes on where it stopped", async () => {
    const before = await stoppedAfter();
    await workbench.panel.button("resume").click();
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(before + 300);
    const pid = workbench.enginePid() ?? 0;
    process.kill(pid, "SIGSTOP");
    await workbench.panel.button("cancel").click();
    await workbench.panel.button("restartEngine").click({ timeout: 30_000 });
    expect(await stoppedAfter()).toBeGreaterThan(before + 300);
    expect(await workbench.panel.strip.textContent()).toContain("Restart Engine ended it");
    expect(workbench.enginePid()).not.toBe(pid);
    await workbench.shoot("restarted");
  });

  it("says so when the engine is killed, and goes on where it stopped", async () => {
    const before = await stoppedAfter();
    await workbench.panel.button("resume").click();
    await expect.poll(done, { timeout: 60_000 }).toBeGreaterThan(before + 300);
    const pid = workbench.enginePid() ?? 0;
    process.kill(pid, "SIGKILL");
    const kept = await stoppedAfter();
    expect(kept).toBeGreaterThan(before + 300);
    expect(await workbench.panel.strip.textContent()).toContain("SIGKILL");
    await workbench.shoot("killed");

    await workbench.panel.button("resume").click();
    const info = await workbench.panel.complete(RECORDS);
    const [, cached = "0"] = /computed, ([\d\u202f]+) from cache/.exec(info) ?? [];
    expect(Number(cached.replaceAll("\u202f", ""))).toBeGreaterThanOrEqual(kept - BATCH);
    expect(workbench.enginePid()).not.toBe(pid);
  });

  it("answers after the engine was killed while nothing ran", async () => {
    const killed = workbench.enginePid() ?? 0;
    process.kill(killed, "SIGKILL");
    // What is asked of every picture may start another at once.
    await expect.poll(() => workbench.enginePid()).not.toBe(killed);
    await workbench.goTo(25);
    const shown = workbench.panel.frame.locator(".record .text");
    await expect.poll(() => shown.textContent()).toBe(text.split("\n")[24]);
    await expect.poll(() => workbench.enginePid()).toBeDefined();
  });

  it("is cancelled while its file is read, and goes on with reading", async () => {
    await workbench.closeEditors();
    await workbench.visualize("long.jsonl");
    await expect.poll(() => workbench.status()).toBe("Read the file");
    await workbench.type("Strata: Cancel");
    const stopped = workbench.panel.frame.locator(".strip.stopped");
    await stopped.waitFor();
    expect(await stopped.textContent()).toContain("The run stopped before the first record");
    expect(await workbench.status()).toBe("stopped");
    await workbench.panel.button("resume").click();
    await expect.poll(() => workbench.status()).toBe("Read the file");
    await workbench.panel.button("cancel").click();
    await stopped.waitFor();
    await workbench.closeEditors();
  });

  it("stops counting in a busy panel as soon as it is cancelled", async () => {
    await workbench.visualize("busy.txt");
    await workbench.panel.frame.locator(".strip", { hasText: "of 6" }).waitFor({ timeout: 60_000 });
    const rest = await workbench.panel.keepBusy(150);
    await expect.poll(done, { timeout: 120_000 }).toBeGreaterThan(2000);
    const before = await done();
    await workbench.type("Strata: Cancel");
    await expect.poll(() => workbench.status(), { timeout: 60_000 }).toBe("stopped");
    const ended = performance.now();
    const kept = await stoppedAfter();
    const lag = performance.now() - ended;
    const said = await rest();
    const cancelling = said.filter((text) => text.startsWith("Stopping")).map(countIn);
    expect(new Set(cancelling).size).toBeLessThanOrEqual(1);
    expect(Math.min(kept, ...cancelling)).toBeGreaterThanOrEqual(before);
    expect(lag).toBeLessThan(10_000);
    await workbench.shoot("cancelled while busy");
    await workbench.closeEditors();
  });

  it("made no page complain", () => {
    expect(workbench.complaints).toEqual([]);
  });
});
